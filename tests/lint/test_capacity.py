"""What the examples do not show of the rules about where instances come from."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import capacity

SPEC = """\
version: 1
name: example
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
"""
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
ONE = "instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10"
GROUPS = (
    "volume_size_gb: 10, instance_groups: {big: {instance_type: ml.p3.2xlarge, instance_count: 1}, "
    "small: {instance_type: ml.c5.xlarge, instance_count: 0}}"
)
PLAN = "arn:aws:sagemaker:us-west-2:123456789012:training-plan/my-plan"


def findings(*lines):
    job = "".join(f"  {line}\n" for line in lines)
    return lint_spec(load_spec(SPEC + job + TAIL), capacity.RULES)


def found(*lines):
    return [(finding.rule, finding.severity.value) for finding in findings(*lines)]


def test_the_plan_of_a_preference_counts_too():
    choice = f"{{instance_type: ml.p5.48xlarge, instance_count: 1, training_plan_arns: ['{PLAN}']}}"
    assert ("training-plan-with-spot", "warning") in found(
        f"resources: {{instance_preferences: [{choice}]}}", "spot: true"
    )


@pytest.mark.parametrize(
    ("keep_alive", "more", "rules"),
    [
        ("0", "", []),
        ("1h", "", ["keep-alive-in-tuning"]),
        ("3601", "", ["keep-alive-over-3600"]),
        ("2h", "spot: true", ["keep-alive-with-spot-or-groups"]),
        ("0", "spot: true", []),
        ("30m", "spot: false", ["keep-alive-in-tuning"]),
    ],
)
def test_a_keep_alive_is_found_once(keep_alive, more, rules):
    lines = [f"resources: {{{ONE}, keep_alive: {keep_alive}}}", *([more] if more else [])]
    assert [rule for rule, _ in found(*lines)] == rules


def test_groups_cannot_be_kept_warm():
    assert found(f"resources: {{{GROUPS}, keep_alive: 30m}}") == [("keep-alive-with-spot-or-groups", "error")]


@pytest.mark.parametrize("instance_type", ["ml.p6e-gb200.36xlarge", "ml.p7e-new.36xlarge"])
def test_a_placement_of_an_ultra_server_or_of_an_unknown_type_is_fine(instance_type):
    line = f"resources: {{instance_type: {instance_type}, instance_count: 1, placement: {{multiple_jobs: true}}}}"
    assert found(line) == []


@pytest.mark.parametrize(
    ("counts", "shared", "is_found"),
    [
        ((1, 1), None, False),
        ((1, None), None, True),
        ((None, None), 1, False),
        ((1, 1), 1, True),
        ((None, None), None, True),
    ],
)
def test_the_counts_of_preferences_stand_in_one_place(counts, shared, is_found):
    choices = [
        f"{{instance_type: ml.m5.xlarge{'' if count is None else f', instance_count: {count}'}}}" for count in counts
    ]
    own = "" if shared is None else f"instance_count: {shared}, "
    rules = [rule for rule, _ in found(f"resources: {{{own}instance_preferences: [{', '.join(choices)}]}}")]
    assert ("instance-preferences-count" in rules) is is_found


def test_preferences_exclude_spot():
    choice = "{instance_type: ml.m5.xlarge, instance_count: 1}"
    assert found(f"resources: {{instance_preferences: [{choice}]}}", "spot: true") == [
        ("instance-preferences-conflict", "error")
    ]
