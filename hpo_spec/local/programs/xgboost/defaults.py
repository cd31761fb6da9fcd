"""The metric that XGBoost logs if none is named, which was another one in earlier versions of the image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.local.programs.xgboost.versions import is_since

_DEFAULTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "reg:linear": (("1", "rmse"),),
    "reg:squarederror": (("1", "rmse"),),
    "reg:logistic": (("1", "rmse"),),
    "reg:squaredlogerror": (("1", "rmsle"),),
    "reg:pseudohubererror": (("1", "mphe"),),
    "reg:absoluteerror": (("1", "mae"),),
    "reg:gamma": (("1", "gamma-nloglik"), ("3.0-5", "gamma-deviance")),
    "count:poisson": (("1", "poisson-nloglik"),),
    "binary:logistic": (("1", "error"), ("1.3-1", "logloss")),
    "binary:logitraw": (("1", "auc"), ("1.7-1", "logloss")),
    "binary:hinge": (("1", "error"),),
    "multi:softmax": (("1", "merror"), ("1.3-1", "mlogloss")),
    "multi:softprob": (("1", "merror"), ("1.3-1", "mlogloss")),
    "rank:pairwise": (("1", "map"), ("3.0-5", "ndcg@32")),
    "rank:ndcg": (("1", "map"), ("3.0-5", "ndcg@32")),
    "rank:map": (("1", "map"), ("3.0-5", "map@32")),
    "survival:cox": (("1", "cox-nloglik"),),
    "survival:aft": (("1", "aft-nloglik"),),
}
"""By objective, the metric and the first version that has it, the oldest first."""


def default_metric(booster: Mapping[str, Any], version: str) -> str:
    """The metric that goes with the objective; empty where it is XGBoost's own choice."""
    objective = booster.get("objective", "reg:squarederror")
    if objective == "reg:tweedie":
        return f"tweedie-nloglik@{booster.get('tweedie_variance_power', 1.5):g}"
    found = [metric for first, metric in _DEFAULTS.get(objective, ()) if is_since(version, first)]
    return found[-1] if found else ""
