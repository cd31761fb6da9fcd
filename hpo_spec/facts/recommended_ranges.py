"""The ranges that the documentation recommends for tuning a built-in algorithm: not limits, but where to look.

From the developer guide's page xgboost-tuning as of 2023-03, for the algorithms that the local engine can run.
"""

from __future__ import annotations

from collections.abc import Mapping

RECOMMENDED_RANGES: Mapping[str, Mapping[str, tuple[str, float, float]]] = {
    "xgboost": {
        "alpha": ("Continuous", 0, 1000),
        "colsample_bylevel": ("Continuous", 0.1, 1),
        "colsample_bynode": ("Continuous", 0.1, 1),
        "colsample_bytree": ("Continuous", 0.5, 1),
        "eta": ("Continuous", 0.1, 0.5),
        "gamma": ("Continuous", 0, 5),
        "lambda": ("Continuous", 0, 1000),
        "max_delta_step": ("Integer", 0, 10),
        "max_depth": ("Integer", 0, 10),
        "min_child_weight": ("Continuous", 0, 120),
        "num_round": ("Integer", 1, 4000),
        "subsample": ("Continuous", 0.5, 1),
    },
}
"""By algorithm and hyperparameter: the kind of range, its minimum and its maximum."""
