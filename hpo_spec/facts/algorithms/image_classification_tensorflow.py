"""Facts about the built-in algorithm image-classification-tensorflow.

From the developer guide's pages on `image-classification-tensorflow` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
It runs in an AWS framework image that a JumpStart model version chooses: nothing here is certain of one's own.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, real, true_or_false, whole

_METRICS = {
    "validation:accuracy": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "augmentation": true_or_false(),
    "augmentation_random_flip": one_of("horizontal_and_vertical", "vertical", "None", "horizontal"),
    "augmentation_random_rotation": real(min=-1, max=1),
    "augmentation_random_zoom": real(min=-1, max=1),
    "batch_size": whole(min=1, tuned="Integer"),
    "beta_1": real(min=0, max=1, tuned="Continuous"),
    "beta_2": real(min=0, max=1, tuned="Continuous"),
    "binary_mode": true_or_false(),
    "dropout_rate": real(min=0, max=1),
    "early_stopping": true_or_false(),
    "early_stopping_min_delta": real(min=0, max=1),
    "early_stopping_patience": whole(min=1),
    "epochs": whole(min=1),
    "epsilon": real(min=0, max=1, tuned="Continuous"),
    "eval_metric": one_of("accuracy", "precision", "recall", "auc", "prc"),
    "image_resize_interpolation": one_of(
        "bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"
    ),
    "initial_accumulator_value": real(min=0, max=1),
    "label_smoothing": real(min=0, max=1),
    "learning_rate": real(min=0, max=1, tuned="Continuous"),
    "momentum": real(min=0, max=1, tuned="Continuous"),
    "optimizer": one_of("adam", "sgd", "nesterov", "rmsprop", "adagrad", "adadelta", tuned="Categorical"),
    "regularizers_l2": real(min=0, max=1, tuned="Continuous"),
    "reinitialize_top_layer": true_or_false("Auto"),
    "rho": real(min=0, max=1),
    "train_only_on_top_layer": true_or_false(tuned="Categorical", uncertain=True),
}
_CHANNELS = {
    "training": ChannelFacts(required=True),
    "validation": ChannelFacts(uncertain=True),
}

ALGORITHM = Algorithm(
    "image-classification-tensorflow",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    is_single_instance=True,
    uncertain=True,
)
