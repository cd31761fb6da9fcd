"""Rules about the strategy: what Grid, Hyperband and Bayesian search need."""

from __future__ import annotations

from hpo_spec.lint.rule import Rule

RULES: tuple[Rule, ...] = ()
