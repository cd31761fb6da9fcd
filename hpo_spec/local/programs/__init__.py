"""The programs that stand in for the images of built-in algorithms."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

from hpo_spec.facts.images import algorithm_of


class Predictor(Protocol):
    """A model that answers as its container's endpoint would."""

    def predict(self, payload: bytes, content_type: str) -> bytes:
        """The answer to a request. Raises `RequestFailed`."""


class RequestFailed(Exception):
    """What a model's container answers to a request that it cannot serve: the HTTP status and the text."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message
        super().__init__(f"{status}: {message}")


class Program(NamedTuple):
    """The module of a built-in algorithm's program.

    It runs as `python -m MODULE`, and has `metric_definitions(version)` and `load_model(folder, version)`.
    """

    module: str
    version: str

    def metric_definitions(self) -> list[dict[str, str]]:
        """The API's `MetricDefinitions` that SageMaker itself knows for the algorithm."""
        found: list[dict[str, str]] = import_module(f"{self.module}.metrics").metric_definitions(self.version)
        return found

    def load_model(self, folder: Path) -> Predictor:
        """The model in an unpacked artifact. Raises `RequestFailed`."""
        found: Predictor = import_module(f"{self.module}.serving").load_model(folder, self.version)
        return found


_BUILT_IN = {"xgboost": "hpo_spec.local.programs.xgboost"}
"""By algorithm, the package of its program."""


def built_in_program(image: str) -> Program | None:
    """The program of the built-in algorithm in an image."""
    found = algorithm_of(image)
    module = _BUILT_IN.get(found.name) if found else None
    return Program(module, found.version) if found and module else None
