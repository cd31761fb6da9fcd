"""A program for an image of one's own: least squares by gradient descent, with nothing but Python itself.

It reads what SageMaker's training toolkit tells a script, prints a metric for each epoch, and leaves its model.
"""

from __future__ import annotations

import csv
import json
import math
import os
from operator import mul
from pathlib import Path
from statistics import fmean, pstdev

Row = list[float]


def main() -> None:
    """Train on one channel, and judge each epoch by another."""
    rate, decay = float(os.environ["SM_HP_LEARNING_RATE"]), float(os.environ["SM_HP_WEIGHT_DECAY"])
    train, validation = _rows("TRAIN"), _rows("VALIDATION")
    scales = [(fmean(column), pstdev(column) or 1.0) for column in zip(*train, strict=True)][1:]
    weights = [0.0] * (len(scales) + 1)
    for epoch in range(int(os.environ["SM_HP_EPOCHS"])):
        errors = [(_predict(weights, scales, row) - row[0], [1.0, *_scaled(scales, row)]) for row in train]
        slopes = [fmean(error * cells[i] for error, cells in errors) for i in range(len(weights))]
        kept = [1.0, *[1.0 - rate * decay] * len(scales)]
        weights = [weight * keep - rate * slope for weight, keep, slope in zip(weights, kept, slopes, strict=True)]
        rmse = math.sqrt(fmean((_predict(weights, scales, row) - row[0]) ** 2 for row in validation))
        print(f"epoch={epoch} validation_rmse={rmse:.5f}", flush=True)
    model = {"weights": weights, "scales": scales}
    Path(os.environ["SM_MODEL_DIR"], "model.json").write_text(json.dumps(model), encoding="utf-8")


def _rows(channel: str) -> list[Row]:
    """All rows of a channel's files: what is to be predicted comes first."""
    paths = sorted(Path(os.environ[f"SM_CHANNEL_{channel}"]).iterdir())
    return [[float(cell) for cell in row] for path in paths for row in csv.reader(path.read_text().splitlines())]


def _scaled(scales: list[tuple[float, float]], row: Row) -> Row:
    return [(cell - mean) / spread for cell, (mean, spread) in zip(row[1:], scales, strict=True)]


def _predict(weights: Row, scales: list[tuple[float, float]], row: Row) -> float:
    return weights[0] + sum(map(mul, weights[1:], _scaled(scales, row)))


if __name__ == "__main__":
    main()
