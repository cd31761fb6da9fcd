"""Rules about environment variables and secrets."""

from __future__ import annotations

from hpo_spec.lint.rule import Rule

RULES: tuple[Rule, ...] = ()
