"""Inference, as the image's endpoint answers requests of a batch transform job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hpo_spec.local.programs import RequestFailed
from hpo_spec.local.programs.xgboost.data import parse_csv, parse_libsvm
from hpo_spec.local.programs.xgboost.training import MODEL_NAME

_CHECKS_FEATURES = ("0.90-1", "0.90-2", "1.0-1", "1.2-1", "1.2-2")
"""The versions whose own program compares the number of features before XGBoost does."""
_CSV = ("csv", "text/csv")
_LIBSVM = ("libsvm", "text/libsvm", "text/x-libsvm", "")


class Model:
    """A trained model."""

    def __init__(self, booster: Any, version: str) -> None:
        self._booster = booster
        self._version = version

    def predict(self, payload: bytes, content_type: str) -> bytes:
        """A prediction for each line. Raises `RequestFailed`."""
        import xgboost

        kind = content_type.partition(";")[0].strip()
        rows = _parsed(payload, kind)
        features = self._booster.num_features()
        if self._version in _CHECKS_FEATURES and rows.shape[1] not in (features, features - 1):
            raise RequestFailed(
                400,
                f"Unable to evaluate payload provided: Feature size of {kind.rpartition('/')[2]} inference data "
                f"{rows.shape[1]} is not consistent with feature size of trained model {features}.",
            )
        try:
            predictions = self._booster.predict(xgboost.DMatrix(rows), validate_features=False)
        except xgboost.core.XGBoostError as error:
            raise RequestFailed(400, f"Unable to evaluate payload provided: {error}") from error
        return ("\n".join(map(str, predictions.tolist())) + "\n").encode()


def load_model(folder: Path, version: str) -> Model:
    """The model in an unpacked `model.tar.gz`. Raises `RequestFailed`."""
    import xgboost

    booster = xgboost.Booster()
    try:
        booster.load_model(folder / MODEL_NAME)
    except xgboost.core.XGBoostError as error:
        raise RequestFailed(500, f"Unable to load model: {error}") from error
    return Model(booster, version)


def _parsed(payload: bytes, kind: str) -> Any:
    if not payload.strip():
        raise RequestFailed(204, "")
    try:
        if kind in _CSV:
            return parse_csv(payload.decode())
        if kind in _LIBSVM:
            return parse_libsvm(payload.decode())[0]
    except ValueError as error:
        name = "csv" if kind in _CSV else "libsvm"
        raise RequestFailed(
            415,
            f"Loading {name} data failed with Exception, please ensure data is in {name} format:\n "
            f"{type(error)}\n {error}",
        ) from error
    raise RequestFailed(415, f"Content-type {kind} is not supported.")
