"""How many, how long, how much: at the edges."""

from __future__ import annotations

import pytest

from hpo_spec import Finding, load_spec
from hpo_spec.lint import lint_spec
from hpo_spec.lint.limits import RULES

DAY_S = 86_400


def found(
    limits: str = "max_jobs: 60, max_parallel_jobs: 5",
    *,
    runtime: str = "max_runtime: 1h",
    strategy: str = "Bayesian",
    ranges: str = "x: {type: continuous, min: 0, max: 1}",
    resources: str = "resources: {instance_type: ml.m5.xlarge, instance_count: 1}",
    more: str = "",
) -> list[Finding]:
    text = f"""
version: 1
name: example
training_job:
  algorithm: {{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
  {resources}
  stopping_condition: {{{runtime}}}
tuning:
  strategy: {strategy}
  ranges: {{{ranges}}}
  limits: {{{limits}}}
{more}"""
    return lint_spec(load_spec(text), RULES)


def severities(limits: str, rule: str, **given: str) -> list[str]:
    return [finding.severity.value for finding in found(limits, **given) if finding.rule == rule]


def cost(limits: str = "max_jobs: 60, max_parallel_jobs: 5", **given: str) -> str:
    (finding,) = [finding for finding in found(limits, **given) if finding.rule == "cost-upper-bound"]
    return finding.message


@pytest.mark.parametrize(
    ("strategy", "jobs", "expected"),
    [
        ("Bayesian", 750, []),
        ("Bayesian", 751, ["error"]),
        ("Hyperband", 751, ["error"]),
        ("Random", 750, []),
        ("Random", 751, ["warning"]),
        ("Random", 10_000, ["warning"]),
        ("Random", 10_001, ["error"]),
        ("Grid", 10_001, []),
    ],
)
def test_how_many_training_jobs_depends_on_the_strategy(strategy: str, jobs: int, expected: list[str]) -> None:
    limits = f"max_jobs: {jobs}, max_parallel_jobs: 5"

    assert severities(limits, "max-jobs-over-quota", strategy=strategy) == expected


@pytest.mark.parametrize(("parallel", "expected"), [(10, []), (11, ["warning"]), (100, ["warning"]), (101, ["error"])])
def test_above_10_at_a_time_needs_a_quota_and_above_100_is_never_possible(parallel: int, expected: list[str]) -> None:
    assert severities(f"max_jobs: 700, max_parallel_jobs: {parallel}", "parallel-over-quota") == expected


def test_as_many_at_a_time_as_in_all_are_accepted() -> None:
    assert severities("max_jobs: 2, max_parallel_jobs: 2", "parallel-exceeds-total") == []
    assert severities("max_jobs: 2, max_parallel_jobs: 3", "parallel-exceeds-total") == ["warning"]


@pytest.mark.parametrize(("seconds", "expected"), [(30 * DAY_S, []), (30 * DAY_S + 1, ["warning"])])
def test_a_tuning_job_runs_for_30_days(seconds: int, expected: list[str]) -> None:
    limits = f"max_jobs: 60, max_parallel_jobs: 5, max_runtime: {seconds}"

    assert severities(limits, "tuning-runtime-over-30-days") == expected


@pytest.mark.parametrize(("seconds", "expected"), [(28 * DAY_S, []), (28 * DAY_S + 1, ["error"])])
def test_a_training_job_runs_for_28_days(seconds: int, expected: list[str]) -> None:
    limits = "max_jobs: 60, max_parallel_jobs: 5, max_runtime: 1d"

    assert severities(limits, "training-runtime-over-28-days", runtime=f"max_runtime: {seconds}") == expected
    is_said = severities(limits, "training-runtime-exceeds-tuning", runtime=f"max_runtime: {seconds}")
    assert len(is_said) + len(expected) == 1


@pytest.mark.parametrize(("runtime", "expected"), [("2h", []), ("7201s", ["warning"])])
def test_a_training_job_does_not_outlast_the_tuning_job(runtime: str, expected: list[str]) -> None:
    limits = "max_jobs: 60, max_parallel_jobs: 5, max_runtime: 2h"

    assert severities(limits, "training-runtime-exceeds-tuning", runtime=f"max_runtime: {runtime}") == expected


def test_the_default_runtime_is_said_in_hours() -> None:
    (finding,) = [finding for finding in found(runtime="") if finding.rule == "training-runtime-default"]

    assert finding.message.endswith("may run for a day (60 × 24 h = 1,440 h)")
    assert finding.path == ("training_job", "stopping_condition", "max_runtime")


@pytest.mark.parametrize(
    ("jobs", "given", "expected"),
    [
        (49, {}, ["info"]),
        (50, {}, []),
        (18, {"strategy": "Grid", "ranges": "x: {type: categorical, values: [a, b]}"}, []),
        (20, {"ranges": "x: {type: integer, min: 1, max: 20}"}, []),
        (20, {"ranges": "x: {type: integer, min: 1, max: 100}"}, ["info"]),
        (20, {"more": "warm_start: {type: TransferLearning, parents: [parent]}"}, []),
        (4, {"ranges": "x: {type: continuous, min: 0, max: 1}, y: {type: continuous, min: 0, max: 1}"}, []),
    ],
)
def test_a_real_search_has_50_training_jobs(jobs: int, given: dict[str, str], expected: list[str]) -> None:
    limits = f"max_jobs: {jobs}, max_parallel_jobs: 1"

    assert severities(limits, "budget-below-recommendation", **given) == expected


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        ("1h", "at most 20 instance-hours of ml.m5.xlarge (20 training jobs × 1 instance × 1 h)"),
        ("30m", "at most 10 instance-hours of ml.m5.xlarge (20 training jobs × 1 instance × 0.5 h)"),
        ("20m", "at most 6.67 instance-hours of ml.m5.xlarge (20 training jobs × 1 instance × 20 min)"),
        ("3m", "at most 1 instance-hour of ml.m5.xlarge (20 training jobs × 1 instance × 3 min)"),
        ("1s", "at most 0.0056 instance-hours of ml.m5.xlarge (20 training jobs × 1 instance × 1 s)"),
        ("3d", "at most 1,440 instance-hours of ml.m5.xlarge (20 training jobs × 1 instance × 72 h)"),
    ],
)
def test_the_cost_is_said_in_numbers_for_people(runtime: str, expected: str) -> None:
    assert cost("max_jobs: 20, max_parallel_jobs: 2", runtime=f"max_runtime: {runtime}") == expected


def test_a_default_is_named_in_the_cost() -> None:
    assert cost("max_jobs: 1, max_parallel_jobs: 1", runtime="") == (
        "at most 24 instance-hours of ml.m5.xlarge (1 training job × 1 instance × 24 h, SageMaker's default)"
    )


def test_the_tuning_jobs_own_runtime_is_named_where_it_is_the_smaller_bound() -> None:
    assert cost("max_jobs: 60, max_parallel_jobs: 5, max_runtime: 4h", runtime="") == (
        "at most 20 instance-hours of ml.m5.xlarge (5 training jobs at a time × 1 instance × 4 h)"
    )


def test_groups_of_instances_are_added_by_type() -> None:
    groups = (
        "resources: {instance_groups: {a: {instance_type: ml.c5.xlarge, instance_count: 1}, "
        "b: {instance_type: ml.p3.2xlarge, instance_count: 2}}}"
    )

    assert cost(resources=groups) == (
        "at most 60 instance-hours of ml.c5.xlarge and 120 of ml.p3.2xlarge (60 training jobs × 1 + 2 instances × 1 h)"
    )


def test_without_any_bound_the_cost_is_not_guessed() -> None:
    assert cost("max_parallel_jobs: 5", more="autotune: true") == "the cost cannot be bounded: `max_jobs` is not given"
    assert cost(resources="") == "the cost cannot be bounded: a training job's instances are not given"


def test_even_absurd_limits_are_said() -> None:
    assert cost(f"max_jobs: {10**400}, max_parallel_jobs: 1").startswith("at most 1.00e+400 instance-hours")
