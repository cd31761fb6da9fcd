"""What breaks and what keeps each rule: excerpts of specs, made by `make docs` from those that the tests check."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import NamedTuple


class Example(NamedTuple):
    """The lines in which a wrong spec and a right one differ, with the lines that they belong to."""

    wrong: str
    right: str


def examples() -> dict[str, Example]:
    """By rule."""
    text = files("hpo_spec.lint").joinpath("examples.json").read_text(encoding="utf-8")
    return {rule: Example(**pair) for rule, pair in json.loads(text).items()}
