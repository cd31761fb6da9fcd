"""What hyperparameters demand of one another, in the image's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.local.programs.xgboost.problems import UserError
from hpo_spec.local.programs.xgboost.versions import is_since

_CLASSES = ("binary:", "multi:", "rank:")
_GROWING = ("grow_colmaker", "distcol", "grow_histmaker", "grow_local_histmaker", "grow_quantile_histmaker")
_TREE = (*_GROWING, "grow_skmaker", "sync", "refresh", "prune")
_LINEAR = ("shotgun", "coord_descent")


def check_together(values: Mapping[str, Any], version: str) -> None:
    """Raises `UserError` for the first demand that is not met."""
    if "updater" in values:
        _check_updater(values)
    if values.get("objective") in ("multi:softmax", "multi:softprob") and "num_class" not in values:
        raise UserError("Require input for parameter 'num_class' for multi-classification")
    if "eval_metric" in values:
        _check_metrics(values, version)
    method = values.get("tree_method")
    if "monotone_constraints" in values and method not in ("exact", "hist"):
        raise UserError(
            "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'."
        )
    if "interaction_constraints" in values and method not in ("exact", "hist", "approx"):
        raise UserError(
            "interaction_constraints can be used only when the tree_method parameter is set to either 'exact', 'hist' "
            "or 'approx'."
        )


def _check_metrics(values: Mapping[str, Any], version: str) -> None:
    """The image asks for the objective without looking whether there is one, and ends with Python's own text."""
    metrics = values["eval_metric"]
    if "objective" not in values:
        if is_since(version, "1.2-1") or "auc" in metrics:
            raise UserError("KeyError: 'objective'")
        return
    if "auc" in metrics and not values["objective"].startswith(_CLASSES):
        raise UserError("Metric 'auc' can only be applied for classification and ranking problems.")
    if "aft-nloglik" in metrics and values["objective"] != "survival:aft":
        raise UserError("Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.")


def _check_updater(values: Mapping[str, Any]) -> None:
    updaters = values["updater"]
    if values.get("booster") == "gblinear":
        if len(updaters) != 1 or updaters[0] not in _LINEAR:
            raise UserError("Linear updater should be one of these options: 'shotgun', 'coord_descent'.")
    elif values.get("process_type") == "update":
        if not {*updaters} <= {"refresh", "prune"}:
            raise UserError("process_type 'update' can only be used with updater 'refresh' and 'prune'")
    elif not {*updaters} <= {*_TREE}:
        raise UserError(
            "Tree updater should be selected from these options: 'grow_colmaker', 'distcol', 'grow_histmaker', "
            "'grow_local_histmaker', 'grow_skmaker', 'grow_quantile_histmaker', 'sync', 'refresh', 'prune', "
            "'shortgun', 'coord_descent'."
        )
    elif sum(updater in _GROWING for updater in updaters) > 1:
        raise UserError(
            "Only one tree grow plugin can be selected. Choose one from thefollowing: 'grow_colmaker', 'distcol', "
            "'grow_histmaker', 'grow_local_histmaker', 'grow_skmaker'"
        )
