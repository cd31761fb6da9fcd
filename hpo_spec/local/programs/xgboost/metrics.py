"""The metrics of XGBoost's image: their names, how SageMaker finds them in the log, and which way they are better."""

from __future__ import annotations

from hpo_spec.facts.algorithms import algorithm_facts

_NUMBER = r"([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"
_TRAIN = "train:"
_VALIDATION = "validation:"


def objective_metrics(version: str) -> list[str]:
    """The metrics that a tuning job may name, as `validation:NAME`."""
    facts = algorithm_facts("xgboost", version)
    return list(facts.metrics) if facts else []


def evaluation_metrics(version: str) -> list[str]:
    """What `eval_metric` may name, in the image's order: first those of which more is better."""
    names = [name.removeprefix(_VALIDATION) for name in objective_metrics(version)]
    return sorted(names, key=lambda name: not is_maximized(version, name))


def metric_definitions(version: str) -> list[dict[str, str]]:
    """The API's `MetricDefinitions` that SageMaker has for the image: each metric of each data set."""
    names = [name.removeprefix(_VALIDATION) for name in objective_metrics(version)]
    return [
        {"Name": f"{data}{name}", "Regex": rf".*\[[0-9]+\].*#011{data[:-1]}-{name}:{_NUMBER}.*"}
        for data in (_TRAIN, _VALIDATION)
        for name in names
    ]


def is_maximized(version: str, name: str) -> bool:
    """Whether more of a metric is better."""
    facts = algorithm_facts("xgboost", version)
    metric = facts.metrics.get(f"{_VALIDATION}{name.partition('@')[0]}") if facts else None
    return metric is not None and metric.direction == "Maximize"
