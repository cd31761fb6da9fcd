"""How the rules are run: all of them, whatever one does, but for those that are to be ignored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hpo_spec import Severity, lint_spec, load_spec
from hpo_spec.lint import linting
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import View

EXAMPLES = Path(__file__).parent / "examples"
SPEC = (EXAMPLES / "numeric-range-inverted.wrong.yaml").read_text(encoding="utf-8")
RIGHT = (EXAMPLES / "numeric-range-inverted.right.yaml").read_text(encoding="utf-8")
INVERTED = next(each for each in RULES if each.id == "numeric-range-inverted")


@rule("broken", Severity.ERROR, "Works.", why="It does not.", source="this test")
def broken(view: View) -> Iterator[Problem]:
    yield Problem((), "said before it crashed")
    raise KeyError("a bug")


def found(text: str, rules: tuple[Rule, ...] = RULES, **options) -> list[tuple[str, str]]:
    findings = lint_spec(load_spec(text), rules, **options)
    return [(item.rule, item.severity.value) for item in findings if item.severity is not Severity.INFO]


def test_a_rule_that_crashes_is_a_finding_and_all_others_have_run() -> None:
    findings = lint_spec(load_spec(SPEC), (broken, INVERTED))

    assert [item.rule for item in findings] == ["broken", "rule-crashed", "numeric-range-inverted"]
    assert "the rule broken crashed: KeyError" in findings[1].message


def test_a_rule_is_asked_where_nobody_can_tell_whether_it_applies() -> None:
    def crashes(view: View) -> bool:
        raise KeyError("a bug")

    assert found(SPEC, only(crashes, INVERTED)) == [("numeric-range-inverted", "error")]


def test_a_spec_may_ignore_a_rule_for_a_reason() -> None:
    assert found(SPEC) == [("numeric-range-inverted", "error")]
    assert found(SPEC + "lint: {ignore: {numeric-range-inverted: it is meant so}}\n") == []


def test_an_exception_that_is_good_for_nothing_is_a_warning_at_its_own_place() -> None:
    text = RIGHT + "lint:\n  ignore:\n    grid-over-750: once there were more\n    numeric-range-invertd: a typo\n"
    findings = {item.rule: item for item in lint_spec(load_spec(text))}

    assert findings["lint-ignore-unused"].path == ("lint", "ignore", "grid-over-750")
    assert findings["lint-ignore-unknown"].path == ("lint", "ignore", "numeric-range-invertd")
    assert findings["lint-ignore-unknown"].help == "Did you mean 'numeric-range-inverted'?"


def test_an_exception_is_not_called_useless_while_there_are_errors_that_may_be_the_cause() -> None:
    assert found(SPEC + "lint: {ignore: {grid-over-750: once there were more}}\n") == [
        ("numeric-range-inverted", "error")
    ]


def test_an_exception_for_a_rule_that_could_not_be_asked_is_not_called_useless() -> None:
    spec = load_spec(SPEC + "lint: {ignore: {grid-over-750: once there were more}}\n")
    crashing = broken._replace(id="grid-over-750")

    assert "lint-ignore-unused" not in [item.rule for item in lint_spec(spec, (crashing,))]
    assert "lint-ignore-unused" not in [item.rule for item in lint_spec(spec, is_whole=False)]


@pytest.mark.parametrize("reason", ["", "null"])
def test_an_exception_needs_a_reason(reason: str) -> None:
    from hpo_spec import SpecError

    with pytest.raises(SpecError) as caught:
        load_spec(SPEC + f"lint: {{ignore: {{numeric-range-inverted: {reason or repr('')}}}}}\n")
    assert [item.path for item in caught.value.findings] == [("lint", "ignore", "numeric-range-inverted")]


def test_whoever_calls_may_ignore_rules_too() -> None:
    assert found(SPEC, ignore=["numeric-range-inverted"]) == []


def test_what_is_unsure_is_never_an_error() -> None:
    assert [each.id for each in RULES if each.basis is Basis.UNSURE and each.severity is Severity.ERROR] == []


def test_ids_are_there_once_and_every_rule_says_what_and_why() -> None:
    ids = [each.id for each in RULES]

    assert len(set(ids)) == len(ids)
    assert [each.id for each in RULES if not each.what.endswith(".") or not each.why.endswith((".", "`."))] == []
    assert [each.id for each in RULES if each.check and not each.source] == []


def test_every_rule_of_a_topic_is_listed() -> None:
    import importlib
    import pkgutil

    import hpo_spec.lint

    modules = [
        importlib.import_module(f"hpo_spec.lint.{item.name}") for item in pkgutil.iter_modules(hpo_spec.lint.__path__)
    ]
    made = {value.id for module in modules for value in vars(module).values() if type(value) is Rule}

    assert made - {each.id for each in linting.RULES} == set()
