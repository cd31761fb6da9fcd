"""What is wrong with a spec, in words that help, each at the path where it is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from hpo_spec import SpecError
from hpo_spec.finding import Finding, Path, format_path
from hpo_spec.source.merged import overlay
from hpo_spec.spec.introspection import field_docs
from hpo_spec.spec.job import TuningJobSpec
from hpo_spec.validation import suggest, validate_data
from tests.request.specs import SMALL


def findings(*, at: tuple[str, ...] = (), **changes: Any) -> list[Finding]:
    """What is said of the small spec with `changes` merged into the mapping at `at`."""
    for part in reversed(at):
        changes = {part: changes}
    with pytest.raises(SpecError) as caught:
        validate_data(overlay(deepcopy(SMALL), changes))
    return list(caught.value.findings)


JOB, TUNING = ("training_job",), ("tuning",)


@pytest.mark.parametrize(
    ("at", "name", "suggested"),
    [
        ((), "trainning_job", "training_job"),
        ((), "nameprefix", "name_prefix"),
        (JOB, "Role", "role"),
        (JOB, "hyperparameters", "static_hyperparameters"),
        (JOB, "input", "inputs"),
        ((*JOB, "resources"), "InstanceType", "instance_type"),
        ((*JOB, "resources"), "volume_size", "volume_size_gb"),
        ((*JOB, "algorithm"), "metric", "metrics"),
        (TUNING, "earlyStopping", "early_stopping"),
        ((*TUNING, "limits"), "max-jobs", "max_jobs"),
        ((*TUNING, "ranges", "lr"), "scale", "scaling"),
    ],
)
def test_an_unknown_field_that_is_nearly_right_gets_a_suggestion(at, name, suggested):
    (finding,) = findings(at=at, **{name: {}})
    assert finding.rule == "field-unknown"
    assert finding.path == (*at, name)
    assert finding.message == f"there is no field {name!r} here"
    assert finding.help == f"Did you mean {suggested!r}?"


def test_an_unknown_field_that_is_like_no_other_gets_the_list():
    (finding,) = findings(at=(*TUNING, "limits"), xyz=1)
    assert finding.help == "Known here: max_jobs, max_parallel_jobs, max_runtime."


@pytest.mark.parametrize(
    ("at", "field", "value", "suggested"),
    [
        (TUNING, "strategy", "bayesian", "Bayesian"),
        (TUNING, "strategy", "hyper-band", "Hyperband"),
        (TUNING, "early_stopping", "off", "Off"),
        ((*TUNING, "objective"), "type", "MINIMIZE", "Minimize"),
        ((*TUNING, "objective"), "type", "max", "Maximize"),
        ((*TUNING, "ranges", "lr"), "type", "continous", "continuous"),
        ((*TUNING, "ranges", "lr"), "scaling", "log", "Logarithmic"),
        ((*JOB, "algorithm"), "input_mode", "FASTFILE", "FastFile"),
        (JOB, "hyperparameter_encoding", "JSON", "json"),
        (("warm_start",), "type", "IDENTICAL_DATA_AND_ALGORITHM", "IdenticalDataAndAlgorithm"),
    ],
)
def test_an_enum_value_that_is_nearly_right_gets_a_suggestion(at, field, value, suggested):
    finding = next(each for each in findings(at=at, **{field: value}) if "enum" in each.rule)
    assert finding.path == (*at, field)
    assert repr(value) in finding.message
    assert finding.help == f"Did you mean {suggested!r}?"


def test_an_enum_value_that_is_like_no_other_gets_the_list():
    (finding,) = findings(at=TUNING, strategy="Magic")
    assert finding.message == "must be Bayesian, Random, Hyperband or Grid, not 'Magic'"
    assert finding.help == ""


@pytest.mark.parametrize(
    ("at", "field", "value", "message", "help"),
    [
        ((), "version", 2, "must be 1, not 2", ""),
        (JOB, "spot", "yes", "must be `true` or `false`, not the text 'yes'", ""),
        (JOB, "inputs", ["train"], "must be a mapping, not a list", ""),
        (JOB, "algorithm", "xgboost", "must be a mapping, not the text 'xgboost'", ""),
        (JOB, "role", 5, "must be text, not a number (5)", "Quote it."),
        (JOB, "role", True, "must be text, not a boolean (true)", "Quote it."),
        (JOB, "max_retries", 31, "must be at most 30", ""),
        (JOB, "max_retries", "3", "must be a whole number, not the text '3'", "Remove the quotes."),
        (JOB, "max_retries", "three", "must be a whole number, not the text 'three'", ""),
        ((*TUNING, "limits"), "max_jobs", 0, "must be at least 1", ""),
        ((*TUNING, "limits"), "max_jobs", 1.0, "must be a whole number, not a number (1.0)", ""),
        (TUNING, "completion", {"target_metric_value": "low"}, "must be a number, not text", ""),
        ((*TUNING, "objective"), "metric", "", "must not be empty", ""),
        ((*TUNING, "objective"), "metric", "x" * 256, "must have at most 255 characters, has 256", ""),
        ((), "training_jobs", [], "must have at least 1 entry, has 0", ""),
        (
            JOB,
            "role",
            "me",
            "'me' is not allowed: expected arn:aws:iam::ACCOUNT:role/NAME with an account of 12 digits",
            "",
        ),
        ((), "request_patch", {"A": [float("inf")]}, "must be a finite number, not inf", ""),
        ((*TUNING, "ranges", "lr"), "min", True, "must be a number, not a boolean", ""),
        ((*TUNING, "ranges", "lr"), "min", "a\nb", "'a\\nb' is not allowed: one line", ""),
    ],
)
def test_a_wrong_value_is_said_with_what_it_must_be(at, field, value, message, help):
    (finding,) = findings(at=at, **{field: value})
    assert finding.message == message
    assert finding.help == help
    assert finding.path[: len(at) + 1] == (*at, field)


@pytest.mark.parametrize(
    ("at", "missing"),
    [
        ((), "tuning"),
        (JOB, "role"),
        (JOB, "output"),
        (JOB, "algorithm"),
        (TUNING, "limits"),
        ((*TUNING, "limits"), "max_parallel_jobs"),
    ],
)
def test_a_missing_field_is_named_with_what_it_is_for(at, missing):
    (finding,) = findings(at=at, **{missing: None})
    assert finding.rule == "field-missing"
    assert finding.path == (*at, missing)
    assert finding.message == "is missing"
    assert finding.help.endswith(".")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"name": None}, "give a `name`, or a `name_prefix`"),
        ({"name_prefix": "p"}, "give one of `name` and `name_prefix`, not both"),
    ],
)
def test_a_spec_has_a_name_or_a_prefix(names, said):
    (finding,) = findings(**names)
    assert finding.message == said


def test_a_prefix_leaves_room_for_the_digest():
    assert validate_data({**SMALL, "name": None, "name_prefix": "p" * 23})
    (finding,) = findings(name=None, name_prefix="p" * 24)
    assert finding.message == "must have at most 23 characters, has 24"


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "a b", "é", "a" * 33])
def test_a_wrong_name_is_one_finding(name):
    (finding,) = findings(name=name)
    assert finding.path == ("name",)


def test_a_wrong_key_of_a_map_is_said_of_the_key():
    (finding,) = findings(at=(*JOB, "environment"), **{"1st": "x"})
    assert finding.rule == "key"
    assert format_path(finding.path) == "training_job.environment.1st"
    assert finding.message == "this key '1st' is not allowed: letters, digits and `_`, no digit first"


def test_a_range_without_a_type_is_told_which_there_are():
    (finding,) = findings(at=(*TUNING, "ranges", "new"), min=1, max=2)
    assert format_path(finding.path) == "tuning.ranges.new.type"
    assert finding.help == "One of integer, continuous, categorical or auto."


def test_too_many_ranges_of_a_type_are_counted():
    ranges = {f"r{number}": {"type": "integer", "min": 1, "max": 2} for number in range(31)}
    (finding,) = findings(at=TUNING, ranges=ranges)
    assert finding.message == "there are 31 ranges of type integer, at most 30 are allowed"


def test_a_channel_that_says_more_about_a_uri_needs_the_uri():
    (finding,) = findings(at=(*JOB, "inputs"), train={"s3_distribution": "FullyReplicated"})
    assert finding.rule == "field-missing"
    assert "`s3_uri` is missing" in finding.message


@pytest.mark.parametrize("value", [None, [], {"a": None}, 1.5])
def test_a_null_hyperparameter_is_an_error_unless_it_is_json(value):
    data = deepcopy(SMALL)
    data["training_job"]["static_hyperparameters"] = {"a": value}
    data["training_job"]["hyperparameter_encoding"] = "json"
    validate_data(data)
    data["training_job"]["hyperparameter_encoding"] = "plain"
    if value is not None:
        validate_data(data)
        return
    with pytest.raises(SpecError, match="must not be null"):
        validate_data(data)


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_what_is_no_mapping_is_no_spec(data):
    with pytest.raises(SpecError, match="a spec is a mapping, not "):
        validate_data(data)


def test_nothing_is_said_twice_and_everything_at_once():
    changes = {"strategy": "best", "limits": {"max_jobs": 0, "max_parallel_jobs": None}, "colour": "red"}
    paths: list[Path] = [finding.path for finding in findings(at=TUNING, **changes)]
    assert sorted(map(format_path, paths)) == [
        "tuning.colour",
        "tuning.limits.max_jobs",
        "tuning.limits.max_parallel_jobs",
        "tuning.strategy",
    ]


def test_a_suggestion_ignores_case_and_punctuation_but_does_not_guess_wildly():
    known = ["instance_type", "instance_count"]
    assert suggest("InstanceType", known) == "Did you mean 'instance_type'?"
    assert suggest("zzz", known) == ""
    assert suggest("", known) == ""


def test_every_field_of_a_spec_says_what_it_is():
    undocumented = set(TuningJobSpec.model_fields) - set(field_docs(TuningJobSpec))
    assert undocumented == set()
