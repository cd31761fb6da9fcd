"""What stands in for an image: a built-in algorithm's program, or the command that somebody gave for their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.facts.images import algorithm_of
from hpo_spec.local.machine import python_module
from hpo_spec.local.programs import built_in_program
from hpo_spec.local.refusal import invalid
from hpo_spec.local.state.database import Session


class Command(NamedTuple):
    """A program and the folder it runs in."""

    arguments: tuple[str, ...]
    folder: str = ""
    """Empty for the container's own."""


def find_command(session: Session, specification: Mapping[str, Any]) -> Command:
    """What runs for an `AlgorithmSpecification`. Raises `Refusal` if nothing is known to stand in for its image."""
    image = specification.get("TrainingImage") or specification.get("AlgorithmName") or ""
    given = session.rows("SELECT command, folder FROM programs WHERE image = ?", image)
    if given:
        command, folder = given[0]
        return Command(tuple(json.loads(command)), folder)
    program = built_in_program(image)
    if program is not None:
        return Command(tuple(python_module(program.module, program.version)))
    found = algorithm_of(image)
    what = f"the built-in algorithm {found.name}" if found else f"the image {image}"
    raise invalid(
        f"The local engine cannot run {what}: it has no program for it. Write what stands in for it into "
        "the spec, as `local: {command: [python, train.py]}`, and submit that with --local, or give it to this "
        "engine with `hpo-spec local prepare SPEC`."
    )


def remember_command(session: Session, image: str, command: Command) -> None:
    """From now on, a command stands in for an image."""
    row = (image, json.dumps(command.arguments), command.folder)
    session.write("INSERT OR REPLACE INTO programs VALUES (?, ?, ?)", [row])
