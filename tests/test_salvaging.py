"""Of a spec with wrong fields, the rest is judged all the same, and nothing is said of what could not be read."""

import re
from collections.abc import Callable

import pytest

from hpo_spec import Severity, TuningJobSpec
from hpo_spec.lint import lint_spec
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import rule
from hpo_spec.salvaging import UNREADABLE, Unreadable, comes_of_unreadable, salvage
from hpo_spec.source import parse_text

SPEC = """\
version: 1
name: example
region: us-west-2
training_job:
  algorithm: {name: xgboost, version: 1.7-1}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {objective: reg:squarederror, num_round: 100}
  inputs:
    train: {s3_uri: s3://my-bucket/train/, content_type: text/csv}
    validation: {s3_uri: s3://my-bucket/validation/, content_type: text/csv}
  output: s3://my-bucket/output
  resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Bayesian
  objective: {type: Minimize, metric: validation:rmse}
  ranges:
    eta: {type: continuous, min: 0.1, max: 0.5}
    max_depth: {type: integer, min: 3, max: 10}
  limits: {max_jobs: 60, max_parallel_jobs: 5}
"""


def salvaged(*edits):
    text = SPEC
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return salvage(parse_text(text).data)


def rules_broken(*edits):
    spec = salvaged(*edits)
    assert spec is not None
    return {finding.rule for finding in lint_spec(spec, is_whole=False) if finding.severity.value != "info"}


def test_a_good_spec_is_read_as_it_is():
    assert salvaged() == TuningJobSpec.model_validate(parse_text(SPEC).data)


EDITS = {
    "an enum": ("strategy: Bayesian", "strategy: Bayes"),
    "a required field": ("  role: arn:aws:iam::123456789012:role/SageMakerRole\n", ""),
    "a pattern": ("role: arn:aws", "role: aws"),
    "an unknown field": ("  stopping_condition:", "  stoping_condition:"),
    "a number": ("max_jobs: 60", "max_jobs: many"),
    "a required number": (", max_parallel_jobs: 5", ""),
    "all limits": ("  limits: {max_jobs: 60, max_parallel_jobs: 5}\n", ""),
    "a range's type": ("{type: integer, min: 3, max: 10}", "{type: int, min: 3, max: 10}"),
    "a range's bound": ("min: 0.1", "min: [0.1]"),
    "a range's missing bound": ("min: 0.1, ", ""),
    "an objective's member": ("type: Minimize, ", ""),
    "the algorithm": ("  algorithm: {name: xgboost, version: 1.7-1}\n", ""),
    "the algorithm's version": (", version: 1.7-1", ""),
    "a channel": ("train: {s3_uri: s3://my-bucket/train/, ", "train: {s3_distribution: FullyReplicated, "),
    "the output": ("output: s3://my-bucket/output", "output: [1]"),
    "the name": ("name: example", "name: an_example"),
    "no name": ("name: example\n", ""),
    "the resources": ("resources: {instance_type: ml.m5.xlarge", "resources: {instance_type: [ml.m5.xlarge]"),
    "a hyperparameter": ("num_round: 100", "num_round: null"),
    "a metric's regex": ("version: 1.7-1}", "version: 1.7-1, metrics: {loss: [x]}}"),
    "what lint ignores": ("tuning:\n", "lint: {ignore: [x]}\ntuning:\n"),
    "the objective's metric": ("metric: validation:rmse", "metric: [x]"),
    "the training job": ("training_job:", "training_jobb:"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_no_rule_takes_for_missing_or_wrong_what_could_not_be_read(edit):
    assert rules_broken(edit) == set()


@pytest.mark.parametrize("edit", [edit for what, edit in EDITS.items() if what != "the training job"])
def test_rules_about_the_rest_still_speak(edit):
    about_algorithm = any(word in edit[0] for word in ("num_round", "algorithm", "version"))
    other = (
        ("min: 0.1, max: 0.5", "min: 0.5, max: 0.1") if about_algorithm else ("num_round", "max_leafs: 9, num_round")
    )

    assert rules_broken(edit, other) & {"builtin-hyperparameter-unknown", "numeric-range-inverted"}


def test_a_stray_look_alike_silences_no_rule_about_the_field_that_is_there():
    stray = ("tuning:\n", "tunning: {}\ntuning:\n")
    assert rules_broken(stray, ("max: 10", "max: 2")) == {"numeric-range-inverted"}


def test_all_of_them_at_once():
    edits = [edit for what, edit in EDITS.items() if what in ("an enum", "a pattern", "a range's bound", "a number")]
    assert rules_broken(*edits, ("max: 10", "max: 2")) == {"numeric-range-inverted"}


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_mapping_has_nothing_to_read(data):
    assert salvage(data) is None


def test_data_that_is_nothing_but_wrong_does_not_crash_a_rule():
    for data in ({}, {"training_job": 3, "tuning": 4}, {"tuning": {"ranges": [], "limits": None}}, {"zzz": {}}):
        spec = salvage(data)
        if spec is not None:
            assert [finding for finding in lint_spec(spec, is_whole=False) if finding.rule == "rule-crashed"] == []


def test_errors_inside_of_what_another_error_takes_out():
    data = parse_text(SPEC).data
    several = {**data, "training_jobs": ["text", {"name": "b"}]}
    del several["training_job"]
    assert salvage(several) is not None


def test_the_data_itself_is_left_alone():
    data = parse_text(SPEC.replace("Bayesian", "Bayes")).data
    salvage(data)
    assert data == parse_text(SPEC.replace("Bayesian", "Bayes")).data


def test_whatever_is_done_with_what_could_not_be_read_says_so():
    for use in (
        bool, len, str, repr, hash, iter, int, float,
        lambda value: value == 1,
        lambda value: value < 1,
        lambda value: value.name,
        lambda value: value["name"],
        lambda value: 1 in value,
        lambda value: f"{value}",
        lambda value: value + 1,
        lambda value: 1 + value,
        lambda value: isinstance(value, str),
    ):  # fmt: skip
        with pytest.raises(Unreadable):
            use(UNREADABLE)


def test_every_rule_survives_a_spec_of_which_nothing_can_be_read():
    spec = salvaged()
    assert spec is not None
    for field in type(spec).model_fields:
        spec.__dict__[field] = UNREADABLE
    assert lint_spec(spec, RULES, is_whole=False) == []


def raised(does: Callable[[object], object], value: object) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        does(value)
    return caught.value


@pytest.mark.parametrize(
    "does",
    [
        lambda value: value.name,
        lambda value: re.match("a", value),
        lambda value: "".join([value]),
        "a".startswith,
        lambda value: [1][value],
    ],
)
def test_what_comes_of_a_value_that_could_not_be_read_is_told_from_a_bug(does):
    assert comes_of_unreadable(raised(does, UNREADABLE))


@pytest.mark.parametrize(
    "does", [lambda value: re.match("a", value), lambda value: "".join([value]), lambda value: {}[value]]
)
def test_a_bug_is_no_value_that_could_not_be_read(does):
    assert not comes_of_unreadable(raised(does, 5))


def test_what_was_never_raised_comes_of_nothing():
    assert not comes_of_unreadable(TypeError("a text"))


def test_a_rule_with_a_bug_of_its_own_is_said_to_have_crashed_in_a_spec_that_could_not_be_read_too():
    @rule("buggy", Severity.ERROR, "Works.", why="It does not.", source="this test")
    def buggy(view):
        yield from "".join([5])

    spec = salvaged()
    assert spec is not None
    assert [item.rule for item in lint_spec(spec, [buggy], is_whole=False)] == ["rule-crashed"]
