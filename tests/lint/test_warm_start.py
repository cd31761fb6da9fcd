from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding
from hpo_spec.lint import lint_spec, warm_start

SPEC = (Path(__file__).parent / "examples" / "warm-start-parent-name-missing.right.yaml").read_text()
PARENTS = "[churn-2026-q2, churn-2026-q3]"


def findings(*changes: tuple[str, str]) -> list[Finding]:
    text = SPEC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return lint_spec(load_spec(text), warm_start.RULES)


def test_parents_that_differ_in_case_are_the_same():
    (finding,) = findings((PARENTS, "[churn-2026-q3, other, Churn-2026-Q3]"))

    assert finding.path == ("warm_start", "parents", 2)


@pytest.mark.parametrize("name", ["churn-2026-q3", "Churn-2026-Q3"])
def test_a_job_is_not_its_own_parent(name):
    (finding,) = findings(("name: example", f"name: {name}"))

    assert finding.path == ("warm_start", "parents", 1)
    assert finding.message == "'churn-2026-q3' is this tuning job itself"


def test_a_job_that_is_its_own_parent_twice_has_two_findings():
    found = findings(("name: example", "name: churn-2026-q3"), (PARENTS, "[churn-2026-q3, churn-2026-q3]"))

    assert [finding.path[-1] for finding in found] == [0, 1]


def test_a_name_that_is_not_fixed_is_no_parent():
    assert findings(("name: example", "name_prefix: churn-2026-q3")) == []


@pytest.mark.parametrize(("strategy", "count"), [("Bayesian", 0), ("Random", 0), ("Grid", 1), ("Hyperband", 1)])
def test_bayesian_and_random_learn_from_parents(strategy, count):
    assert len(findings(("strategy: Random", f"strategy: {strategy}"))) == count


def test_a_strategy_without_a_warm_start_is_free():
    start = SPEC.index("warm_start:")

    assert findings((SPEC[start:], ""), ("strategy: Random", "strategy: Grid")) == []
