from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding
from hpo_spec.lint import autotune, lint_spec

EXAMPLES = Path(__file__).parent / "examples"
SPEC = (EXAMPLES / "autoparameter-overlap.right.yaml").read_text()
SEVERAL = (EXAMPLES / "multi-def-objective-placement.right.yaml").read_text()
ON = "autotune: true\n"
HINT = "hint: 0.3"
OFF = "  early_stopping: Off\n"


def findings(text: str, *changes: tuple[str, str]) -> list[Finding]:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return lint_spec(load_spec(text), autotune.RULES)


def rules(text: str, *changes: tuple[str, str]) -> list[str]:
    return [finding.rule for finding in findings(text, *changes)]


@pytest.mark.parametrize("value", ["Off", "Auto"])
def test_early_stopping_that_is_said_is_no_surprise(value):
    assert rules(SPEC, (OFF, f"  early_stopping: {value}\n")) == []


def test_hyperband_is_told_to_say_off():
    (finding,) = findings(SPEC, (OFF, ""), ("strategy: Bayesian", "strategy: Hyperband"))

    assert finding.help == "Set `early_stopping` to Off: Hyperband takes nothing else."


def test_several_definitions_are_told_to_say_off():
    (finding,) = findings(SEVERAL, ("tuning:\n", f"{ON}tuning:\n"))

    assert finding.help == "Set `early_stopping` to Off: several definitions take nothing else."


def test_without_autotune_early_stopping_is_off_and_need_not_be_said():
    assert rules(SEVERAL) == []


def test_autotune_goes_with_ordinary_ranges_alone():
    assert rules(SPEC, ("{type: auto, hint: 0.3}", "{type: continuous, min: 0.1, max: 0.5}")) == []


@pytest.mark.parametrize("autotune", ["", "autotune: false\n"])
def test_ranges_of_the_type_auto_are_found_once_where_autotune_is_off(autotune):
    (finding,) = findings(SPEC, (ON, autotune), ("{type: integer, min: 3, max: 10}", "{type: auto, hint: 6}"))

    assert finding.rule == "autoparameters-without-autotune"
    assert finding.path == ("tuning", "ranges", "eta")
    assert "1 more" in finding.message


def test_ranges_of_the_type_auto_in_a_definition_need_autotune_too():
    (finding,) = findings(SEVERAL, ("eta: {type: continuous, min: 0.1, max: 0.5}", "eta: {type: auto, hint: 0.3}"))

    assert finding.path == ("training_jobs", 0, "ranges", "eta")


AUTO, OWN = "{type: auto, hint: 0.3}", "{type: continuous, min: 0.1, max: 0.5}"


@pytest.mark.parametrize(("shared", "own"), [(AUTO, OWN), (OWN, AUTO), (AUTO, AUTO)])
def test_a_range_in_tuning_and_one_in_a_definition_overlap_if_one_is_auto(shared, own):
    text = SEVERAL.replace(f"eta: {OWN}", f"eta: {own}")

    (finding,) = findings(text, ("tuning:\n", f"{ON}tuning:\n{OFF}  ranges: {{eta: {shared}}}\n"))
    assert finding.path == ("training_jobs", 0, "ranges", "eta")


def test_ordinary_ranges_and_static_hyperparameters_are_for_other_rules():
    assert rules(SPEC, (f"eta: {AUTO}", f"eta: {OWN}"), ("num_round: 100", "num_round: 100, eta: 0.3")) == []


def test_a_static_hyperparameter_of_another_definition_does_not_overlap():
    text = SEVERAL.replace(f"eta: {OWN}", f"eta: {AUTO}").replace("regressor}", "regressor, eta: 0.3}")

    assert rules(text, ("tuning:\n", f"{ON}tuning:\n{OFF}")) == []


def test_a_blank_hint_is_no_hint():
    assert rules(SPEC, (HINT, "hint: '  '")) == ["autoparameter-empty-hint"]


@pytest.mark.parametrize("hint", ["0", "false", "adam"])
def test_a_hint_is_any_value(hint):
    assert rules(SPEC, (HINT, f"hint: {hint}")) == []


def test_grid_is_found_once_for_all_ranges_of_the_type_auto():
    changes = ("strategy: Bayesian", "strategy: Grid"), ("{type: integer, min: 3, max: 10}", "{type: auto, hint: 6}")
    (finding,) = findings(SPEC, *changes)

    assert finding.rule == "grid-with-autoparameters"
    assert "'eta' and 1 more" in finding.message
