from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding
from hpo_spec.lint import definitions, lint_spec

EXAMPLES = Path(__file__).parent / "examples"
SINGLE = (EXAMPLES / "single-def-objective-placement.right.yaml").read_text()
SEVERAL = (EXAMPLES / "multi-def-objective-placement.right.yaml").read_text()
LAST = SEVERAL.index("  - name: linear")
ONE_LISTED = SEVERAL[:LAST] + SEVERAL[SEVERAL.index("tuning:") :]
OBJECTIVE = "    objective: {type: Minimize, metric: validation:rmse}\n"
WARM_START = "warm_start: {type: TransferLearning, parents: [boston-2026-q3]}\n"


def findings(text: str, *ignored: str) -> list[Finding]:
    return lint_spec(load_spec(text), definitions.RULES, ignore=ignored)


def rules(text: str) -> list[str]:
    return [finding.rule for finding in findings(text)]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def variables(count: int) -> str:
    pairs = ", ".join(f"COLUMN_{index}: {index}" for index in range(count))
    return f"    environment: {{{pairs}}}\n"


def with_variables(text: str, *counts: int) -> str:
    first, *rest = text.split(OBJECTIVE)
    parts = [variables(count) + OBJECTIVE + part for count, part in zip(counts, rest, strict=True)]
    return first + "".join(parts)


def test_every_definition_without_a_name_is_found():
    text = changed(changed(SEVERAL, "- name: trees\n    ", "- "), "- name: linear\n    ", "- ")

    assert [finding.path for finding in findings(text)] == [("training_jobs", 0, "name"), ("training_jobs", 1, "name")]


def test_a_list_of_one_definition_needs_a_name():
    assert rules(changed(ONE_LISTED, "- name: trees\n    ", "- ")) == ["multi-def-name-required"]


def test_a_single_definition_needs_no_name():
    assert rules(SINGLE) == []


def test_definitions_without_names_do_not_have_the_same_name():
    text = changed(changed(SEVERAL, "- name: trees\n    ", "- "), "- name: linear\n    ", "- ")

    assert "multi-def-name-unique" not in rules(text)


def test_names_that_differ_in_case_are_different():
    assert rules(changed(SEVERAL, "name: linear", "name: Trees")) == []


@pytest.mark.parametrize("text", [SINGLE, ONE_LISTED], ids=["single", "list of one"])
def test_one_definition_may_stop_early_and_start_warm(text):
    assert rules(changed(text, "tuning:\n", f"{WARM_START}tuning:\n  early_stopping: Auto\n")) == []


def test_several_definitions_may_say_that_early_stopping_is_off():
    assert rules(changed(SEVERAL, "tuning:\n", "tuning:\n  early_stopping: Off\n")) == []


def test_early_stopping_beside_hyperband_is_for_another_rule():
    text = changed(SEVERAL, "strategy: Bayesian\n", "strategy: Hyperband\n  early_stopping: Auto\n")

    assert rules(text) == []


@pytest.mark.parametrize("counts", [(24, 24), (48, 0)])
def test_48_variables_in_all_definitions_are_allowed(counts):
    assert rules(with_variables(SEVERAL, *counts)) == []


@pytest.mark.parametrize(("counts", "place"), [((1, 48), 1), ((48, 1), 1), ((25, 24), 1)])
def test_the_definition_that_exceeds_48_variables_is_found(counts, place):
    (finding,) = findings(with_variables(SEVERAL, *counts))

    assert finding.path == ("training_jobs", place, "environment")
    assert "49 variables" in finding.message


def test_a_list_of_one_definition_has_its_own_objective():
    text = changed(changed(ONE_LISTED, OBJECTIVE, ""), "tuning:\n", f"tuning:\n{OBJECTIVE[2:]}")

    (finding,) = findings(text)
    assert finding.path == ("tuning", "objective")
    assert finding.help == "Move it into each of the `training_jobs`."


def test_an_objective_that_each_definition_has_already_is_to_be_removed():
    (finding,) = findings(changed(SEVERAL, "tuning:\n", f"tuning:\n{OBJECTIVE[2:]}"))

    assert finding.help == "Remove it: each definition has its own."


def test_misplaced_ranges_are_found():
    ranges = "  ranges: {alpha: {type: continuous, min: 0.1, max: 1}}\n"

    assert [finding.path for finding in findings(changed(SEVERAL, "tuning:\n", f"tuning:\n{ranges}"))] == [
        ("tuning", "ranges")
    ]
    assert [finding.path for finding in findings(changed(SINGLE, "tuning:\n", f"{ranges}tuning:\n"))] == [
        ("training_job", "ranges")
    ]


def test_empty_ranges_are_not_misplaced():
    assert rules(changed(SEVERAL, "tuning:\n", "tuning:\n  ranges: {}\n")) == []
    assert rules(changed(SINGLE, "tuning:\n", "  ranges: {}\ntuning:\n")) == []


def test_where_there_is_a_definition_and_a_list_of_them_nothing_is_misplaced():
    single = SINGLE[SINGLE.index("training_job:") : SINGLE.index("tuning:")]
    text = changed(SEVERAL, "tuning:\n", f"{single}tuning:\n{OBJECTIVE[2:]}")

    assert rules(text) == ["definition-both"]


LINEAR = OBJECTIVE + "    ranges:\n      wd"


def test_one_metric_in_two_directions_is_mixed():
    text = changed(SEVERAL, LINEAR, LINEAR.replace("Min", "Max"))

    (finding,) = findings(text, "builtin-objective-direction")
    assert finding.path == ("training_jobs", 1, "objective", "type")
    assert finding.message == "'Maximize' here and 'Minimize' in 'trees' cannot be compared"


@pytest.mark.parametrize(
    ("objective", "rule"),
    [
        (OBJECTIVE.replace("Min", "Max"), "builtin-objective-direction"),
        (OBJECTIVE.replace("rmse", "rsme"), "builtin-objective-metric-unknown"),
    ],
)
def test_an_objective_that_is_wrong_by_itself_is_not_mixed_too(objective: str, rule: str):
    for text in (
        changed(SEVERAL, LINEAR, LINEAR.replace(OBJECTIVE, objective)),
        SEVERAL.replace(OBJECTIVE, objective, 1),
    ):
        found = [finding.rule for finding in lint_spec(load_spec(text)) if "objective" in finding.path]
        assert found == [rule]


def test_an_exception_for_mixed_objectives_is_not_useless_where_another_rule_says_the_cause():
    mixed = changed(SEVERAL, LINEAR, LINEAR.replace("Min", "Max"))
    text = mixed + "lint: {ignore: {multi-def-objective-mixed: they are compared by hand}}\n"
    assert "lint-ignore-unused" not in [finding.rule for finding in lint_spec(load_spec(text))]


def test_a_definition_with_another_metric_and_another_direction_is_found_once():
    other = LINEAR.replace("Minimize, metric: validation:rmse", "Maximize, metric: validation:auc")

    (finding,) = findings(changed(SEVERAL, LINEAR, other), "builtin-objective-metric-unknown")
    assert finding.path == ("training_jobs", 1, "objective", "metric")


def test_the_definition_that_differs_from_most_is_found_even_if_it_is_the_first():
    more = SEVERAL[LAST : SEVERAL.index("tuning:")].replace("name: linear", "name: wide")
    text = changed(SEVERAL, "tuning:\n", f"{more}tuning:\n")
    text = text.replace(OBJECTIVE, OBJECTIVE.replace("rmse", "mae"), 1)

    (finding,) = findings(text)
    assert finding.path == ("training_jobs", 0, "objective", "metric")
    assert "'linear'" in finding.message


def test_a_definition_without_an_objective_is_not_compared():
    assert rules(changed(SEVERAL, OBJECTIVE + "    ranges:\n      wd", "    ranges:\n      wd")) == []
