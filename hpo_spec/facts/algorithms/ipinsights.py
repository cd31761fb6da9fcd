"""Facts about the built-in algorithm ipinsights.

From the developer guide's pages on `ip-insights` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, real, whole

_METRICS = {
    "validation:discriminator_auc": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "num_entity_vectors": whole(min=1, max=250_000_000, required=True, tuned="Integer"),
    "vector_dim": whole(min=4, max=4096, required=True, tuned="Integer"),
    "batch_metrics_publish_interval": whole(min=1),
    "epochs": whole(min=1, tuned="Integer"),
    "learning_rate": real(min=1e-06, max=10, tuned="Continuous"),
    "mini_batch_size": whole(min=1, max=500_000, tuned="Integer"),
    "num_ip_encoder_layers": whole(min=0, max=100, tuned="Integer"),
    "random_negative_sampling_rate": whole(min=0, max=500, tuned="Integer"),
    "shuffled_negative_sampling_rate": whole(min=0, max=500, tuned="Integer"),
    "weight_decay": real(min=0, max=10, tuned="Continuous"),
}
_CHANNELS = {
    "train": ChannelFacts(required=True, content_types=("text/csv",)),
    "validation": ChannelFacts(content_types=("text/csv",)),
}

ALGORITHM = Algorithm(
    "ipinsights",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
)
