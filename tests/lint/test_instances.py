"""What the examples do not show of the rules about the storage of instances."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import instances

SPEC = """\
version: 1
name: example
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
"""
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
KEY = "volume_kms_key: 1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS = "volume_kms_key: alias/training"


def found(resources):
    spec = load_spec(f"{SPEC}  {resources}\n{TAIL}")
    return [(finding.rule, finding.severity.value) for finding in lint_spec(spec, instances.RULES)]


def one(instance_type, more="", field="resources"):
    return f"{field}: {{instance_type: {instance_type}, instance_count: 1{', ' * bool(more)}{more}}}"


def groups(*types, more=""):
    listed = ", ".join(f"g{at}: {{instance_type: {name}, instance_count: 1}}" for at, name in enumerate(types))
    return f"resources: {{instance_groups: {{{listed}}}{', ' * bool(more)}{more}}}"


def preferences(*types, more=""):
    listed = ", ".join(f"{{instance_type: {name}, instance_count: 1}}" for name in types)
    return f"resources: {{instance_preferences: [{listed}]{', ' * bool(more)}{more}}}"


def configs(*types, more=""):
    listed = ", ".join(f"{{instance_type: {name}, instance_count: 1, volume_size_gb: 30}}" for name in types)
    return f"tuning_resources: {{instance_configs: [{listed}]{', ' * bool(more)}{more}}}"


@pytest.mark.parametrize("more", ["", "volume_size_gb: 500", KEY])
@pytest.mark.parametrize("instance_type", ["ml.trn2.48xlarge", "ml.m5.xlagre", "ml.z9.large"])
def test_of_an_instance_type_whose_storage_is_not_known_nothing_is_said(instance_type, more):
    assert found(one(instance_type, more)) == []


@pytest.mark.parametrize("size", ["", "volume_size_gb: 0"])
def test_local_storage_needs_no_volume(size):
    assert found(one("ml.p4d.24xlarge", size)) == []


@pytest.mark.parametrize(("field", "severity"), [("resources", "error"), ("tuning_resources", "warning")])
@pytest.mark.parametrize("size", ["", "volume_size_gb: 0"])
def test_a_volume_that_is_missing_or_has_no_size_is_optional_in_the_api_reference_of_one_field(field, severity, size):
    assert found(one("ml.c5.xlarge", size, field)) == [("volume-size-missing", severity)]


def test_no_instance_type_means_no_volume_is_missing():
    assert found("resources: {instance_count: 1}") == []


def test_groups_and_preferences_share_one_volume_so_it_is_missing_once():
    assert found(groups("ml.m5.xlarge", "ml.p3.2xlarge")) == [("volume-size-missing", "error")]
    assert found(preferences("ml.p5.48xlarge", "ml.p3.2xlarge")) == [("volume-size-missing", "error")]


def test_a_volume_for_some_of_the_instance_types_is_needed():
    assert found(groups("ml.m5.xlarge", "ml.g5.xlarge", more="volume_size_gb: 50")) == []
    assert found(preferences("ml.trn2.48xlarge", "ml.trn1.32xlarge", more="volume_size_gb: 50")) == []


def test_a_volume_for_none_of_the_instance_types_is_not():
    assert found(groups("ml.g4dn.xlarge", "ml.g5.xlarge", more="volume_size_gb: 50")) == [
        ("volume-size-on-local-storage", "warning")
    ]


def test_the_alternatives_have_to_say_a_size_whatever_their_storage():
    assert found(configs("ml.g4dn.xlarge", "ml.g5.xlarge")) == []
    assert found(configs("ml.m5.xlarge", "ml.c5.xlarge")) == []


@pytest.mark.parametrize("make", [groups, preferences, configs])
def test_a_key_where_only_some_have_local_storage_is_a_warning(make):
    size = "" if make is configs else ", volume_size_gb: 50"
    assert found(make("ml.m5.xlarge", "ml.g4dn.xlarge", more=KEY + size)) == [
        ("volume-kms-on-local-storage", "warning")
    ]


@pytest.mark.parametrize("make", [groups, preferences, configs])
def test_a_key_where_all_have_local_storage_is_an_error(make):
    assert found(make("ml.g5.xlarge", "ml.g4dn.xlarge", more=KEY)) == [("volume-kms-on-local-storage", "error")]


def test_an_alias_on_local_storage_is_a_key_that_should_not_be_there_at_all():
    assert found(one("ml.g5.xlarge", ALIAS)) == [("volume-kms-on-local-storage", "error")]


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("arn:aws:kms:us-west-2:123456789012:alias/training", ["volume-kms-alias"]),
        ("arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", []),
        ("''", []),
    ],
)
def test_the_arn_of_an_alias_is_an_alias_too(key, rules):
    resources = one("ml.m5.xlarge", f"volume_size_gb: 30, volume_kms_key: {key}")
    assert [rule for rule, _ in found(resources)] == rules


def test_an_empty_key_on_local_storage_is_no_key():
    assert found(one("ml.g5.xlarge", "volume_kms_key: ''")) == []
