"""Facts about the built-in algorithm pca.

From the developer guide's pages on `pca` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, one_of, true_or_false, whole

_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, required=True),
    "mini_batch_size": whole(min=1, required=True),
    "num_components": whole(min=1, required=True),
    "algorithm_mode": one_of("regular", "randomized"),
    "extra_components": whole(min=-1),
    "subtract_mean": true_or_false(),
    "force_dense": true_or_false(uncertain=True),  # not documented, but seen
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "pca",
    metrics={},
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    default_content_type="application/x-recordio-protobuf",
)
