"""Every rule has a wrong spec, where it is found at the place in the file's first line, and a right one beside it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, Severity
from hpo_spec.lint import lint_spec, reading
from hpo_spec.lint.ignoring import RULE_CRASHED
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import Rule
from hpo_spec.loading import open_sources
from hpo_spec.opening import load_opened
from hpo_spec.request.compiling import compile_request

EXAMPLES = Path(__file__).parent / "examples"

WITHOUT_EXAMPLES = {rule.id for rule in reading.RULES} | {RULE_CRASHED.id}
"""What is wrong with a text that is no spec, whose place `tests/source` checks, and bugs of our own."""
SHOWN = [rule for rule in RULES if rule.id not in WITHOUT_EXAMPLES]

each_rule = pytest.mark.parametrize("rule", SHOWN, ids=[rule.id for rule in SHOWN])


def all_findings(path: Path) -> list[Finding]:
    """What reading a file and linting it finds, with positions."""
    try:
        loaded = load_opened(open_sources([path]))
    except SpecError as error:
        return list(error.findings)
    findings = [*loaded.notices, *map(loaded.place, lint_spec(loaded.spec))]
    try:
        compile_request(loaded.spec)
    except SpecError as error:
        said = {(finding.rule, finding.path) for finding in findings}
        findings += [loaded.place(found) for found in error.findings if (found.rule, found.path) not in said]
    return findings


def expected_place(path: Path) -> tuple[int, int]:
    line, _, column = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition(":")
    return int(line), int(column)


def findings_that_count(path: Path, rule: Rule) -> list[Finding]:
    """All but hints of other rules."""
    return [
        finding for finding in all_findings(path) if finding.rule == rule.id or finding.severity is not Severity.INFO
    ]


@each_rule
def test_a_rule_is_broken_once_in_its_wrong_spec_and_nothing_else_is(rule: Rule) -> None:
    path = EXAMPLES / f"{rule.id}.wrong.yaml"
    findings = findings_that_count(path, rule)

    assert [finding.rule for finding in findings] == [rule.id], [str(finding) for finding in findings]
    position = findings[0].position
    assert position is not None
    assert (position.line, position.column) == expected_place(path), str(findings[0])


@each_rule
def test_a_rule_is_kept_in_its_right_spec(rule: Rule) -> None:
    findings = findings_that_count(EXAMPLES / f"{rule.id}.right.yaml", rule)
    expected = [rule.id] if rule.id == "cost-upper-bound" else []  # said of every job

    assert [finding.rule for finding in findings] == expected, [str(finding) for finding in findings]


@each_rule
def test_what_breaks_a_rule_is_told_what_to_do(rule: Rule) -> None:
    findings = findings_that_count(EXAMPLES / f"{rule.id}.wrong.yaml", rule)

    assert all(finding.help for finding in findings if rule.check and finding.severity is not Severity.INFO)


@each_rule
def test_a_finding_is_no_worse_than_its_rule_says(rule: Rule) -> None:
    findings = findings_that_count(EXAMPLES / f"{rule.id}.wrong.yaml", rule)

    assert all(finding.severity is rule.severity for finding in findings)


def test_every_example_belongs_to_a_rule() -> None:
    names = {path.name.split(".")[0] for path in EXAMPLES.iterdir()}

    assert names == {rule.id for rule in SHOWN}


@each_rule
def test_a_rule_that_is_asked_only_of_some_specs_has_nothing_to_say_of_the_others(rule: Rule) -> None:
    for path in EXAMPLES.glob("*.yaml"):
        with suppress(SpecError):
            spec = load_opened(open_sources([path])).spec
            if rule.when is not None:
                assert lint_spec(spec, [rule]) == lint_spec(spec, [rule._replace(when=None)])
