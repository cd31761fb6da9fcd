from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding, Severity
from hpo_spec.lint import bayesian, grid, hyperband, lint_spec

RULES = (*grid.RULES, *hyperband.RULES, *bayesian.RULES)
EXAMPLES = Path(__file__).parent / "examples"


def example(name: str) -> str:
    return (EXAMPLES / f"{name}.yaml").read_text()


GRID = example("grid-max-jobs-mismatch.right")
HYPERBAND = example("hyperband-maxresource-uninferable.right")
RESOURCES = "min_resource: 1, max_resource: 20"
STATIC = "static_hyperparameters: {max_epochs: 20}"
BAYESIAN = example("bayesian-parallelism.right")
LIMITS = "max_jobs: 10, max_parallel_jobs: 2"
SEVERAL = example("multi-def-objective-placement.right")


def findings(text: str, *changes: tuple[str, str]) -> list[Finding]:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return lint_spec(load_spec(text), RULES, ignore=["parallel-over-quota"])


def rules(text: str, *changes: tuple[str, str]) -> list[str]:
    return [finding.rule for finding in findings(text, *changes)]


def limits(jobs: int, parallel: int) -> tuple[str, str]:
    return LIMITS, f"max_jobs: {jobs}, max_parallel_jobs: {parallel}"


def hyperband(resources: str, static: str) -> list[Finding]:
    return findings(HYPERBAND, (RESOURCES, resources), (STATIC, f"static_hyperparameters: {static}"))


def test_a_grid_may_state_the_number_of_its_combinations():
    assert rules(GRID, ("{max_parallel", "{max_jobs: 24, max_parallel")) == []


def test_each_range_of_numbers_is_said_and_nothing_is_counted_until_there_is_none():
    numbers = "    dropout: {type: continuous, min: 0, max: 0.5}\n    width: {type: integer, min: 1, max: 900}\n"
    found = findings(GRID, ("  limits: {", numbers + "  limits: {max_jobs: 7, "))

    assert [(finding.rule, finding.path[2]) for finding in found] == [
        ("grid-non-categorical", "dropout"),
        ("grid-non-categorical", "width"),
    ]


def test_a_few_whole_numbers_are_listed_and_many_are_not():
    ranges = "    a: {type: integer, min: 1, max: 3}\n    b: {type: integer, min: 1, max: 20}\n"
    ranges += "    c: {type: integer, min: 1, max: 31}\n"
    helps = [finding.help for finding in findings(GRID, ("  limits:", ranges + "  limits:"))]

    assert ["[1, 2, 3]" in helps[0], "from 1 to 20" in helps[1], "1" in helps[2]] == [True, True, False]


def several(strategy: str, jobs: str) -> str:
    return f"""\
name: example
training_jobs:
{"".join(_definition(name, values) for name, values in (("one", "[a, b, c]"), ("two", "[d, e]")))}
tuning:
  strategy: {strategy}
  limits: {{{jobs}max_parallel_jobs: 1}}
"""


def _definition(name: str, values: str) -> str:
    return rf"""
  - name: {name}
    algorithm:
      image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0
      metrics: {{validation:loss: 'loss=(\S+)'}}
    role: arn:aws:iam::123456789012:role/SageMakerRole
    output: s3://my-bucket/output
    objective: {{type: Minimize, metric: validation:loss}}
    ranges:
      optimizer: {{type: categorical, values: {values}}}
      layers: {{type: categorical, values: [1, 2]}}
"""


def test_the_combinations_of_several_definitions_add_up():
    [finding] = findings(several("Grid", "max_jobs: 9, "))

    assert finding.message == "is 9, but the ranges have 10 combinations (3 × 2 + 2 × 2 = 10)"
    assert rules(several("Grid", "max_jobs: 10, ")) == []
    assert rules(several("Grid", "")) == []


def test_a_value_that_is_listed_twice_is_one():
    assert rules(GRID, ("[adam, sgd]", "[adam, sgd, adam]"), ("{max_parallel", "{max_jobs: 24, max_parallel")) == []


@pytest.mark.parametrize(("rows", "expected"), [(25, []), (26, ["grid-over-750"])])
def test_a_grid_has_at_most_750_combinations_whatever_max_jobs_says(rows, expected):
    values = [str(list(range(count))) for count in (30, rows)]
    ranges = "".join(f"    v{index}: {{type: categorical, values: {value}}}\n" for index, value in enumerate(values))
    head, tail = GRID.split("  ranges:\n")
    text = f"{head}  ranges:\n{ranges}  limits:{tail.split('  limits:')[1]}"

    assert rules(text) == expected
    assert rules(text, ("{max_parallel", f"{{max_jobs: {30 * rows}, max_parallel")) == expected


def test_more_than_750_that_are_only_stated_are_too_many_too():
    changes = [("    optimizer: {type: categorical, values: [adam, sgd]}", "    optimizer: {type: auto, hint: adam}")]

    assert rules(GRID, *changes, ("{max_parallel", "{max_jobs: 751, max_parallel")) == ["grid-over-750"]


@pytest.mark.parametrize("jobs", [59, 61])
def test_a_search_that_does_not_run_every_combination_is_no_grid(jobs):
    assert rules(example("grid-enumeration-hint.wrong"), ("max_jobs: 60", f"max_jobs: {jobs}")) == []


@pytest.mark.parametrize("name", ["epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"])
def test_max_resource_is_taken_from_five_static_hyperparameters(name):
    assert hyperband("min_resource: 1", f"{{{name}: 20}}") == []


@pytest.mark.parametrize("name", ["epoch", "Epochs", "max_epochs", "nepochs", "num-epochs", "num_train_epochs"])
def test_and_from_no_others(name):
    [finding] = hyperband("min_resource: 1", f"{{{name}: 20}}")

    assert (finding.rule, finding.path) == (
        "hyperband-maxresource-uninferable",
        ("tuning", "hyperband", "max_resource"),
    )


@pytest.mark.parametrize("value", ["0", "-3", "2.5", "ten", "''", "[20]"])
def test_an_epochs_value_that_is_no_positive_whole_number_is_said_where_it_stands(value):
    [finding] = hyperband("min_resource: 1", f"{{epochs: {value}}}")

    assert (finding.rule, finding.path[-1]) == ("hyperband-maxresource-uninferable", "epochs")


@pytest.mark.parametrize("value", ["20", "'20'", "20.0", "'20.0'", "2e1"])
def test_a_whole_number_may_be_written_as_one_likes(value):
    assert hyperband("min_resource: 1", f"{{epochs: {value}}}") == []


def test_a_json_encoded_text_is_its_number():
    encoded = "hyperparameter_encoding: json\n  static_hyperparameters: {epochs: '20'}"

    assert rules(HYPERBAND, (RESOURCES, "min_resource: 1"), (STATIC, encoded)) == []


def test_epochs_that_are_tuned_stand_for_no_max_resource():
    epochs = "    epochs: {type: integer, min: 5, max: 50}\n  limits:"
    [finding] = findings(HYPERBAND, (RESOURCES, "min_resource: 1"), ("  limits:", epochs))

    assert finding.rule == "hyperband-maxresource-uninferable"
    assert "epochs is tuned" in finding.message


def test_with_max_resource_tuned_epochs_are_a_warning():
    epochs = "    epochs: {type: integer, min: 1, max: 10}\n  limits:"
    [finding] = findings(HYPERBAND, ("  limits:", epochs))

    assert (finding.rule, finding.path) == ("hyperband-epochs-mismatch", ("tuning", "ranges", "epochs"))


def test_of_several_definitions_each_needs_epochs():
    one = several("Hyperband", "max_jobs: 9, ").replace(
        "    role:", "    static_hyperparameters: {epochs: 9}\n    role:", 1
    )
    [finding] = findings(one)

    assert (finding.rule, "'two'" in finding.message) == ("hyperband-maxresource-uninferable", True)


@pytest.mark.parametrize(("most", "expected"), [(20_000, []), (20_001, ["hyperband-maxresource-over-20000"])])
def test_max_resource_is_at_most_20000(most, expected):
    assert [finding.rule for finding in hyperband(f"max_resource: {most}", "{steps: 9}")] == expected


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("min_resource: 20, max_resource: 20", []),
        ("min_resource: 21, max_resource: 20", ["hyperband-min-over-max"]),
        ("min_resource: 20", []),
        ("min_resource: 21", ["hyperband-min-over-max"]),
        ("min_resource: 21, max_resource: 30", ["hyperband-epochs-mismatch"]),
    ],
)
def test_min_resource_is_compared_with_what_is_given_else_with_the_epochs(resources, expected):
    assert [finding.rule for finding in hyperband(resources, "{epochs: 20}")] == expected


def test_hyperband_s_resources_are_not_looked_at_under_another_strategy():
    assert rules(HYPERBAND, ("Hyperband", "Random"), (RESOURCES, "min_resource: 9, max_resource: 3")) == [
        "hyperband-config-without-hyperband"
    ]


@pytest.mark.parametrize(
    ("jobs", "parallel"), [(1, 1), (2, 1), (6, 3), (20, 10), (110, 11), (750, 75), (3, 4), (60, 61)]
)
def test_few_training_jobs_at_a_time_are_fine_and_more_than_there_are_is_another_rule_s(jobs, parallel):
    assert rules(BAYESIAN, limits(jobs, parallel)) == []


@pytest.mark.parametrize(
    ("jobs", "parallel", "fewer"),
    [(2, 2, 1), (3, 2, 1), (15, 8, 7), (20, 11, 10), (109, 11, 10), (200, 21, 20)],
)
def test_many_at_a_time_are_worth_a_warning_that_names_a_number_that_is_fine(jobs, parallel, fewer):
    [finding] = findings(BAYESIAN, limits(jobs, parallel))

    assert finding.rule == "bayesian-parallelism"
    assert f"Lower it to {fewer} or less" in finding.help
    assert rules(BAYESIAN, limits(jobs, fewer)) == []


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [((), ["parallel-over-quota"]), (("parallel-over-quota",), ["bayesian-parallelism"])],
)
def test_more_at_a_time_than_the_quota_is_said_once_and_what_they_learn_only_where_the_quota_was_raised(
    ignored, expected
):
    text = BAYESIAN.replace(LIMITS, "max_jobs: 60, max_parallel_jobs: 20")
    reasons = f"lint: {{ignore: {{{', '.join(f'{rule}: it was raised' for rule in ignored)}}}}}\n"

    for found in (lint_spec(load_spec(text), ignore=ignored), lint_spec(load_spec(text + reasons))):
        assert [finding.rule for finding in found if finding.severity is not Severity.INFO] == expected


def test_an_exception_for_many_at_a_time_is_not_useless_above_the_quota():
    text = BAYESIAN.replace(LIMITS, "max_jobs: 60, max_parallel_jobs: 20")
    text += "lint: {ignore: {bayesian-parallelism: there is no hurry}}\n"
    found = [finding.rule for finding in lint_spec(load_spec(text)) if finding.severity is not Severity.INFO]
    assert found == ["parallel-over-quota"]


def test_random_search_may_run_all_at_once():
    assert rules(BAYESIAN, limits(10, 10), ("Bayesian", "Random")) == []


def test_the_strategy_that_is_not_said_is_bayesian():
    assert rules(BAYESIAN, limits(10, 10), ("  strategy: Bayesian\n", "")) == ["bayesian-parallelism"]


@pytest.mark.parametrize(("strategy", "words"), [("Bayesian", "not the same"), ("Grid", "no difference")])
def test_a_seed_fixes_neither_a_bayesian_search_nor_a_grid(strategy, words):
    found = findings(
        GRID, ("strategy: Grid", f"strategy: {strategy}\n  random_seed: 0"), ("limits: {", "limits: {max_jobs: 24, ")
    )

    assert [words in finding.message for finding in found if finding.rule == "random-seed-bayesian"] == [True]


def test_max_jobs_may_be_left_to_autotune_and_to_grid():
    missing = example("non-grid-max-jobs-missing.wrong")

    assert rules(missing, ("tuning:\n", "autotune: true\ntuning:\n")) == []
    assert "non-grid-max-jobs-missing" not in rules(missing, ("Random", "Grid"))


def test_several_algorithms_that_report_at_the_end_are_said_together():
    names = [("name: xgboost, version: 1.7-1", "name: kmeans, version: 1"), ("name: linear-learner", "name: knn")]
    changes = [*names, ("strategy: Bayesian", "strategy: Hyperband\n  hyperband: {max_resource: 9}")]

    assert [finding.message for finding in findings(SEVERAL, *changes)] == [
        "kmeans and knn report the objective at the end only"
    ]
