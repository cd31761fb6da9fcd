"""Facts about the built-in algorithm lda.

From the developer guide's pages on `lda` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, real, whole

_METRICS = {
    "test:pwll": Metric("Maximize"),
}
_HYPERPARAMETERS = {
    "num_topics": whole(min=1, required=True, tuned="Integer"),
    "feature_dim": whole(min=1, required=True),
    "mini_batch_size": whole(min=1, required=True),
    "alpha0": real(above=0, tuned="Continuous"),
    "max_restarts": whole(min=1),
    "max_iterations": whole(min=1),
    "tol": real(above=0),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("application/x-recordio-protobuf", "text/csv"), input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "lda",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    default_content_type="application/x-recordio-protobuf",
    is_single_instance=True,
)
