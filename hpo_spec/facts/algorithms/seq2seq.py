"""Facts about the built-in algorithm seq2seq.

From the developer guide's pages on `seq-2-seq` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, true_or_false, whole

_METRICS = {
    "validation:accuracy": Metric("Maximize"),
    "validation:bleu": Metric("Maximize"),
    "validation:perplexity": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "batch_size": whole(min=1, tuned="Categorical"),
    "beam_size": whole(min=1),
    "bleu_sample_size": whole(),
    "bucket_width": whole(min=1),
    "bucketing_enabled": true_or_false(),
    "checkpoint_frequency_num_batches": whole(min=1),
    "checkpoint_threshold": whole(min=1),
    "clip_gradient": real(tuned="Continuous"),
    "cnn_activation_type": one_of("glu", "relu", "softrelu", "sigmoid", "tanh"),
    "cnn_hidden_dropout": real(min=0, max=1, tuned="Continuous"),
    "cnn_kernel_width_decoder": whole(min=1),
    "cnn_kernel_width_encoder": whole(min=1),
    "cnn_num_hidden": whole(min=1, tuned="Categorical"),
    "decoder_type": one_of("rnn", "cnn"),
    "embed_dropout_source": real(min=0, max=1, tuned="Continuous"),
    "embed_dropout_target": real(min=0, max=1, tuned="Continuous"),
    "encoder_type": one_of("rnn", "cnn"),
    "fixed_rate_lr_half_life": whole(min=1, tuned="Integer"),
    "learning_rate": real(tuned="Continuous"),
    "loss_type": one_of("cross-entropy"),
    "lr_scheduler_type": one_of("plateau_reduce", "fixed_rate_inv_t", "fixed_rate_inv_sqrt_t", tuned="Categorical"),
    "max_num_batches": whole(),
    "max_num_epochs": whole(min=1),
    "max_seq_len_source": whole(min=1),
    "max_seq_len_target": whole(min=1),
    "min_num_epochs": whole(min=0),
    "momentum": real(tuned="Continuous"),
    "num_embed_source": whole(min=1, tuned="Integer"),
    "num_embed_target": whole(min=1, tuned="Integer"),
    "num_layers_decoder": whole(min=1, tuned="Integer"),
    "num_layers_encoder": whole(min=1, tuned="Integer"),
    "optimized_metric": one_of("perplexity", "accuracy", "bleu"),
    "optimizer_type": one_of("adam", "sgd", "rmsprop", tuned="Categorical"),
    "plateau_reduce_lr_factor": real(tuned="Continuous"),
    "plateau_reduce_lr_threshold": whole(min=1, tuned="Integer"),
    "rnn_attention_in_upper_layers": true_or_false(),
    "rnn_attention_num_hidden": whole(min=1),
    "rnn_attention_type": one_of("dot", "fixed", "mlp", "bilinear"),
    "rnn_cell_type": one_of("lstm", "gru"),
    "rnn_decoder_state_init": one_of("last", "avg", "zero"),
    "rnn_first_residual_layer": whole(min=1),
    "rnn_num_hidden": whole(min=2, tuned="Categorical"),
    "rnn_residual_connections": true_or_false(),
    "rnn_decoder_hidden_dropout": real(min=0, max=1, tuned="Continuous"),
    "training_metric": one_of("perplexity", "accuracy"),
    "weight_decay": real(tuned="Continuous"),
    "weight_init_scale": real(tuned="Continuous"),
    "weight_init_type": one_of("uniform", "xavier", tuned="Categorical"),
    "xavier_factor_type": one_of("in", "out", "avg"),
}
_CHANNELS = {
    "train": ChannelFacts(required=True, content_types=("application/x-recordio-protobuf",)),
    "validation": ChannelFacts(required=True, content_types=("application/x-recordio-protobuf",)),
    "vocab": ChannelFacts(required=True),
}

ALGORITHM = Algorithm(
    "seq2seq",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    needs_gpu=True,
    is_single_instance=True,
)
