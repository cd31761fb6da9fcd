"""Runs the rules over a spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hpo_spec.finding import Finding, Severity
from hpo_spec.lint.channels import data_source_exactly_one
from hpo_spec.lint.definitions import algorithm_both, algorithm_none, definition_both, definition_none
from hpo_spec.lint.known_values import value_unknown
from hpo_spec.lint.rule import Rule
from hpo_spec.spec import TuningJobSpec

RULES: tuple[Rule, ...] = (
    definition_both,
    definition_none,
    algorithm_both,
    algorithm_none,
    data_source_exactly_one,
    value_unknown,
)
"""Every rule, in the order of `explain`."""


def lint_spec(spec: TuningJobSpec, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Every finding of every rule, without positions, but for the rules that the spec says to ignore.

    A rule that crashes is a finding that names the rule.
    """
    ignored = (spec.lint.ignore if spec.lint else None) or {}
    return [finding for rule in rules if rule.id not in ignored for finding in _run(rule, spec)]


def _run(rule: Rule, spec: TuningJobSpec) -> Iterator[Finding]:
    try:
        for problem in rule.check(spec):
            yield Finding(rule.severity, rule.id, problem.message, problem.path, problem.help)
    except Exception as error:  # a rule's own bug must not hide the other rules' findings
        message = f"the rule {rule.id} crashed: {type(error).__name__}: {error}"
        yield Finding(Severity.WARNING, "rule-crashed", message, help="Please report it; the other rules have run.")
