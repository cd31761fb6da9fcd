"""What stands in for an image: programs of the built-in algorithms, and the commands that users give for their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hpo_spec.facts.images import algorithm_of
from hpo_spec.local.refusal import invalid
from hpo_spec.local.running.attempt import Command
from hpo_spec.local.state.database import Session


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


def find_command(session: Session, specification: Mapping[str, Any]) -> Command:
    """What runs for an `AlgorithmSpecification`. Raises `Refusal` if nothing is known to stand in for its image."""
    image = specification.get("TrainingImage") or specification.get("AlgorithmName") or ""
    given = session.rows("SELECT command, folder FROM programs WHERE image = ?", image)
    if given:
        command, folder = given[0]
        return Command(json.loads(command), Path(folder))
    program = built_in_program(image)
    if program is not None:
        return Command([sys.executable, "-m", program.module, program.version])
    found = algorithm_of(image)
    what = f"the built-in algorithm {found.name}" if found else f"the image {image}"
    raise invalid(
        f"The local engine cannot run {what}: it has no program for it. Write what stands in for it into "
        "the spec, as `local: {command: [python, train.py]}`, and submit that with --local, or give it to this "
        "engine with `hpo-spec local prepare SPEC`."
    )


def remember_command(session: Session, image: str, command: Command) -> None:
    """From now on, a command stands in for an image."""
    row = (image, json.dumps(list(command.arguments)), str(command.folder or Path.cwd()))
    session.write("INSERT OR REPLACE INTO programs VALUES (?, ?, ?)", [row])
