"""Facts about the built-in algorithm ntm.

From the developer guide's pages on `ntm` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "validation:total_loss": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, max=1_000_000, required=True),
    "num_topics": whole(min=2, max=1000, required=True),
    "batch_norm": true_or_false(),
    "clip_gradient": real(min=0.001),
    "encoder_layers": free_text(),
    "encoder_layers_activation": one_of("sigmoid", "tanh", "relu", tuned="Categorical"),
    "epochs": whole(min=1),
    "learning_rate": real(min=1e-06, max=1, tuned="Continuous"),
    "mini_batch_size": whole(min=1, max=10_000, tuned="Integer"),
    "num_patience_epochs": whole(min=1),
    "optimizer": one_of("sgd", "adam", "adagrad", "adadelta", "rmsprop", tuned="Categorical"),
    "rescale_gradient": real(min=0.001, max=1, tuned="Continuous"),
    "sub_sample": real(min=0, max=1),
    "tolerance": real(min=1e-06, max=0.1),
    "weight_decay": real(min=0, max=1, tuned="Continuous"),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")
    ),
    "validation": ChannelFacts(
        content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")),
    "auxiliary": ChannelFacts(input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "ntm",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    default_content_type="application/x-recordio-protobuf",
)
