"""How training jobs run: what SageMaker takes for granted, and how its own algorithms report and keep what they learn.

From the API reference and the developer guide's pages on early stopping, on checkpoints, and on each algorithm, as of
2023-03 and later.
"""

from __future__ import annotations

DEFAULT_RUNTIME_S = 86_400
"""How long a training job may run where its definition does not say."""

STOPPED_EARLY = frozenset(
    ("xgboost", "linear-learner", "image-classification", "object-detection", "seq2seq", "ipinsights")
)
"""The algorithms, of those with an image, that the guide to early stopping lists; it says that others may follow."""

REPORTING_AT_THE_END = frozenset(("kmeans", "knn", "lda", "randomcutforest"))
"""The algorithms that report their objective once, after training."""

CHECKPOINTING = frozenset(("image-classification", "object-detection", "semantic-segmentation", "xgboost"))
"""The algorithms that save checkpoints, and resume from them."""

NOT_YET_CHECKPOINTING = frozenset((("xgboost", "1"),))
"""Their versions from before they did."""
