"""The metrics that the image works out itself have the values that scikit-learn gives them there."""

from __future__ import annotations

import numpy as np
import pytest

from hpo_spec.facts.algorithms.xgboost import ALGORITHM
from hpo_spec.local.programs.xgboost.class_metrics import CUSTOM_METRICS, custom_metric
from hpo_spec.local.programs.xgboost.metrics import is_maximized, objective_metrics

LATEST = ALGORITHM.versions[-1]


class Labelled:
    """What a metric asks of a DMatrix."""

    def __init__(self, labels: list[float]) -> None:
        self._labels = np.array(labels, dtype=np.float32)

    def get_label(self) -> np.ndarray:
        return self._labels


def value(name, labels, predictions, *, objective="binary:logistic", version=LATEST) -> float:
    evaluate = custom_metric([name], objective, version)
    assert evaluate is not None
    ((found, number),) = evaluate(np.array(predictions, dtype=np.float32), Labelled(labels))
    assert found == name
    return number


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", 3 / 4),
        ("balanced_accuracy", 3 / 4),
        ("f1", (4 / 5 + 2 / 3) / 2),
        ("f1_macro", (4 / 5 + 2 / 3) / 2),
        ("f1_binary", 4 / 5),
        ("precision", 2 / 3),
        ("precision_macro", (2 / 3 + 1) / 2),
        ("precision_micro", 3 / 4),
        ("recall", 1),
        ("recall_macro", 3 / 4),
        ("recall_micro", 3 / 4),
    ],
)
def test_two_classes(name, expected):
    assert value(name, [0, 0, 1, 1], [0.1, 0.9, 0.8, 0.7]) == pytest.approx(expected)


def test_before_1_2_2_f1_was_that_of_class_1():
    assert value("f1", [0, 0, 1, 1], [0.1, 0.9, 0.8, 0.7], version="1.2-1") == pytest.approx(4 / 5)


@pytest.mark.parametrize(("name", "expected"), [("recall_macro", 1 / 4), ("balanced_accuracy", 1 / 2)])
def test_a_class_that_is_only_predicted_counts_for_the_recall_but_not_for_the_balanced_accuracy(name, expected):
    assert value(name, [0, 0], [0.1, 0.9]) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["precision", "recall", "f1_binary"])
def test_class_1_has_nothing_right_where_it_is_nowhere(name):
    assert value(name, [0, 0], [0.1, 0.2]) == 0


@pytest.mark.parametrize(
    ("objective", "predictions"),
    [
        ("binary:logitraw", [-0.1, 0.3]),
        ("binary:hinge", [0, 1]),
        ("multi:softmax", [0, 1]),
        ("multi:softprob", [[0.7, 0.3], [0.4, 0.6]]),
    ],
)
def test_classes_are_told_from_what_the_objective_predicts(objective, predictions):
    assert value("accuracy", [0, 1], predictions, objective=objective) == 1


@pytest.mark.parametrize(("name", "expected"), [("mse", 0.5), ("r2", 0.5)])
def test_metrics_of_numbers(name, expected):
    assert value(name, [1, 3], [1, 2], objective="reg:squarederror") == pytest.approx(expected)


def test_every_metric_of_the_image_s_own_can_be_an_objective():
    assert {f"validation:{name}" for name in CUSTOM_METRICS} <= {*objective_metrics(LATEST)}


@pytest.mark.parametrize(
    ("name", "is_more_better"), [("auc", True), ("ndcg@5", True), ("rmse", False), ("error@0.7", False)]
)
def test_the_direction_of_a_metric_is_known(name, is_more_better):
    assert is_maximized(LATEST, name) is is_more_better
