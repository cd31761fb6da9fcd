"""Facts about the built-in algorithm image-classification.

From the developer guide's pages on `image-classification` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "validation:accuracy": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "num_classes": whole(min=1, required=True),
    "num_training_samples": whole(min=1, required=True),
    "augmentation_type": one_of("crop", "crop_color", "crop_color_transform"),
    "beta_1": real(min=0, max=1, tuned="Continuous"),
    "beta_2": real(min=0, max=1, tuned="Continuous"),
    "checkpoint_frequency": whole(min=1),
    "early_stopping": true_or_false(),
    "early_stopping_min_epochs": whole(min=1),
    "early_stopping_patience": whole(min=1),
    "early_stopping_tolerance": real(min=0, max=1),
    "epochs": whole(min=1),
    "eps": real(min=0, max=1, tuned="Continuous"),
    "gamma": real(min=0, max=1, tuned="Continuous"),
    "image_shape": free_text(),
    "kv_store": one_of("dist_sync", "dist_async"),
    "learning_rate": real(min=0, max=1, tuned="Continuous"),
    "lr_scheduler_factor": real(min=0, max=1),
    "lr_scheduler_step": free_text(),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "momentum": real(min=0, max=1, tuned="Continuous"),
    "multi_label": one_of("0", "1"),
    "num_layers": one_of("18", "34", "50", "101", "152", "200", "20", "32", "44", "56", "110"),
    "optimizer": one_of("sgd", "adam", "rmsprop", "nag", tuned="Categorical"),
    "precision_dtype": one_of("float32", "float16"),
    "resize": whole(min=1),
    "top_k": whole(min=2),
    "use_pretrained_model": one_of("0", "1"),
    "use_weighted_loss": one_of("0", "1"),
    "weight_decay": real(min=0, max=1, tuned="Continuous"),
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
    "train_lst": ChannelFacts(content_types=("application/x-image",)),
    "validation_lst": ChannelFacts(content_types=("application/x-image",)),
    "model": ChannelFacts(content_types=("application/x-sagemaker-model",)),
}

ALGORITHM = Algorithm(
    "image-classification",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    needs_gpu=True,
)
