"""The metrics of XGBoost's image: how SageMaker finds them in the log, and those that the image works out itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hpo_spec.facts.algorithms import algorithm_facts

if TYPE_CHECKING:
    import xgboost

_NUMBER = r"([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"
_TRAIN = "train:"
_VALIDATION = "validation:"


def objective_metrics(version: str) -> list[str]:
    """The metrics that a tuning job may name, as `validation:NAME`."""
    facts = algorithm_facts("xgboost", version)
    return list(facts.metrics) if facts else []


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


def custom_metric(names: Sequence[str]) -> Callable[[Any, xgboost.DMatrix], list[tuple[str, float]]] | None:
    """What works out the metrics that XGBoost itself does not have; `None` if none of the names is such a one."""
    own = [name for name in names if name in CUSTOM_METRICS]
    if not own:
        return None

    def evaluate(predictions: Any, data: xgboost.DMatrix) -> list[tuple[str, float]]:
        labels = data.get_label()
        return [(name, float(CUSTOM_METRICS[name](labels, predictions))) for name in own]

    return evaluate


def _mse(labels: Any, predictions: Any) -> float:
    return float(((labels - predictions) ** 2).mean())


def _r2(labels: Any, predictions: Any) -> float:
    spread = float(((labels - labels.mean()) ** 2).sum())
    return 1 - float(((labels - predictions) ** 2).sum()) / spread if spread else 0.0


def _classes(predictions: Any) -> Any:
    """The predicted classes: of several probabilities the largest, of one whether it is above a half."""
    if predictions.ndim > 1:
        return predictions.argmax(axis=1)
    is_probability = ((predictions >= 0) & (predictions <= 1)).all()
    return (predictions > 0.5).astype(int) if is_probability else predictions.round().astype(int)


def _counts(labels: Any, predictions: Any) -> list[tuple[int, int, int]]:
    """For each class, how often it is predicted and true, how often predicted, and how often true."""
    predicted, true = _classes(predictions), labels.astype(int)
    classes = sorted({*true.tolist(), *predicted.tolist()})
    return [
        (
            int(((predicted == each) & (true == each)).sum()),
            int((predicted == each).sum()),
            int((true == each).sum()),
        )
        for each in classes
    ]


def _accuracy(labels: Any, predictions: Any) -> float:
    return float((_classes(predictions) == labels.astype(int)).mean())


def _recalls(labels: Any, predictions: Any) -> list[float]:
    return [hits / true for hits, _, true in _counts(labels, predictions) if true]


def _precisions(labels: Any, predictions: Any) -> list[float]:
    return [hits / predicted if predicted else 0.0 for hits, predicted, _ in _counts(labels, predictions)]


def _f1s(labels: Any, predictions: Any) -> list[float]:
    return [2 * hits / (predicted + true) for hits, predicted, true in _counts(labels, predictions)]


def _mean(of: Callable[[Any, Any], list[float]]) -> Callable[[Any, Any], float]:
    return lambda labels, predictions: sum(found := of(labels, predictions)) / max(1, len(found))


def _of_last_class(of: Callable[[Any, Any], list[float]]) -> Callable[[Any, Any], float]:
    return lambda labels, predictions: of(labels, predictions)[-1]


CUSTOM_METRICS: dict[str, Callable[[Any, Any], float]] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _mean(_recalls),
    "f1": _mean(_f1s),
    "f1_binary": _of_last_class(_f1s),
    "f1_macro": _mean(_f1s),
    "mse": _mse,
    "precision": _of_last_class(_precisions),
    "precision_macro": _mean(_precisions),
    "precision_micro": _accuracy,
    "r2": _r2,
    "recall": _of_last_class(_recalls),
    "recall_macro": _mean(_recalls),
    "recall_micro": _accuracy,
}
"""The metrics that the image has beside XGBoost's own; the micro averages of one label per row are the accuracy."""
