"""The file of a model, in XGBoost's own format UBJSON, which the image of 3.0-5 and later writes.

Its name has no ending that tells the format, so XGBoost is given the bytes: with the file it would guess, and warn.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

MODEL_NAME = "xgboost-model"


def write_model(booster: Any, path: Path) -> None:
    """Put a model into its place, whole: whoever is stopped meanwhile leaves the one before."""
    part = path.parents[1] / f".{path.name}"
    part.write_bytes(booster.save_raw("ubj"))
    part.replace(path)


def read_model(path: Path) -> Any:
    """The booster in a file. Raises `OSError`, `ValueError` or XGBoost's own error."""
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(bytearray(path.read_bytes()))
    return booster
