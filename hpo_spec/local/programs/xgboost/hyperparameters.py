"""The hyperparameters as the image's program reads them from texts, with its own words for what is wrong."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.facts.algorithm import Hyperparameter
from hpo_spec.facts.algorithms import algorithm_facts
from hpo_spec.local.definitions import OBJECTIVE_KEY
from hpo_spec.local.programs.xgboost.metrics import objective_metrics
from hpo_spec.local.programs.xgboost.problems import UserError

_LITERALS = ("monotone_constraints", "interaction_constraints")
_CLASSES = ("binary:", "multi:", "rank:")
_OF_THE_PROGRAM = ("num_round", "csv_weights", "early_stopping_rounds", "save_model_on_termination", "eval_metric")


class Hyperparameters(NamedTuple):
    """What a training job is told."""

    num_round: int
    early_stopping_rounds: int | None
    has_weights: bool
    """Whether the second column of a CSV weighs the rows."""
    eval_metrics: tuple[str, ...]
    """The metrics that are logged, the objective of the tuning too; none for XGBoost's own choice."""
    stops_on: str
    """The metric that early stopping looks at: the tuning's objective, else the last one named; or empty."""
    booster: Mapping[str, Any]
    """What XGBoost itself is told."""


def read_hyperparameters(given: Mapping[str, str], version: str) -> Hyperparameters:
    """From `hyperparameters.json`. Raises `UserError`."""
    facts = algorithm_facts("xgboost", version)
    known = facts.hyperparameters if facts else {}
    own = {name: text for name, text in given.items() if not name.startswith("sagemaker_") and name != OBJECTIVE_KEY}
    for name in own:
        if name not in known:
            raise UserError(f"Extraneous hyperparameter found: {name}")
    for name in facts.required if facts else ():
        if name not in own:
            raise UserError(f"Missing required hyperparameter: {name}")
    values = {name: _value(name, text, known[name]) for name, text in own.items()}
    objective = _objective_metric(given.get(OBJECTIVE_KEY, ""), version)
    named = values.get("eval_metric", [])
    _check_together(values, [*named, *objective])
    return Hyperparameters(
        num_round=values["num_round"],
        early_stopping_rounds=values.get("early_stopping_rounds"),
        has_weights=values.get("csv_weights", 0) == 1,
        eval_metrics=tuple(sorted({*named, *objective})),
        stops_on=(objective or named or [""])[-1],
        booster={name: value for name, value in values.items() if name not in _OF_THE_PROGRAM},
    )


def _value(name: str, text: str, known: Hyperparameter) -> Any:
    if name == "eval_metric":
        return text.split(",")
    if name in _LITERALS:
        return _literal(name, text)
    if known.kind not in ("Integer", "Continuous"):
        if known.kind == "Categorical" and not known.allows(text):
            raise UserError(f"Hyperparameter {name}: {text} is not in {list(known.values)}")
        return text
    try:
        number = int(text) if known.kind == "Integer" else float(text)
    except ValueError:
        raise UserError(f"Hyperparameter {name}: could not parse value (caused by ValueError)") from None
    if not known.contains(number):
        raise UserError(f"Hyperparameter {name}: {text} is not in {_interval(known)}")
    return number


def _literal(name: str, text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise UserError(f"Hyperparameter {name}: could not parse value (caused by ValueError)") from None


def _interval(known: Hyperparameter) -> str:
    from hpo_spec.spec.text import number_text  # here, because the models come with it

    low = "(-inf" if known.low is None else f"{'(' if known.low_is_open else '['}{number_text(known.low)}"
    high = "+inf)" if known.high is None else f"{number_text(known.high)}{')' if known.high_is_open else ']'}"
    return f"{low}, {high}"


def _objective_metric(metric: str, version: str) -> list[str]:
    """The metric that a tuning job decides by, as XGBoost calls it; none for a training job of its own."""
    if not metric:
        return []
    known = objective_metrics(version)
    if metric not in known:
        raise UserError(f"Hyperparameter {OBJECTIVE_KEY}: {metric} is not in {known}")
    return metric.partition(":")[2].split(",")


def _check_together(values: Mapping[str, Any], metrics: list[str]) -> None:
    objective = values.get("objective", "")
    if objective.startswith("multi:") and "num_class" not in values:
        raise UserError("Require input for parameter 'num_class' for multi-classification")
    if "auc" in metrics and objective and not objective.startswith(_CLASSES):
        raise UserError("Metric 'auc' can only be applied for classification and ranking problems.")
    if "monotone_constraints" in values and values.get("tree_method") not in ("exact", "hist"):
        raise UserError(
            "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'."
        )
