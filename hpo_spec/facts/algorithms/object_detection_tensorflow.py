"""Facts about the built-in algorithm object-detection-tensorflow.

From the developer guide's pages on `object-detection-tensorflow` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, true_or_false, whole

_METRICS = {
    "validation:localization_loss": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "batch_size": whole(min=1, tuned="Integer"),
    "beta_1": real(min=0, max=1, tuned="Continuous"),
    "beta_2": real(min=0, max=1, tuned="Continuous"),
    "early_stopping": true_or_false(),
    "early_stopping_min_delta": real(min=0, max=1),
    "early_stopping_patience": whole(min=1),
    "epochs": whole(min=1),
    "epsilon": real(min=0, max=1, tuned="Continuous"),
    "initial_accumulator_value": real(min=0, max=1, tuned="Continuous"),
    "learning_rate": real(min=0, max=1, tuned="Continuous"),
    "momentum": real(min=0, max=1, tuned="Continuous"),
    "optimizer": one_of("adam", "sgd", "nesterov", "rmsprop", "adagrad", "adadelta", tuned="Categorical"),
    "reinitialize_top_layer": true_or_false("Auto"),
    "rho": real(min=0, max=1),
    "train_only_on_top_layer": true_or_false(tuned="Categorical", uncertain=True),
    "regularizers_l2": real(tuned="Continuous", uncertain=True),
}
_CHANNELS = {
    "training": ChannelFacts(required=True),
    "validation": ChannelFacts(uncertain=True),
}

ALGORITHM = Algorithm(
    "object-detection-tensorflow",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    needs_gpu=True,
    is_single_instance=True,
    uncertain=True,
)
