"""How good predictions are, in a number and a picture."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import click

from hpo_spec.errors import UsageError

_WIDTH, _HEIGHT = 56, 16
_REGRESSION = ("rmse", "mae", "r2")
_DOTS = "·•●"
_MOST_CLASSES = 10


class Score(NamedTuple):
    """Predictions beside the truth, and what a metric says of them."""

    metric: str
    value: float
    truth: Sequence[float]
    predicted: Sequence[float]


def score_of(metric: str, labels: Sequence[str], lines: Sequence[str]) -> Score:
    """Compare predictions with labels, line by line. Raises `UsageError` if they cannot be compared."""
    from hpo_spec.scores import METRICS

    if len(labels) != len(lines):
        raise UsageError(f"there are {len(labels)} labels and {len(lines)} predictions: they must be of the same rows.")
    if not labels:
        raise UsageError("there are no labels to compare with.")
    truth = [_number("label", place, line) for place, line in enumerate(labels, start=1)]
    predicted = [_prediction(place, line, metric) for place, line in enumerate(lines, start=1)]
    try:
        return Score(metric, METRICS[metric](truth, predicted), truth, predicted)
    except ValueError as error:
        raise UsageError(f"{metric} cannot be computed: {error}.") from error


def print_score(score: Score) -> None:
    """The number, and predictions against the truth: points for numbers, a table for classes."""
    click.echo(f"{score.metric} = {score.value:.6g} over {len(score.truth)} rows\n")
    if score.metric in _REGRESSION or len(set(score.truth)) > _MOST_CLASSES:
        click.echo(scatter(score.truth, score.predicted))
    else:
        click.echo(confusion(score.truth, score.predicted))


def scatter(truth: Sequence[float], predicted: Sequence[float]) -> str:
    """Each row as a point: its true value to the right, its prediction upwards; on the diagonal they are the same."""
    low, high = min(*truth, *predicted), max(*truth, *predicted)
    span = (high - low) or 1.0
    counts = Counter(
        (round((real - low) / span * (_WIDTH - 1)), round((guess - low) / span * (_HEIGHT - 1)))
        for real, guess in zip(truth, predicted, strict=True)
    )
    diagonal = {(column, round(column / (_WIDTH - 1) * (_HEIGHT - 1))) for column in range(_WIDTH)}

    def cell(column: int, row: int) -> str:
        count = counts[column, row]
        if count:
            return _DOTS[min(count, len(_DOTS)) - 1]
        return "/" if (column, row) in diagonal else " "

    rows = ["".join(cell(column, row) for column in range(_WIDTH)) for row in reversed(range(_HEIGHT))]
    labels = [f"{high:.4g}", *[""] * (_HEIGHT - 2), f"{low:.4g}"]
    width = max(map(len, labels))
    lines = [f"{label:>{width}} │{text}" for label, text in zip(labels, rows, strict=True)]
    scale = f"{low:.4g}".ljust(_WIDTH - len(f"{high:.4g}")) + f"{high:.4g}"
    return "\n".join(
        [" " * width + " predicted", *lines, f"{'':>{width}} └{'─' * _WIDTH}", f"{'':>{width}}  {scale} actual"]
    )


def confusion(truth: Sequence[float], predicted: Sequence[float]) -> str:
    """How often each true class was predicted as each class."""
    from hpo_spec.scores import as_classes

    guesses = as_classes(predicted)
    classes = sorted({*truth, *guesses})
    counts = Counter(zip(truth, guesses, strict=True))
    width = max(len(str(len(truth))), *(len(f"{each:g}") for each in classes))
    head = "actual \\ predicted"
    lines = [f"{head}  {'  '.join(f'{each:>{width}g}' for each in classes)}"]
    for real in classes:
        cells = "  ".join(f"{counts[real, guess]:>{width}}" for guess in classes)
        lines.append(f"{f'{real:g}':>{len(head)}}  {cells}")
    return "\n".join(lines)


def _prediction(place: int, line: str, metric: str) -> float:
    """What a line predicts, which is its end where a record stands before it.

    Of a list, which has a probability for each class, it is the class that is the most likely; for `auc`, the
    probability of class 1.
    """
    if not line.endswith("]"):
        return _number("prediction", place, line.rpartition(",")[2])
    cells = line[line.rfind("[") + 1 : -1].split(",")
    scores = [_number("prediction", place, cell) for cell in cells]
    if len(scores) == 1:
        return scores[0]
    if metric in _REGRESSION:
        raise UsageError(f"{metric} compares numbers, and the predictions are probabilities: {line[:40]!r}.")
    if metric != "auc":
        return float(scores.index(max(scores)))
    if len(scores) > 2:
        raise UsageError(f"auc is for two classes, and the predictions have {len(scores)}.")
    return scores[1]


def _number(what: str, place: int, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(f"{what} {place} is no number: {text.strip()[:40]!r}.")
    return number
