"""Inference, as the image's endpoint answers the requests of a batch transform job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hpo_spec.local.programs import RequestFailed
from hpo_spec.local.programs.xgboost.models import MODEL_NAME, read_model
from hpo_spec.local.programs.xgboost.payloads import parse_payload
from hpo_spec.local.programs.xgboost.versions import is_since


class Model:
    """A trained model."""

    def __init__(self, booster: Any, version: str) -> None:
        self._booster = booster
        self._version = version

    def predict(self, payload: bytes, content_type: str) -> bytes:
        """A prediction for each line; nothing (204, no content) for nothing. Raises `RequestFailed`."""
        import xgboost

        if not payload:
            return b""
        kind, rows = parse_payload(payload, content_type)
        if not is_since(self._version, "1.3-1"):
            rows = self._checked(rows, kind, content_type)
        try:
            predictions = self._booster.predict(xgboost.DMatrix(rows), validate_features=False)
        except xgboost.core.XGBoostError as error:
            raise _not_evaluated(str(error)) from error
        return ("\n".join(map(str, predictions.tolist())) + "\n").encode()

    def _checked(self, rows: Any, kind: str, content_type: str) -> Any:
        """The versions that pickle their models compare the number of features before XGBoost does."""
        sent, trained = rows.shape[1], self._booster.num_features()
        shown = content_type if self._version == "0.90-1" else kind
        if kind == "libsvm" and sent > trained + 1:
            raise _not_evaluated(
                f"Feature size of {shown} inference data {sent} is larger than feature size of trained model {trained}."
            )
        if kind == "csv" and sent not in (trained, trained - 1):
            raise _not_evaluated(
                f"Feature size of {shown} inference data {sent} is not consistent with feature size of trained model "
                f"{trained}."
            )
        return rows[:, :trained]


def load_model(folder: Path, version: str) -> Model:
    """The model in an unpacked `model.tar.gz`. Raises `RequestFailed`."""
    import xgboost

    try:
        booster = read_model(_model_file(folder))
    except (xgboost.core.XGBoostError, OSError, ValueError) as error:
        raise RequestFailed(500, f"Unable to load model: {error}") from error
    return Model(booster, version)


def _model_file(folder: Path) -> Path:
    """The image takes whatever file there is; several are those of cross-validation."""
    found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(found) == 1:
        return found[0]
    return folder / MODEL_NAME


def _not_evaluated(text: str) -> RequestFailed:
    return RequestFailed(400, f"Unable to evaluate payload provided: {text}")
