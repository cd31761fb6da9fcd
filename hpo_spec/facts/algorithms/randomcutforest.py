"""Facts about the built-in algorithm randomcutforest.

From the developer guide's pages on `randomcutforest` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, whole

_METRICS = {
    "test:f1": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, max=10_000, required=True),
    "eval_metrics": free_text(),
    "num_samples_per_tree": whole(min=1, max=2048, tuned="Integer"),
    "num_trees": whole(min=50, max=1000, tuned="Integer"),
    "mini_batch_size": whole(min=1, uncertain=True),  # not documented, but seen
}
_DATA = ChannelFacts(content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe"))
_CHANNELS = {
    "train": _DATA._replace(required=True, s3_distribution="ShardedByS3Key"),
    "test": _DATA._replace(s3_distribution="FullyReplicated"),
}

ALGORITHM = Algorithm(
    "randomcutforest",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    default_content_type="application/x-recordio-protobuf",
)
