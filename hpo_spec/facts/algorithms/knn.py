"""Facts about the built-in algorithm knn.

From the developer guide's pages on `k-nearest-neighbors` as of 2023-03,
compared with sagemaker-python-sdk 2.257.6.
"""

from __future__ import annotations

from hpo_spec.facts.algorithm import Algorithm, ChannelFacts, Metric, one_of, whole

_METRICS = {
    "test:accuracy": Metric("Maximize"),
    "test:mse": Metric("Minimize"),
}
_HYPERPARAMETERS = {
    "feature_dim": whole(min=1, required=True),
    "k": whole(min=1, required=True, tuned="Integer"),
    "predictor_type": one_of("classifier", "regressor", required=True),
    "sample_size": whole(min=1, required=True, tuned="Integer"),
    "dimension_reduction_target": whole(min=1),
    "dimension_reduction_type": one_of("sign", "fjlt"),
    "faiss_index_ivf_nlists": whole(min=1, also=("auto",)),
    "faiss_index_pq_m": one_of(
        "1", "2", "3", "4", "8", "12", "16", "20", "24", "28", "32", "40", "48", "56", "64", "96"
    ),
    "index_metric": one_of("L2", "INNER_PRODUCT", "COSINE"),
    "index_type": one_of("faiss.Flat", "faiss.IVFFlat", "faiss.IVFPQ"),
    "mini_batch_size": whole(min=1),
}
_CHANNELS = {
    "train": ChannelFacts(
        required=True, content_types=("text/csv", "application/x-recordio-protobuf"), input_modes=("File", "Pipe")
    ),
    "test": ChannelFacts(content_types=("text/csv", "application/x-recordio-protobuf"), input_modes=("File", "Pipe")),
}

ALGORITHM = Algorithm(
    "knn",
    metrics=_METRICS,
    hyperparameters=_HYPERPARAMETERS,
    channels=_CHANNELS,
    metrics_when=("predictor_type", {"classifier": ("test:accuracy",), "regressor": ("test:mse",)}),
    default_content_type="application/x-recordio-protobuf",
)
