"""The metrics that the image works out itself, because XGBoost does not have them.

Class labels come from what XGBoost predicts under the objective. From 3.0-5 on, the image's own program may take every
row for class 1, since its threshold is one for log-odds: that is not certain, and is not imitated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.local.programs.xgboost.versions import is_since

if TYPE_CHECKING:
    import xgboost

_OF_PROBABILITY = ("binary:logistic", "binary:hinge", "reg:logistic")
_MULTICLASS = (
    "Target is multiclass but average='binary'. Please choose another average setting, "
    "one of [None, 'micro', 'macro', 'weighted']."
)


class _Class(NamedTuple):
    """How often a class is rightly predicted, how often predicted, and how often true."""

    name: int
    hits: int
    predicted: int
    true: int

    @property
    def recall(self) -> float:
        return self.hits / self.true if self.true else 0.0

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.predicted + self.true)


_Metric = Callable[[Any, Any], float]


def custom_metric(
    names: Sequence[str], objective: str, version: str
) -> Callable[[Any, xgboost.DMatrix], list[tuple[str, float]]] | None:
    """What works out those of the metrics that XGBoost does not have; `None` if none of the names is such a one."""
    own = [name for name in names if name in CUSTOM_METRICS]
    if not own:
        return None

    def evaluate(predictions: Any, data: xgboost.DMatrix) -> list[tuple[str, float]]:
        labels, classes = data.get_label(), _classes(predictions, objective)
        return [(name, float(_metric(name, version)(labels, _seen(name, predictions, classes)))) for name in own]

    return evaluate


def _metric(name: str, version: str) -> _Metric:
    """Before 1.2-2, `f1` was that of class 1 alone."""
    return CUSTOM_METRICS["f1_binary" if name == "f1" and not is_since(version, "1.2-2") else name]


def _seen(name: str, predictions: Any, classes: Any) -> Any:
    return predictions if name in _OF_VALUES else classes


def _classes(predictions: Any, objective: str) -> Any:
    """The predicted classes."""
    if predictions.ndim > 1:
        return predictions.argmax(axis=1)
    if objective == "multi:softmax":
        return predictions.astype(int)
    return (predictions > (0.5 if objective in _OF_PROBABILITY else 0.0)).astype(int)


def _counted(labels: Any, predicted: Any) -> list[_Class]:
    true = labels.astype(int)
    return [
        _Class(
            name,
            int(((predicted == name) & (true == name)).sum()),
            int((predicted == name).sum()),
            int((true == name).sum()),
        )
        for name in sorted({*true.tolist(), *predicted.tolist()})
    ]


def _mean(of: Callable[[_Class], float]) -> _Metric:
    def metric(labels: Any, predicted: Any) -> float:
        values = [of(item) for item in _counted(labels, predicted)]
        return sum(values) / max(1, len(values))

    return metric


def _of_class_1(of: Callable[[_Class], float]) -> _Metric:
    def metric(labels: Any, predicted: Any) -> float:
        counted = _counted(labels, predicted)
        if not {item.name for item in counted} <= {0, 1}:
            raise ValueError(_MULTICLASS)
        return next((of(item) for item in counted if item.name == 1), 0.0)

    return metric


def _accuracy(labels: Any, predicted: Any) -> float:
    return float((predicted == labels.astype(int)).mean())


def _balanced_accuracy(labels: Any, predicted: Any) -> float:
    recalls = [item.recall for item in _counted(labels, predicted) if item.true]
    return sum(recalls) / len(recalls)


def _mse(labels: Any, predictions: Any) -> float:
    return float(((labels - predictions) ** 2).mean())


def _r2(labels: Any, predictions: Any) -> float:
    left = float(((labels - predictions) ** 2).sum())
    spread = float(((labels - labels.mean()) ** 2).sum())
    return 1 - left / spread if spread else float(left == 0)


_OF_VALUES = ("mse", "r2")
CUSTOM_METRICS: dict[str, _Metric] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "f1": _mean(lambda item: item.f1),
    "f1_binary": _of_class_1(lambda item: item.f1),
    "f1_macro": _mean(lambda item: item.f1),
    "mse": _mse,
    "precision": _of_class_1(lambda item: item.precision),
    "precision_macro": _mean(lambda item: item.precision),
    "precision_micro": _accuracy,
    "r2": _r2,
    "recall": _of_class_1(lambda item: item.recall),
    "recall_macro": _mean(lambda item: item.recall),
    "recall_micro": _accuracy,
}
"""By name; the micro averages of one label per row are the accuracy."""
