"""The hyperparameters as the image's program reads them from texts, with its own words for what is wrong."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.facts.algorithm import Hyperparameter
from hpo_spec.facts.algorithms import algorithm_facts
from hpo_spec.local.definitions import OBJECTIVE_KEY
from hpo_spec.local.programs.xgboost.metrics import evaluation_metrics, objective_metrics
from hpo_spec.local.programs.xgboost.problems import UserError
from hpo_spec.local.programs.xgboost.together import check_together
from hpo_spec.local.programs.xgboost.versions import is_since

_LISTS = ("eval_metric", "updater")
_LITERALS = ("monotone_constraints", "interaction_constraints")
_WITH_THRESHOLD = ("error", "ndcg", "map")
_CROSS_VALIDATION = ("_kfold", "_num_cv_round", "_nfold")
_OF_THE_PROGRAM = (
    *("num_round", "csv_weights", "early_stopping_rounds", "save_model_on_termination", "eval_metric", OBJECTIVE_KEY),
    "use_dask_gpu_training",
)


class Hyperparameters(NamedTuple):
    """What a training job is told."""

    num_round: int
    early_stopping_rounds: int | None
    has_weights: bool
    """Whether the second column of a CSV weighs the rows."""
    keeps_model: bool
    """Whether a job that is stopped leaves the model that it has by then."""
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
    own = _own(given)
    for name in facts.required if facts else ():
        if name not in own:
            raise UserError(f"Missing required hyperparameter: {name}")
    values = {name: _parsed(name, text, known) for name, text in own.items()}
    for name, value in values.items():
        _check_range(name, value, known, version)
    check_together(values, version)
    _check_here(values)
    objective = values.get(OBJECTIVE_KEY, "").partition(":")[2]
    named = values.get("eval_metric", [])
    return _told(values, named, objective.split(",") if objective else [])


def _told(values: Mapping[str, Any], named: list[str], objective: list[str]) -> Hyperparameters:
    booster = {name: value for name, value in values.items() if name not in _OF_THE_PROGRAM}
    if "updater" in booster:
        booster["updater"] = ",".join(booster["updater"])
    return Hyperparameters(
        num_round=values["num_round"],
        early_stopping_rounds=values.get("early_stopping_rounds"),
        has_weights=values.get("csv_weights", 0) == 1,
        keeps_model=values.get("save_model_on_termination") == "true",
        eval_metrics=tuple(sorted({*named, *objective})) if named and objective else tuple(named or objective),
        stops_on=(objective or named or [""])[-1],
        booster=booster,
    )


def _own(given: Mapping[str, str]) -> dict[str, str]:
    """All but what speaks to SageMaker's toolkit. Raises `UserError` for a script, which is not run here."""
    if "sagemaker_program" in given or "sagemaker_submit_directory" in given:
        raise UserError(
            "The local engine's XGBoost runs no scripts: give the spec the script's command, as "
            "`local: {command: [python, train.py]}`."
        )
    return {name: text for name, text in given.items() if not name.startswith("sagemaker_")}


def _parsed(name: str, text: str, known: Mapping[str, Hyperparameter]) -> Any:
    if name == OBJECTIVE_KEY:
        return text
    if name not in known:
        raise UserError(f"Extraneous hyperparameter found: {name}")
    kind = known[name].kind
    try:
        if name in _LISTS:
            return text.split(",")
        if name in _LITERALS:
            return ast.literal_eval(text)
        return int(text) if kind == "Integer" else float(text) if kind == "Continuous" else text
    except (ValueError, SyntaxError) as error:
        cause = type(error).__name__
        raise UserError(f"Hyperparameter {name}: could not parse value (caused by {cause})") from None


def _check_range(name: str, value: Any, known: Mapping[str, Hyperparameter], version: str) -> None:
    if name == "eval_metric":
        _check_metrics(value, version)
    elif name in _LITERALS:
        _check_literal(name, value)
    elif name == OBJECTIVE_KEY:
        if value not in objective_metrics(version):
            raise UserError(f"Hyperparameter {name}: {value} is not in {objective_metrics(version)}")
    elif known[name].kind == "Categorical":
        if name == "tree_method" and "gpu" in value and not is_since(version, "1.2-1"):
            raise UserError("GPU training is not supported yet.")
        if value not in known[name].values:
            raise UserError(f"Hyperparameter {name}: {value} is not in {list(known[name].values)}")
    elif known[name].kind != "FreeText" and value == value and not known[name].contains(value):  # noqa: PLR0124 - NaN passes
        raise UserError(f"Hyperparameter {name}: {value} is not in {_interval(known[name])}")


def _check_literal(name: str, value: Any) -> None:
    """`monotone_constraints` is a tuple of -1, 0 and 1, `interaction_constraints` a list of lists from 1 up."""
    is_monotone = name == "monotone_constraints"
    try:
        cells = list(value) if is_monotone else [cell for group in value for cell in group]
        is_right = all(cell in (-1, 0, 1) for cell in cells) if is_monotone else all(cell >= 1 for cell in cells)
    except TypeError as error:
        cause = type(error).__name__
        text = f"Hyperparameter {name}: unexpected failure when validating {value} (caused by {cause})"
        raise UserError(text) from None
    if not is_right:
        allowed = "[-1, 0, 1]" if is_monotone else "[1, +inf)"
        raise UserError(f"Hyperparameter {name}: value {value} not in range {allowed}")


def _check_metrics(metrics: list[str], version: str) -> None:
    known = evaluation_metrics(version)
    for metric in metrics:
        name, _, threshold = (part.strip() for part in metric.partition("@"))
        if "@" in metric:
            _check_threshold(metric, name, threshold)
        elif metric not in known:
            raise UserError(f"Hyperparameter eval_metric: value {metrics} not in range {known}")


def _check_threshold(metric: str, name: str, threshold: str) -> None:
    if name not in _WITH_THRESHOLD:
        raise UserError(
            f"Metric '{metric}' is not supported. Parameter 'eval_metric' with customized threshold should be one of "
            "these options: 'error', 'ndcg', 'map'."
        )
    try:
        float(threshold)
    except ValueError:
        raise UserError(f"Threshold value 't' in '{name}@t' expects float input.") from None


def _interval(known: Hyperparameter) -> str:
    from hpo_spec.spec.text import number_text  # here, because the models come with it

    low = "(-inf" if known.low is None else f"{'(' if known.low_is_open else '['}{number_text(known.low)}"
    high = "+inf)" if known.high is None else f"{number_text(known.high)}{')' if known.high_is_open else ']'}"
    return f"{low}, {high}"


def _check_here(values: Mapping[str, Any]) -> None:
    found = [name for name in _CROSS_VALIDATION if name in values]
    if found:
        raise UserError(f"The local engine's XGBoost does not cross-validate: leave out {', '.join(found)}.")
