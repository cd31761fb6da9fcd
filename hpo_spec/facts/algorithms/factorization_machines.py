"""Facts about the built-in algorithm factorization-machines.

From the developer guide's pages on `fact-machines` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, whole

_METRICS = {
    "test:rmse": Metric("Minimize"),
    "test:binary_classification_accuracy": Metric("Maximize"),
    "test:binary_classification_cross_entropy": Metric("Minimize"),
    "test:binary_f_beta": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, required=True),
    "num_factors": whole(min=1, required=True),
    "predictor_type": one_of("binary_classifier", "regressor", required=True),
    "bias_init_method": one_of("uniform", "normal", "constant"),
    "bias_init_scale": real(min=0, tuned="Continuous"),
    "bias_init_sigma": real(min=0, tuned="Continuous"),
    "bias_init_value": real(tuned="Continuous"),
    "bias_lr": real(min=0, tuned="Continuous"),
    "bias_wd": real(min=0, tuned="Continuous"),
    "clip_gradient": real(),
    "epochs": whole(min=1, tuned="Integer"),
    "eps": real(),
    "factors_init_method": one_of("uniform", "normal", "constant"),
    "factors_init_scale": real(min=0, tuned="Continuous"),
    "factors_init_sigma": real(min=0, tuned="Continuous"),
    "factors_init_value": real(tuned="Continuous"),
    "factors_lr": real(min=0, tuned="Continuous"),
    "factors_wd": real(min=0, tuned="Continuous"),
    "linear_lr": real(min=0, tuned="Continuous"),
    "linear_init_method": one_of("uniform", "normal", "constant"),
    "linear_init_scale": real(min=0, tuned="Continuous"),
    "linear_init_sigma": real(min=0, tuned="Continuous"),
    "linear_init_value": real(tuned="Continuous"),
    "linear_wd": real(min=0, tuned="Continuous"),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "rescale_grad": real(),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("application/x-recordio-protobuf",), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("application/x-recordio-protobuf",), input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "factorization-machines",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    metrics_when=(
        "predictor_type",
        {
            "regressor": ("test:rmse",),
            "binary_classifier": (
                "test:binary_classification_accuracy",
                "test:binary_classification_cross_entropy",
                "test:binary_f_beta",
            ),
        },
    ),
    default_content_type="application/x-recordio-protobuf",
)
