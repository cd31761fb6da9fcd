"""Facts about the built-in algorithm object-detection.

From the developer guide's pages on `object-detection` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6. Its ranges for `momentum` and `weight_decay` start at 0, which its bounds
exclude.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "validation:mAP": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "num_classes": whole(min=1, required=True),
    "num_training_samples": whole(min=1, required=True),
    "base_network": one_of("vgg-16", "resnet-50"),
    "early_stopping": true_or_false(),
    "early_stopping_min_epochs": whole(min=1),
    "early_stopping_patience": whole(min=1),
    "early_stopping_tolerance": real(min=0, max=1),
    "image_shape": whole(min=300),
    "epochs": whole(min=1),
    "freeze_layer_pattern": free_text(),
    "kv_store": one_of("dist_sync", "dist_async"),
    "label_width": whole(min=1),
    "learning_rate": real(above=0, max=1, tuned="Continuous"),
    "lr_scheduler_factor": real(above=0, below=1),
    "lr_scheduler_step": free_text(),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "momentum": real(above=0, max=1, tuned="Continuous", maybe=("0", "0.0")),
    "nms_threshold": real(above=0, max=1),
    "optimizer": one_of("sgd", "adam", "rmsprop", "adadelta", tuned="Categorical"),
    "overlap_threshold": real(above=0, max=1),
    "use_pretrained_model": one_of("0", "1"),
    "weight_decay": real(above=0, below=1, tuned="Continuous", maybe=("0", "0.0")),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True,
        content_types=("application/x-recordio", "image/png", "image/jpeg", "application/x-image"),
        input_modes=("File", "Pipe"),
    ),
    "validation": ChannelFacts(
        required=True,
        content_types=("application/x-recordio", "image/png", "image/jpeg", "application/x-image"),
        input_modes=("File", "Pipe"),
    ),
    "train_annotation": ChannelFacts(content_types=("image/png", "image/jpeg", "application/x-image")),
    "validation_annotation": ChannelFacts(content_types=("image/png", "image/jpeg", "application/x-image")),
    "model": ChannelFacts(content_types=("application/x-sagemaker-model",)),
}

ALGORITHM = Algorithm(
    "object-detection",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    needs_gpu=True,
)
