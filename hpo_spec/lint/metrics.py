"""Rules about the objective and the metrics that a training job reports."""

from __future__ import annotations

from hpo_spec.lint.rule import Rule

RULES: tuple[Rule, ...] = ()
