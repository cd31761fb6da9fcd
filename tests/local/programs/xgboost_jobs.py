"""A container's folder for the XGBoost program, with a tiny data set, and training in it without a process."""

from __future__ import annotations

import json
import random
from pathlib import Path

from hpo_spec.local.programs.xgboost.training import train

LATEST = "3.2-0"
FEATURES = 3


def rows(count: int = 30, *, classes: int = 0) -> list[list[float]]:
    """The label first: the sum of the features, or which class that is in."""
    draw = random.Random(1)
    found = []
    for _ in range(count):
        cells = [round(draw.random(), 3) for _ in range(FEATURES)]
        total = sum(cells)
        found.append([float(int(total / FEATURES * classes)) if classes else round(total, 3), *cells])
    return found


def csv_text(table: list[list[float]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in table)


def container(
    base: Path,
    hyperparameters: dict[str, str],
    files: dict[str, str] | None = None,
    *,
    content_type: str | None = "text/csv",
) -> Path:
    """`files` are the texts by channel."""
    texts = {"train": csv_text(rows()), "validation": csv_text(rows(20))} if files is None else files
    channel = {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated", "RecordWrapperType": "None"}
    if content_type:
        channel["ContentType"] = content_type
    for folder in ("input/config", "model", "output/data"):
        (base / folder).mkdir(parents=True)
    for name, text in texts.items():
        (base / "input" / "data" / name).mkdir(parents=True)
        (base / "input" / "data" / name / "part-0").write_text(text)
    config = base / "input" / "config"
    config.joinpath("hyperparameters.json").write_text(json.dumps({"num_round": "3", **hyperparameters}))
    config.joinpath("inputdataconfig.json").write_text(json.dumps(dict.fromkeys(texts, channel)))
    return base


def trained(base: Path, hyperparameters: dict[str, str], version: str = LATEST, *, classes: int = 0) -> Path:
    """The folder of the model."""
    texts = {"train": csv_text(rows(classes=classes)), "validation": csv_text(rows(20, classes=classes))}
    train(container(base, hyperparameters, texts), version)
    return base / "model"
