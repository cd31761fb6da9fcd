"""The rules by topic: a topic is one of the modules that `linting` lists, and its docstring is the title."""

from __future__ import annotations

from types import ModuleType

from hpo_spec.lint import linting
from hpo_spec.lint.rule import Rule


def topics() -> dict[str, list[Rule]]:
    """By title, the rules of each topic, in the order of `TOPICS`."""
    return {_title(topic): list(topic.RULES) for topic in linting.TOPICS}


def _title(module: ModuleType) -> str:
    """`Rules about limits: how many.` as `Limits`."""
    first = (module.__doc__ or module.__name__).splitlines()[0]
    title = first.partition(":")[0].removeprefix("Rules about ").removeprefix("The rule about ").rstrip(".")
    return title[:1].upper() + title[1:]
