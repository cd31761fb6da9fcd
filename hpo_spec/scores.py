"""How good predictions are: the metrics that compare them with the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean

Numbers = Sequence[float]
_HALF = 0.5


def rmse(truth: Numbers, predicted: Numbers) -> float:
    """The root of the mean squared error."""
    return math.sqrt(fmean((real - guess) ** 2 for real, guess in zip(truth, predicted, strict=True)))


def mae(truth: Numbers, predicted: Numbers) -> float:
    """The mean absolute error."""
    return fmean(abs(real - guess) for real, guess in zip(truth, predicted, strict=True))


def r2(truth: Numbers, predicted: Numbers) -> float:
    """The share of the truth's variance that the predictions explain; 0 is no better than always saying the mean."""
    mean = fmean(truth)
    spread = sum((real - mean) ** 2 for real in truth)
    missed = sum((real - guess) ** 2 for real, guess in zip(truth, predicted, strict=True))
    return 1 - missed / spread if spread else (1.0 if missed == 0 else 0.0)


def accuracy(truth: Numbers, predicted: Numbers) -> float:
    """The share of classes that are right; of probabilities, those above a half say 1."""
    classes = as_classes(predicted)
    return fmean(float(real == guess) for real, guess in zip(truth, classes, strict=True))


def f1(truth: Numbers, predicted: Numbers) -> float:
    """The harmonic mean of precision and recall of class 1; of several classes, the mean over them."""
    classes = as_classes(predicted)
    known = sorted({*truth, *classes})
    chosen = [1.0] if set(known) <= {0.0, 1.0} else known
    return fmean(_f1_of(each, truth, classes) for each in chosen)


def auc(truth: Numbers, predicted: Numbers) -> float:
    """The chance that a positive one gets a higher score than a negative one.

    Raises `ValueError` for labels other than 0 and 1, or without both.
    """
    ordered = sorted(zip(predicted, truth, strict=True))
    positives = sum(real == 1 for real in truth)
    negatives = len(ordered) - positives
    if set(truth) != {0, 1}:
        raise ValueError("auc needs labels of both classes, 0 and 1, and no others")
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        rank = (start + 1 + end) / 2  # ties share their ranks
        ranks += rank * sum(real == 1 for _, real in ordered[start:end])
        start = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


METRICS: dict[str, Callable[[Numbers, Numbers], float]] = {
    "rmse": rmse,
    "mae": mae,
    "r2": r2,
    "accuracy": accuracy,
    "auc": auc,
    "f1": f1,
}
"""By name, the function of truth and predictions."""


def as_classes(predicted: Numbers) -> Numbers:
    """Predictions as classes: whole numbers as they are, probabilities by which side of a half they are on."""
    if all(value.is_integer() for value in map(float, predicted)):
        return predicted
    return [float(value > _HALF) for value in predicted]


def _f1_of(each: float, truth: Numbers, classes: Numbers) -> float:
    hits = sum(real == guess == each for real, guess in zip(truth, classes, strict=True))
    total = sum(real == each for real in truth) + sum(guess == each for guess in classes)
    return 2 * hits / total if total else 0.0
