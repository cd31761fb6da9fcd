"""Rules about networks: VPC, isolation, encryption between containers."""

from __future__ import annotations

from hpo_spec.lint.rule import Rule

RULES: tuple[Rule, ...] = ()
