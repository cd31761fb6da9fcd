"""Training, as the image's program does it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hpo_spec.local.programs.xgboost.data import check_channels, read_channel
from hpo_spec.local.programs.xgboost.hyperparameters import Hyperparameters, read_hyperparameters
from hpo_spec.local.programs.xgboost.metrics import CUSTOM_METRICS, custom_metric, is_maximized
from hpo_spec.local.programs.xgboost.problems import UserError

MODEL_NAME = "xgboost-model"


def train(base: Path, version: str) -> None:
    """Train in a container's folder, and leave the model there. Raises `UserError`."""
    given = _config(base, "hyperparameters")
    channels = _config(base, "inputdataconfig")
    told = read_hyperparameters(given, version)
    content_type = check_channels(channels)
    names = [name for name in ("train", "validation") if name in channels]
    data: dict[str, Any] = {
        name: read_channel(name, base / "input" / "data" / name, content_type, has_weights=told.has_weights)
        for name in names
    }
    model = _boost(told, data, version)
    model.save_model(base / "model" / MODEL_NAME)


def _boost(told: Hyperparameters, data: dict[str, Any], version: str) -> Any:
    import xgboost

    own = [name for name in told.eval_metrics if name not in CUSTOM_METRICS]
    parameters = {"nthread": int(os.environ.get("OMP_NUM_THREADS", "1")), **told.booster}
    if told.eval_metrics:
        parameters |= {"eval_metric": own} if own else {}
    try:
        return xgboost.train(
            parameters,
            data["train"],
            num_boost_round=told.num_round,
            evals=[(matrix, name) for name, matrix in data.items()],
            custom_metric=custom_metric(told.eval_metrics),
            callbacks=_callbacks(told, version, has_validation="validation" in data),
            verbose_eval=True,
        )
    except xgboost.core.XGBoostError as error:
        raise UserError(f"XGB train call failed with exception:\n {error}") from error
    except ValueError as error:
        raise UserError(f"XGB train call failed with exception:\n {error}") from error


def _callbacks(told: Hyperparameters, version: str, *, has_validation: bool) -> list[Any]:
    """Early stopping, where it can work: without a validation channel or a metric it is off, as in the image."""
    import xgboost

    if not (told.early_stopping_rounds and told.stops_on and has_validation):
        return []
    return [
        xgboost.callback.EarlyStopping(
            rounds=told.early_stopping_rounds,
            data_name="validation",
            metric_name=told.stops_on,
            maximize=is_maximized(version, told.stops_on),
            save_best=told.booster.get("booster") != "gblinear",
        )
    ]


def _config(base: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((base / "input" / "config" / f"{name}.json").read_text(encoding="utf-8"))
    return found
