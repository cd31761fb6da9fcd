"""The metrics, against values that are known and against what they mean."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hpo_spec.scores import METRICS, accuracy, as_classes, auc, f1, mae, r2, rmse

NUMBERS = st.floats(-1e6, 1e6)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30)
LABELLED = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.floats(0, 1)), min_size=2, max_size=30)

# The examples of scikit-learn's documentation, with what it gives for them.
TRUTH, PREDICTED = [3, -0.5, 2, 7], [2.5, 0.0, 2, 8]
CLASSES, GUESSED = [0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("metric", "truth", "predicted", "value"),
    [
        ("rmse", TRUTH, PREDICTED, 0.375**0.5),
        ("mae", TRUTH, PREDICTED, 0.5),
        ("r2", TRUTH, PREDICTED, 0.9486081370449679),
        ("r2", [1, 2, 3], [2, 2, 2], 0.0),
        ("r2", [1, 2, 3], [3, 2, 1], -3.0),
        ("accuracy", [0, 1, 2, 3], [0, 2, 1, 3], 0.5),
        ("accuracy", [0, 1, 1, 0], [0.2, 0.9, 0.4, 0.5], 0.75),
        ("f1", CLASSES, GUESSED, 0.26666666666666666),
        ("f1", [0, 1, 1, 0, 1], [0.1, 0.8, 0.3, 0.7, 0.9], 2 / 3),
        ("f1", [0, 0], [0, 0], 0.0),
        ("auc", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.75),
        ("auc", [0, 1], [0.5, 0.5], 0.5),
        ("auc", [0, 1, 0, 1], [0.2, 0.2, 0.1, 0.9], 0.875),
    ],
)
def test_a_metric_has_the_known_value(metric: str, truth: list[float], predicted: list[float], value: float) -> None:
    assert METRICS[metric](truth, predicted) == pytest.approx(value)


@pytest.mark.parametrize(("predicted", "value"), [([2, 2], 1.0), ([2, 3], 0.0)])
def test_a_truth_without_variance_is_explained_wholly_or_not_at_all(predicted: list[float], value: float) -> None:
    assert r2([2, 2], predicted) == value


@pytest.mark.parametrize("truth", [[0, 0], [1, 1], [0, 1, 2], [1, 2], [-1, 1]])
def test_auc_without_the_two_classes_is_an_error(truth: list[float]) -> None:
    with pytest.raises(ValueError, match="both classes, 0 and 1"):
        auc(truth, [0.5] * len(truth))


@pytest.mark.parametrize("metric", METRICS)
def test_other_lengths_are_an_error(metric: str) -> None:
    with pytest.raises(ValueError, match="."):
        METRICS[metric]([0, 1], [1])


def test_whole_numbers_are_classes_and_fractions_are_probabilities() -> None:
    assert as_classes([0, 2, 1]) == [0, 2, 1]
    assert as_classes([0.0, 0.5, 0.51, 1.0]) == [0, 0, 1, 1]


@given(PAIRS)
def test_errors_are_never_negative_and_the_squared_one_is_no_smaller(pairs: list[tuple[float, float]]) -> None:
    truth, predicted = zip(*pairs, strict=True)

    assert 0 <= mae(truth, predicted) <= rmse(truth, predicted) * (1 + 1e-9) + 1e-100  # a square of less is 0


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_a_perfect_prediction_has_no_error(truth: list[float]) -> None:
    assert (rmse(truth, truth), mae(truth, truth), r2(truth, truth)) == (0, 0, 1)


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=30))
def test_right_classes_are_wholly_accurate(truth: list[float]) -> None:
    assert accuracy(truth, truth) == 1
    assert f1(truth, truth) == (0 if set(truth) == {0.0} else 1)


@given(LABELLED)
def test_auc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, float]]) -> None:
    truth, scores = zip(*pairs, strict=True)
    positives = [score for real, score in pairs if real == 1]
    negatives = [score for real, score in pairs if real == 0]
    assume(positives and negatives)

    right = sum((high > low) + (high == low) / 2 for high in positives for low in negatives)

    assert auc(truth, scores) == pytest.approx(right / (len(positives) * len(negatives)))
    assert auc(truth, [-score for score in scores]) == pytest.approx(1 - auc(truth, scores))
