"""Facts about the built-in algorithm kmeans.

From the developer guide's pages on `k-means` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, free_text, one_of, real, true_or_false, whole

_METRICS = {
    "test:msd": Metric("Minimize"),
    "test:ssd": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, required=True),
    "k": whole(min=1, required=True),
    "epochs": whole(min=1, tuned="Integer"),
    "eval_metrics": free_text(),
    "extra_center_factor": whole(min=1, also=("auto",), tuned="Integer"),
    "half_life_time_size": whole(min=0),
    "init_method": one_of("random", "kmeans++", tuned="Categorical"),
    "local_lloyd_init_method": one_of("random", "kmeans++"),
    "local_lloyd_max_iter": whole(min=1),
    "local_lloyd_num_trials": whole(min=1, also=("auto",)),
    "local_lloyd_tol": real(min=0, max=1),
    "mini_batch_size": whole(min=1, tuned="Integer"),
    "force_dense": true_or_false(uncertain=True),  # not documented, but seen
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "kmeans",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    default_content_type="application/x-recordio-protobuf",
)
