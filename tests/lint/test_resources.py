"""What the examples do not show of the rules about how instances are asked for."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import resources

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
CONFIG = "{instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}"


def findings(*lines):
    job = "".join(f"  {line}\n" for line in lines)
    return lint_spec(load_spec(SPEC + job + TAIL), resources.RULES)


def found(*lines):
    return [(finding.rule, finding.severity.value) for finding in findings(*lines)]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("network_isolation: false", ("resources",)),
        ("resources: {}", ("resources", "instance_type")),
        ("resources: {instance_count: 0, volume_size_gb: 10}", ("resources", "instance_type")),
        ("resources: {instance_groups: {}}", ("resources", "instance_type")),
        ("tuning_resources: {volume_size_gb: 10}", ("tuning_resources", "instance_type")),
    ],
)
def test_no_instance_type_anywhere_is_one_finding(line, path):
    (finding,) = findings(line)
    assert finding.rule == "resource-config-none"
    assert finding.path == ("training_job", *path)


def test_an_instance_type_in_one_of_the_two_is_enough():
    assert found("resources: {}", f"tuning_resources: {{{ONE}}}") == [("resource-config-both", "error")]


def test_what_stands_beside_instance_configs_is_named_once():
    (finding,) = findings(f"tuning_resources: {{instance_type: ml.m5.xlarge, instance_configs: [{CONFIG}]}}")
    assert finding.rule == "instance-configs-conflict"
    (finding,) = findings(f"tuning_resources: {{{ONE}, instance_configs: [{CONFIG}, {CONFIG}]}}")
    assert finding.message == "`instance_configs` has its own, as for `instance_count` and `volume_size_gb`"


def test_the_key_of_the_volumes_stands_beside_instance_configs():
    assert found(f"tuning_resources: {{volume_kms_key: abc, instance_configs: [{CONFIG}, {CONFIG}]}}") == []


def test_types_that_are_not_documented_for_instance_configs_are_one_hint():
    configs = ", ".join(
        CONFIG.replace("ml.m5.xlarge", name) for name in ("ml.c5.xlarge", "ml.m5.large", "ml.p3.2xlarge")
    )
    (finding,) = findings(f"tuning_resources: {{instance_configs: [{configs}]}}")
    assert (finding.rule, finding.severity.value) == ("instance-configs-type-list", "info")
    assert "ml.m5.large, ml.p3.2xlarge" in finding.message
    assert finding.path[-2:] == (1, "instance_type")


def test_of_an_unknown_type_in_instance_configs_nothing_is_said():
    configs = f"{CONFIG}, {CONFIG.replace('ml.m5.xlarge', 'ml.m5.xlagre')}"
    assert found(f"tuning_resources: {{instance_configs: [{configs}]}}") == []


def test_a_count_of_0_goes_with_groups_and_any_other_does_not():
    assert found(f"resources: {{instance_count: 0, {GROUPS}}}") == []
    assert found(f"resources: {{instance_count: 1, {GROUPS}}}") == [("instance-groups-conflict", "error")]


def test_a_type_beside_groups_is_not_also_a_count_that_is_missing():
    assert found(f"resources: {{instance_type: ml.m5.xlarge, {GROUPS}}}") == [("instance-groups-conflict", "error")]


@pytest.mark.parametrize("count", ["", "instance_count: 0, "])
@pytest.mark.parametrize("field", ["resources", "tuning_resources"])
def test_a_count_that_is_missing_or_0_is_an_error(field, count):
    assert found(f"{field}: {{instance_type: ml.m5.xlarge, {count}volume_size_gb: 10}}") == [
        ("instance-count-zero", "error")
    ]


def test_each_choice_without_instances_is_found():
    configs = f"{CONFIG}, {CONFIG.replace('instance_count: 1', 'instance_count: 0')}"
    (finding,) = findings(f"tuning_resources: {{instance_configs: [{configs}]}}")
    assert finding.path[-3:] == ("instance_configs", 1, "instance_count")


def test_preferences_may_share_the_count_beside_them():
    assert found("resources: {instance_count: 1, instance_preferences: [{instance_type: ml.p5.48xlarge}]}") == []


def inputs(**channels):
    return f"inputs: {{{', '.join(f'{name}: {channel}' for name, channel in channels.items())}}}"


def channel(*groups):
    return f"{{s3_uri: s3://my-bucket/data/, instance_groups: [{', '.join(groups)}]}}"


BARE = "{s3_uri: s3://my-bucket/data/}"
FILES = "{file_system: {id: fs-0123456789abcdef0, type: EFS, access_mode: ro, path: /data}}"


def test_all_channels_with_groups_are_fine():
    assert found(f"resources: {{{GROUPS}}}", inputs(train=channel("big"), test=channel("big", "small"))) == []


def test_no_channel_with_groups_is_fine():
    assert found(f"resources: {{{GROUPS}}}", inputs(train=BARE, test="{s3_uri: s3://b/x, instance_groups: []}")) == []


def test_channels_without_groups_are_one_finding():
    (finding,) = findings(f"resources: {{{GROUPS}}}", inputs(code=BARE, train=channel("big"), test=BARE))
    assert finding.rule == "instance-group-channels-all-or-nothing"
    assert finding.path == ("training_job", "inputs", "code", "instance_groups")
    assert "'test'" in finding.message


def test_a_file_system_cannot_have_groups():
    assert found(f"resources: {{{GROUPS}}}", inputs(train=channel("big"), test=FILES)) == []


@pytest.mark.parametrize("others", [{}, {"test": BARE}, {"test": channel("small")}])
@pytest.mark.parametrize("line", [f"resources: {{{ONE}}}", f"tuning_resources: {{{ONE}}}"])
def test_without_any_groups_sagemaker_accepts_the_request_so_it_is_one_warning(line, others):
    assert found(line, inputs(train=channel("big"), **others)) == [("instance-group-name-unknown", "warning")]


def test_every_unknown_group_is_found_where_it_is_named():
    lines = (f"resources: {{{GROUPS}}}", inputs(a=channel("big", "huge"), b=channel("tiny")))
    assert [finding.path[1:] for finding in findings(*lines)] == [
        ("inputs", "a", "instance_groups", 1),
        ("inputs", "b", "instance_groups", 0),
    ]


@pytest.mark.parametrize(
    ("uri", "rules"),
    [
        ("s3://models--usw2-az1--x-s3", ["output-kms-s3-express"]),
        ("s3://models--usw2-az1--x-s3/output/", ["output-kms-s3-express"]),
        ("s3://models/output--x-s3", []),
        ("s3://models--x-s3-old/output", []),
    ],
)
def test_a_directory_bucket_is_known_by_the_end_of_its_name(uri, rules):
    spec = SPEC.replace("output: s3://my-bucket/output", f"output: {{s3_uri: '{uri}', kms_key: alias/training}}")
    loaded = load_spec(f"{spec}  resources: {{{ONE}}}\n{TAIL}")
    assert [finding.rule for finding in lint_spec(loaded, resources.RULES)] == rules


def test_an_empty_key_is_no_key():
    spec = SPEC.replace("output: s3://my-bucket/output", "output: {s3_uri: s3://models--usw2-az1--x-s3, kms_key: ''}")
    assert lint_spec(load_spec(f"{spec}  resources: {{{ONE}}}\n{TAIL}"), resources.RULES) == []
