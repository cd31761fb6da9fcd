"""Rules about the regular expressions that find metrics in a log."""

from __future__ import annotations

from hpo_spec.lint.rule import Rule

RULES: tuple[Rule, ...] = ()
