"""Facts about the built-in algorithm semantic-segmentation.

From the developer guide's pages on `semantic-segmentation` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6. The `optimizer` adadelta is on the page on tuning, but not on that on
hyperparameters.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "validation:mIOU": Metric("Maximize"),
    "validation:pixel_accuracy": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "backbone": one_of("resnet-50", "resnet-101"),
    "use_pretrained_model": true_or_false(),
    "algorithm": one_of("fcn", "psp", "deeplab"),
    "num_classes": whole(min=2, max=254, required=True),
    "num_training_samples": whole(min=1, required=True),
    "base_size": whole(above=16),
    "crop_size": whole(above=16),
    "early_stopping": true_or_false(),
    "early_stopping_min_epochs": whole(),
    "early_stopping_patience": whole(),
    "early_stopping_tolerance": real(min=0, max=1),
    "epochs": whole(min=1),
    "gamma1": real(min=0, max=1),
    "gamma2": real(min=0, max=1),
    "learning_rate": real(above=0, max=1, tuned="Continuous"),
    "lr_scheduler": free_text(uncertain=True),
    "lr_scheduler_factor": real(min=0, max=1),
    "lr_scheduler_step": free_text(),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "momentum": real(above=0, max=1, tuned="Continuous"),
    "optimizer": one_of("adam", "adagrad", "nag", "rmsprop", "sgd", tuned="Categorical", maybe=("adadelta",)),
    "syncbn": true_or_false(),
    "validation_mini_batch_size": whole(min=1),
    "weight_decay": real(above=0, below=1, tuned="Continuous"),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True,
        content_types=("image/jpeg", "image/png", "application/x-image", "application/x-recordio"),
        input_modes=("File", "Pipe"),
    ),
    "train_annotation": ChannelFacts(required=True, content_types=("image/png",), input_modes=("File", "Pipe")),
    "validation": ChannelFacts(
        required=True,
        content_types=("image/jpeg", "image/png", "application/x-image", "application/x-recordio"),
        input_modes=("File", "Pipe"),
    ),
    "validation_annotation": ChannelFacts(required=True, content_types=("image/png",), input_modes=("File", "Pipe")),
    "label_map": ChannelFacts(input_modes=("File", "Pipe")),
    "model": ChannelFacts(content_types=("application/x-sagemaker-model",)),
}

ALGORITHM = Algorithm(
    "semantic-segmentation",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    needs_gpu=True,
    is_single_instance=True,
)
