"""Facts about the built-in algorithm object2vec.

From the developer guide's pages on `object2vec` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "test:mean_squared_error": Metric("Minimize"),
    "validation:mean_squared_error": Metric("Minimize"),
    "test:accuracy": Metric("Maximize"),
    "test:cross_entropy": Metric("Minimize"),
    "validation:accuracy": Metric("Maximize"),
    "validation:cross_entropy": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "enc0_max_seq_len": whole(min=1, max=5000, required=True),
    "enc0_vocab_size": whole(min=2, max=3_000_000, required=True),
    "bucket_width": whole(min=0, max=100),
    "comparator_list": free_text(),
    "dropout": real(min=0, max=1, tuned="Continuous"),
    "early_stopping_patience": whole(min=1, max=5, tuned="Integer"),
    "early_stopping_tolerance": real(min=1e-06, max=0.1, tuned="Continuous"),
    "enc_dim": whole(min=4, max=10_000, tuned="Integer"),
    "enc0_network": one_of("hcnn", "bilstm", "pooled_embedding"),
    "enc0_cnn_filter_width": whole(min=1, max=9, tuned="Integer"),
    "enc0_freeze_pretrained_embedding": true_or_false(),
    "enc0_layers": whole(min=1, max=4, also=("auto",), tuned="Integer"),
    "enc0_pretrained_embedding_file": free_text(),
    "enc0_token_embedding_dim": whole(min=2, max=1000, tuned="Integer"),
    "enc0_vocab_file": free_text(),
    "enc1_network": one_of("enc0", "hcnn", "bilstm", "pooled_embedding"),
    "enc1_cnn_filter_width": whole(min=1, max=9, tuned="Integer"),
    "enc1_freeze_pretrained_embedding": true_or_false(),
    "enc1_layers": whole(min=1, max=4, also=("auto",), tuned="Integer"),
    "enc1_max_seq_len": whole(min=1, max=5000),
    "enc1_pretrained_embedding_file": free_text(),
    "enc1_token_embedding_dim": whole(min=2, max=1000, tuned="Integer"),
    "enc1_vocab_file": free_text(),
    "enc1_vocab_size": whole(min=2, max=3_000_000),
    "epochs": whole(min=1, max=100, tuned="Integer"),
    "learning_rate": real(min=1e-06, max=1, tuned="Continuous"),
    "mini_batch_size": whole(min=1, max=10_000, tuned="Integer"),
    "mlp_activation": one_of("tanh", "relu", "linear", tuned="Categorical"),
    "mlp_dim": whole(min=2, max=10_000, tuned="Integer"),
    "mlp_layers": whole(min=0, max=10, tuned="Integer"),
    "negative_sampling_rate": whole(min=0),
    "num_classes": whole(min=2, max=30),
    "optimizer": one_of("adadelta", "adagrad", "adam", "sgd", "rmsprop", tuned="Categorical"),
    "output_layer": one_of("softmax", "mean_squared_error"),
    "tied_token_embedding_weight": true_or_false(),
    "token_embedding_storage_type": one_of("dense", "row_sparse"),
    "weight_decay": real(min=0, max=10_000, tuned="Continuous"),
}
_CHANNELS = {
    "train": ChannelFacts(required=True, content_types=("application/jsonlines",)),
    "validation": ChannelFacts(content_types=("application/jsonlines",)),
    "test": ChannelFacts(content_types=("application/jsonlines",)),
    "auxiliary": ChannelFacts(input_modes=("File", "Pipe"), uncertain=True),
}

ALGORITHM = Algorithm(
    "object2vec",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    metrics_when=(
        "output_layer",
        {
            "mean_squared_error": ("test:mean_squared_error", "validation:mean_squared_error"),
            "softmax": ("test:accuracy", "test:cross_entropy", "validation:accuracy", "validation:cross_entropy"),
        },
    ),
    is_single_instance=True,
)
