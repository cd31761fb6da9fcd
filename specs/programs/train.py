"""A program for an image of one's own: least squares by gradient descent, with nothing but Python itself."""

import csv
import json
import os
from operator import mul
from pathlib import Path
from statistics import fmean, pstdev


def rows(channel: str) -> list[list[float]]:
    """A channel's rows: what is to be predicted comes first."""
    paths = sorted(Path(os.environ[f"SM_CHANNEL_{channel}"]).iterdir())
    return [[float(cell) for cell in row] for path in paths for row in csv.reader(path.read_text().splitlines())]


def scaled(row: list[float]) -> list[float]:
    """1, and the row's other cells as far from their mean as they are usually."""
    return [1.0, *((cell - mean) / spread for cell, (mean, spread) in zip(row[1:], scales, strict=True))]


train = rows("TRAIN")
scales = [(fmean(column), pstdev(column) or 1.0) for column in zip(*train, strict=True)][1:]
known, unseen = ([(row[0], scaled(row)) for row in part] for part in (train, rows("VALIDATION")))
rate, decay = float(os.environ["SM_HP_LEARNING_RATE"]), float(os.environ["SM_HP_WEIGHT_DECAY"])
weights = [0.0] * (len(scales) + 1)
for epoch in range(int(os.environ["SM_HP_EPOCHS"])):
    errors = [sum(map(mul, weights, cells)) - truth for truth, cells in known]
    slopes = [fmean(map(mul, errors, column)) for column in zip(*(cells for _, cells in known), strict=True)]
    kept = [1.0, *[1.0 - rate * decay] * len(scales)]
    weights = [weight * keep - rate * slope for weight, keep, slope in zip(weights, kept, slopes, strict=True)]
    rmse = fmean((sum(map(mul, weights, cells)) - truth) ** 2 for truth, cells in unseen) ** 0.5
    print(f"epoch={epoch} validation_rmse={rmse:.5f}", flush=True)
Path(os.environ["SM_MODEL_DIR"], "model.json").write_text(json.dumps({"weights": weights, "scales": scales}))
