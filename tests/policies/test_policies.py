"""The policies of specs: what a validator says of them, and what is in them for keys, networks and several specs."""

import json
import os
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hpo_spec import compile_request, load_spec
from hpo_spec.cli.main import main
from hpo_spec.policies import Job, Transform, role_policy, submitter_policy
from tests.local.jobs import definition, tuning_request
from tests.policies.validator import broken

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
GOLDEN = ROOT / "tests" / "golden" / "boston-policies.json"
KEY = "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
NETWORK = {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]}


def job_of(path: Path) -> Job:
    spec = load_spec(path)
    return Job(compile_request(spec), spec.region)


def allowed(policy: dict[str, Any], action: str) -> set[str]:
    """The resources that an action is allowed on."""
    return {
        resource
        for statement in policy["Statement"]
        if action in statement["Action"]
        for resource in statement["Resource"]
    }


def statement(policy: dict[str, Any], sid: str) -> dict[str, Any]:
    (found,) = (item for item in policy["Statement"] if item["Sid"] == sid)
    return dict(found)


@pytest.mark.parametrize("of", [submitter_policy, role_policy])
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_validator_finds_nothing_wrong_with_the_policies_of_an_example(path: Path, of: Any) -> None:
    policy = of([job_of(path)])

    assert broken(policy) == []
    assert all(re.fullmatch("[A-Za-z0-9]+", item["Sid"]) for item in policy["Statement"])


@pytest.mark.parametrize("of", [submitter_policy, role_policy])
def test_nor_with_those_of_all_examples_together(of: Any) -> None:
    policy = of([job_of(path) for path in SPECS])
    sids = [item["Sid"] for item in policy["Statement"]]

    assert broken(policy) == []
    assert len(set(sids)) == len(sids)


def test_the_validator_would_find_what_is_wrong() -> None:
    policy = role_policy([job_of(SPECS[0])])
    policy["Statement"][0]["Action"] = ["s3:ListBuckett"]

    assert broken(policy)


def test_the_boston_policies_are_those_that_were_reviewed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["iam-policy", str(ROOT / "specs" / "boston-housing.yaml")]) == 0
    printed = capsysbinary.readouterr().out.replace(b"\r\n", b"\n")
    if os.environ.get("HPO_SPEC_UPDATE_GOLDEN"):
        GOLDEN.write_bytes(printed)

    assert printed == GOLDEN.read_bytes()


def test_one_of_the_two_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["iam-policy", str(ROOT / "specs" / "grid.yaml"), "--for", "role"]) == 0

    assert json.loads(capsys.readouterr().out) == role_policy([job_of(ROOT / "specs" / "grid.yaml")])


def test_the_order_of_the_specs_and_naming_one_twice_change_nothing() -> None:
    jobs = [job_of(path) for path in SPECS]

    for of in (submitter_policy, role_policy):
        assert json.dumps(of(jobs)) == json.dumps(of([*reversed(jobs), *jobs]))


def test_the_role_is_passed_to_sagemaker_only() -> None:
    found = statement(submitter_policy([Job(tuning_request())]), "PassRole")

    assert found["Resource"] == ["arn:aws:iam::123456789012:role/SageMakerRole"]
    assert found["Condition"] == {"StringEquals": {"iam:PassedToService": ["sagemaker.amazonaws.com"]}}


def test_data_is_listed_and_read_where_it_is_and_models_are_written_below_the_output() -> None:
    policy = role_policy([job_of(ROOT / "specs" / "spot-checkpoints.yaml")])

    assert statement(policy, "ListInputs")["Condition"]["StringLike"]["s3:prefix"] == [
        "reviews/checkpoints",
        "reviews/checkpoints/*",
        "reviews/train/*",
        "reviews/validation/*",
    ]
    assert allowed(policy, "s3:PutObject") == {
        "arn:aws:s3:::my-bucket/reviews/checkpoints/*",
        "arn:aws:s3:::my-bucket/reviews/output/*",
    }


def test_a_whole_bucket_is_listed_without_a_condition() -> None:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://all"}}
    policy = role_policy([Job(tuning_request(InputDataConfig=[{"ChannelName": "train", "DataSource": source}]))])

    assert "Condition" not in statement(policy, "ListInputs")
    assert allowed(policy, "s3:ListBucket") == {"arn:aws:s3:::all"}
    assert "arn:aws:s3:::all/*" in allowed(policy, "s3:GetObject")
    assert broken(policy) == []


def test_a_star_in_a_key_is_no_wildcard() -> None:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/a*$?/"}}
    policy = role_policy([Job(tuning_request(InputDataConfig=[{"ChannelName": "train", "DataSource": source}]))])

    assert "arn:aws:s3:::b/a${*}${$}${?}/*" in allowed(policy, "s3:GetObject")


def test_the_program_of_script_mode_is_read() -> None:
    policy = role_policy([job_of(ROOT / "specs" / "script-mode.yaml")])

    assert "arn:aws:s3:::my-bucket/tabular/code/sourcedir.tar.gz" in allowed(policy, "s3:GetObject")


@pytest.mark.parametrize(
    ("key", "resource", "condition"),
    [
        (KEY, KEY, None),
        (KEY.rpartition("/")[2], KEY, None),
        ("alias/training", "arn:aws:kms:us-west-2:123456789012:key/*", "alias/training"),
        ("arn:aws:kms:us-west-2:9:alias/training", "arn:aws:kms:us-west-2:9:key/*", "alias/training"),
    ],
)
def test_a_key_is_allowed_by_its_arn_and_an_alias_by_a_condition(key: str, resource: str, condition: str) -> None:
    resources = {**definition()["ResourceConfig"], "VolumeKmsKeyId": key}
    output = {"S3OutputPath": "s3://bucket/output", "KmsKeyId": key}
    policy = role_policy([Job(tuning_request(OutputDataConfig=output, ResourceConfig=resources))])
    by = "ByAlias" if condition else ""

    for sid in (f"OutputKeys{by}", f"VolumeKeys{by}"):
        found = statement(policy, sid)
        assert found["Resource"] == [resource]
        expected = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [condition]}}
        assert found.get("Condition") == (expected if condition else None)
    assert "kms:CreateGrant" in statement(policy, f"VolumeKeys{by}")["Action"]


def test_a_network_is_joined_by_its_subnets_and_groups_only() -> None:
    policy = role_policy([Job(tuning_request(VpcConfig=NETWORK))])

    assert allowed(policy, "ec2:CreateNetworkInterface") == {
        "arn:aws:ec2:us-west-2:*:security-group/sg-0123456789abcdef0",
        "arn:aws:ec2:us-west-2:*:subnet/subnet-0123456789abcdef0",
        "arn:aws:ec2:us-west-2:123456789012:network-interface/*",
    }
    assert broken(policy) == []


def test_without_a_network_or_a_key_there_is_no_word_of_them() -> None:
    text = json.dumps(role_policy([Job(tuning_request())]))

    assert "ec2:" not in text
    assert "kms:" not in text


@pytest.mark.parametrize(
    ("action", "kind", "resource"),
    [
        ("fsx:DescribeFileSystems", "FSxLustre", "*"),
        (
            "elasticfilesystem:DescribeMountTargets",
            "EFS",
            "arn:aws:elasticfilesystem:us-west-2:123456789012:file-system/fs-0123456789abcdef0",
        ),
    ],
)
def test_a_file_system_is_looked_at(action: str, kind: str, resource: str) -> None:
    source = {"FileSystemId": "fs-0123456789abcdef0", "FileSystemType": kind}
    channel = {"ChannelName": "train", "DataSource": {"FileSystemDataSource": source}}
    policy = role_policy([Job(tuning_request(InputDataConfig=[channel]))])

    assert allowed(policy, action) == {resource}
    assert broken(policy) == []


def test_the_transform_of_a_spec_is_read_and_written_and_its_logs_too() -> None:
    tested = Job(tuning_request(), "us-west-2", Transform("s3://bucket/test.csv", "s3://bucket/predictions", KEY, KEY))
    submitter, role = submitter_policy([tested]), role_policy([tested])

    assert allowed(submitter, "s3:GetObject") == {"arn:aws:s3:::bucket/predictions/*"}
    assert "arn:aws:s3:::bucket/predictions/*" in allowed(role, "s3:PutObject")
    assert "arn:aws:s3:::bucket/test.csv*" in allowed(role, "s3:GetObject")
    assert any("TransformJobs" in resource for resource in allowed(submitter, "logs:GetLogEvents"))
    assert broken(submitter) == []
    assert broken(role) == []


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")]
)
def test_the_partition_is_the_regions(region: str, partition: str) -> None:
    request = deepcopy(tuning_request())
    request["TrainingJobDefinition"]["RoleArn"] = f"arn:{partition}:iam::123456789012:role/R"
    for policy in (submitter_policy([Job(request, region)]), role_policy([Job(request, region)])):
        arns = {resource for item in policy["Statement"] for resource in item["Resource"]} - {"*"}
        assert {arn.split(":")[1] for arn in arns} == {partition}


def test_without_a_region_the_images_tells_or_any_will_do() -> None:
    request = tuning_request()
    assert "arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/job" in allowed(
        submitter_policy([Job(request)]), "sagemaker:CreateHyperParameterTuningJob"
    )

    request["TrainingJobDefinition"]["AlgorithmSpecification"] = {"AlgorithmName": "Mine", "TrainingInputMode": "File"}
    request["TrainingJobDefinition"]["RoleArn"] = "arn:aws-cn:iam::1:role/R"
    assert allowed(role_policy([Job(request)]), "sagemaker:DescribeAlgorithm") == {
        "arn:aws-cn:sagemaker:*:1:algorithm/mine"
    }


def test_a_name_with_capital_letters_is_allowed_in_both_spellings() -> None:
    found = allowed(submitter_policy([Job(tuning_request("Boston"))]), "sagemaker:StopHyperParameterTuningJob")

    assert {arn.rpartition("/")[2] for arn in found} == {"Boston", "boston"}


def test_manifests_and_policies_that_are_too_large_are_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    request = tuning_request("manifests")
    source = {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://bucket/train.manifest"}}
    request["TrainingJobDefinition"]["InputDataConfig"] = [{"ChannelName": "train", "DataSource": source}]
    paths = [tmp_path / f"{number}.json" for number in range(30)]
    for number, path in enumerate(paths):
        path.write_text(json.dumps({**request, "HyperParameterTuningJobName": f"a-rather-long-name-{number}"}))

    assert main(["iam-policy", *map(str, paths)]) == 0

    said = capsys.readouterr().err
    assert "s3://bucket/train.manifest names further objects" in said
    assert "the policy for the submitter has" in said
