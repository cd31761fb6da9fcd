"""What the examples do not show of the rules about the inputs of training jobs."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import channels

SPEC = """\
version: 1
name: example
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0, input_mode: MODE}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}
  output: s3://my-bucket/output
"""
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
PREFIX = "s3_uri: s3://my-bucket/train/"
MANIFEST = "s3_uri: s3://my-bucket/train.manifest, s3_data_type"
FILES = "file_system: {id: fs-0123456789abcdef0, type: EFS, access_mode: ro, path: /train}"
VPC = "  vpc: {security_groups: [sg-0123456789abcdef0], subnets: [subnet-0123456789abcdef0]}\n"


def findings(channel, mode="File", more=VPC):
    return lint_spec(
        load_spec(SPEC.replace("MODE", mode) + f"  inputs: {{train: {{{channel}}}}}\n" + more + TAIL), channels.RULES
    )


def found(channel, mode="File", more=VPC):
    return [(finding.rule, finding.severity.value) for finding in findings(channel, mode, more)]


@pytest.mark.parametrize(
    ("channel", "rule"),
    [
        (FILES, "filesystem-not-file-mode"),
        (f"{MANIFEST}: ManifestFile", "fastfile-needs-s3prefix"),
        (f"{MANIFEST}: AugmentedManifestFile, attribute_names: [a]", "augmented-manifest-needs-pipe"),
        (f"{PREFIX}, compression: Gzip", "compression-needs-pipe"),
    ],
)
def test_a_channel_without_an_input_mode_has_the_algorithm_s(channel, rule):
    (finding,) = findings(channel, "FastFile")
    assert (finding.rule, finding.severity.value) == (rule, "error")
    assert "`algorithm.input_mode` is FastFile" in finding.message


@pytest.mark.parametrize(
    ("channel", "mode"),
    [
        (f"{FILES}, input_mode: File", "Pipe"),
        (f"{MANIFEST}: ManifestFile, input_mode: File", "FastFile"),
        (f"{MANIFEST}: AugmentedManifestFile, attribute_names: [a], input_mode: Pipe", "File"),
        (f"{PREFIX}, compression: Gzip, record_wrapper: RecordIO, input_mode: Pipe", "File"),
        (f"{PREFIX}, compression: None, record_wrapper: None", "File"),
        (f"{PREFIX}, record_wrapper: RecordIO", "FastFile"),
        (f"{MANIFEST}: Converse", "FastFile"),
        (f"{PREFIX}, shuffle_seed: 1", "File"),
    ],
)
def test_a_channel_whose_own_input_mode_fits_is_left_alone(channel, mode):
    assert found(channel, mode) == []


def test_an_augmented_manifest_in_fastfile_mode_is_one_finding():
    channel = f"{MANIFEST}: AugmentedManifestFile, attribute_names: [a], input_mode: FastFile"
    assert found(channel) == [("augmented-manifest-needs-pipe", "error")]


@pytest.mark.parametrize("names", ["", ", attribute_names: []"])
def test_an_augmented_manifest_without_attributes_is_an_error(names):
    channel = f"{MANIFEST}: AugmentedManifestFile, input_mode: Pipe{names}"
    assert found(channel) == [("augmented-manifest-attributes", "error")]


def test_attributes_of_other_data_are_only_a_hint_since_sagemaker_takes_them():
    assert found(f"{PREFIX}, attribute_names: [label_size]") == [("augmented-manifest-attributes", "info")]
    assert found(f"{PREFIX}, attribute_names: []") == []


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://my-bucket/train/", []),
        ("s3://my-bucket/", []),
        ("s3://my-bucket", []),
        ("s3://my-bucket/train", [("fastfile-partial-prefix", "warning")]),
        ("s3://my-bucket/data/train.csv", [("fastfile-partial-prefix", "warning")]),
    ],
)
def test_fastfile_mode_wants_a_whole_folder(uri, expected):
    assert found(f"s3_uri: '{uri}', input_mode: FastFile") == expected
    assert found(f"s3_uri: '{uri}'") == []


def test_a_vpc_is_missing_once_for_all_file_systems():
    (finding,) = findings(f"{FILES}}}, test: {{{FILES}", more="")
    assert finding.rule == "filesystem-without-vpc"
    assert finding.path == ("training_job", "vpc")
    assert "'train'" in finding.message


def test_of_a_channel_with_two_sources_only_that_is_said():
    assert found(f"{PREFIX}, {FILES}", "Pipe", more="") == [("data-source-exactly-one", "error")]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("{instance_type: ml.m5.xlarge, instance_count: 1}", ["sharded-single-instance"]),
        ("{instance_type: ml.m5.xlarge, instance_count: 2}", []),
        ("{instance_type: ml.m5.xlarge}", []),
        ("{instance_groups: {a: {instance_type: ml.m5.xlarge, instance_count: 2}}}", []),
    ],
)
def test_sharing_out_objects_takes_several_instances(resources, expected):
    text = SPEC.replace("MODE", "File").replace(
        "{instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}", resources
    )
    text += f"  inputs: {{train: {{{PREFIX}, s3_distribution: ShardedByS3Key}}}}\n" + TAIL
    assert [finding.rule for finding in lint_spec(load_spec(text), channels.RULES)] == expected


@pytest.mark.parametrize(("value", "expected"), [("true", []), ("false", [("eula-not-accepted", "error")])])
def test_a_licence_is_accepted_or_not_mentioned(value, expected):
    assert found(f"{PREFIX}, accept_eula: {value}") == expected
    assert found(PREFIX) == []


def test_an_algorithm_resource_needs_no_inputs():
    text = SPEC.replace(
        "image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0", "arn: my-algorithm"
    ).replace("MODE", "File")
    assert lint_spec(load_spec(text + TAIL), channels.RULES) == []
