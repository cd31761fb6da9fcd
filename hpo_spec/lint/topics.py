"""The rules by topic: a topic is one of the modules that `linting` collects, and its docstring is the title."""

from __future__ import annotations

from types import ModuleType

from hpo_spec.lint import linting
from hpo_spec.lint.rule import Rule


def topics() -> dict[str, list[Rule]]:
    """By title, the rules of each topic, all in the order of `RULES`."""
    modules = [value for value in vars(linting).values() if isinstance(value, ModuleType) and hasattr(value, "RULES")]
    titles = {rule.id: _title(module) for module in modules for rule in module.RULES}
    by_title: dict[str, list[Rule]] = {}
    for rule in linting.RULES:
        by_title.setdefault(titles[rule.id], []).append(rule)
    return by_title


def _title(module: ModuleType) -> str:
    """`Rules about limits: how many.` as `Limits`."""
    first = (module.__doc__ or module.__name__).splitlines()[0]
    title = first.partition(":")[0].removeprefix("Rules about ").removeprefix("The rule about ").rstrip(".")
    return title[:1].upper() + title[1:]
