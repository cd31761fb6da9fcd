"""Training, as the image's program does it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hpo_spec.local.programs.xgboost.channels import check_channels, files_of
from hpo_spec.local.programs.xgboost.class_metrics import CUSTOM_METRICS, custom_metric
from hpo_spec.local.programs.xgboost.data import read_rows
from hpo_spec.local.programs.xgboost.defaults import default_metric
from hpo_spec.local.programs.xgboost.hyperparameters import Hyperparameters, read_hyperparameters
from hpo_spec.local.programs.xgboost.metrics import is_maximized
from hpo_spec.local.programs.xgboost.models import MODEL_NAME, write_model
from hpo_spec.local.programs.xgboost.problems import training_failure
from hpo_spec.local.programs.xgboost.versions import is_since


def train(base: Path, version: str) -> None:
    """Train in a container's folder, and leave the model there. Raises `UserError`."""
    told = read_hyperparameters(_config(base, "hyperparameters"), version)
    channels = _config(base, "inputdataconfig")
    content_type = check_channels(channels, version)
    data: dict[str, Any] = {
        name: read_rows(
            files_of(name, base / "input" / "data" / name),
            content_type,
            has_weights=told.has_weights and name == "train",  # the image reads no weights of what validates
        )
        for name in ("train", "validation")
        if name in channels
    }
    path = base / "model" / MODEL_NAME
    write_model(_boost(told, data, version, path), path)


def _boost(told: Hyperparameters, data: dict[str, Any], version: str, path: Path) -> Any:
    import xgboost

    try:
        return xgboost.train(
            _parameters(told, version),
            data["train"],
            num_boost_round=told.num_round,
            evals=[(matrix, name) for name, matrix in data.items()],
            custom_metric=custom_metric(told.eval_metrics, told.booster.get("objective", ""), version),
            callbacks=_callbacks(told, data, version, path),
            verbose_eval=False,
        )
    except (xgboost.core.XGBoostError, ValueError) as error:
        raise training_failure(error) from error


def _parameters(told: Hyperparameters, version: str) -> dict[str, Any]:
    """What XGBoost is told; of an image with a newer or older XGBoost, what that one took for granted too."""
    native = [name for name in told.eval_metrics if name not in CUSTOM_METRICS]
    metrics = native or [name for name in [default_metric(told.booster, version)] if name]
    parameters = {"nthread": int(os.environ.get("OMP_NUM_THREADS", "1")), **told.booster}
    if parameters.get("tree_method") == "gpu_hist" and not is_since(version, "3.2-0"):
        print("[hpo-spec] not honoured here: tree_method gpu_hist: it is hist, without a GPU.", flush=True)
        parameters["tree_method"] = "hist"
    return {**parameters, "eval_metric": metrics} if metrics else parameters


def _callbacks(told: Hyperparameters, data: dict[str, Any], version: str, path: Path) -> list[Any]:
    from hpo_spec.local.programs.xgboost.monitoring import KeptModel, LogLines

    kept = [KeptModel(path)] if told.keeps_model else []
    return [LogLines(version), *kept, *_early_stopping(told, data, version)]


def _early_stopping(told: Hyperparameters, data: dict[str, Any], version: str) -> list[Any]:
    """Since 1.3-1 it needs a validation channel and a named metric, and is off without; XGBoost's own did not."""
    import xgboost

    is_new = is_since(version, "1.3-1")
    if not told.early_stopping_rounds or (is_new and not (told.stops_on and "validation" in data)):
        return []
    by_name = {"metric_name": told.stops_on, "maximize": is_maximized(version, told.stops_on)} if is_new else {}
    return [
        xgboost.callback.EarlyStopping(
            rounds=told.early_stopping_rounds,
            data_name="validation" if "validation" in data else "train",
            save_best=told.booster.get("booster") != "gblinear",
            **by_name,
        )
    ]


def _config(base: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((base / "input" / "config" / f"{name}.json").read_text(encoding="utf-8"))
    return found
