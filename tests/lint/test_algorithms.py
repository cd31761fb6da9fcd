"""What the examples do not show of the rules about what a training job runs."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import algorithms

SPEC = """\
version: 1
name: example
REGION
training_job:
  algorithm: {ALGORITHM}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
"""
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
HOST = "123456789012.dkr.ecr.us-west-2.amazonaws.com"


def findings(algorithm, *lines, region="us-west-2"):
    head = SPEC.replace("ALGORITHM", algorithm).replace("REGION", f"region: {region}" if region else "# no region")
    return lint_spec(load_spec(head + "".join(f"  {line}\n" for line in lines) + TAIL), algorithms.RULES)


def rules(algorithm, *lines, **options):
    return [finding.rule for finding in findings(algorithm, *lines, **options)]


@pytest.mark.parametrize(
    "image",
    [
        "fakeimage",
        "my-team/my-model:1.0",
        "public.ecr.aws/my-team/my-model:1.0",
        f"https://{HOST}/my-model:1.0",
        "12345.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0",
    ],
)
def test_an_image_that_is_no_private_ecr_path_is_an_error(image):
    (finding,) = findings(f"image: '{image}'")
    assert (finding.rule, finding.severity.value) == ("image-not-ecr", "error")
    assert image in finding.message


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        ("xgboost:1.7-1", "xgboost, write its `name` and `version`"),
        ("https://123456789012.dkr.ecr.us-west-2.amazonaws.com/m:1", "no https://"),
        ("public.ecr.aws/my-team/my-model:1.0", "Push the image to ECR"),
    ],
)
def test_what_to_write_in_place_of_an_image_depends_on_what_was_meant(image, hint):
    (finding,) = findings(f"image: '{image}'")
    assert hint in finding.help


@pytest.mark.parametrize(
    "image",
    [
        f"{HOST}/team/my-model:1.0",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/my-model:1.0",
        "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/my-model:1.0",
        "123456789012.dkr-ecr.us-west-2.on.aws/my-model:1.0",
    ],
)
def test_every_private_host_of_ecr_will_do(image):
    assert "image-not-ecr" not in rules(f"image: '{image}'", region="")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("", ["image-tag-mutable"]), (":latest", ["image-tag-mutable"]), (":1.0", []), ("@sha256:" + "ab12" * 16, [])],
)
def test_an_image_whose_tag_moves_is_a_hint(tag, expected):
    found = findings(f"image: '{HOST}/my-model{tag}'")
    assert [finding.rule for finding in found] == expected
    assert all(finding.severity.value == "info" for finding in found)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("inputs: {train: s3://sagemaker-us-east-1-123456789012/train/}", ("inputs", "train", "s3_uri")),
        ("inputs: {train: s3://sagemaker-sample-data-us-east-1/train/}", ("inputs", "train", "s3_uri")),
        ("checkpoint: {s3_uri: s3://sagemaker-us-east-1-123456789012/c}", ("checkpoint", "s3_uri")),
        (
            "resources: {instance_type: ml.m5.xlarge, volume_kms_key: 'arn:aws:kms:us-east-1:123456789012:key/a-b'}",
            ("resources", "volume_kms_key"),
        ),
    ],
)
def test_what_names_another_region_is_a_warning(line, path):
    (finding,) = findings(f"image: '{HOST}/my-model:1.0'", line)
    assert (finding.rule, finding.severity.value) == ("image-region-mismatch", "warning")
    assert finding.path == ("training_job", *path)
    assert finding.message == "is in us-east-1, but this job runs in us-west-2"


def test_an_algorithm_resource_of_another_region_is_a_warning():
    (finding,) = findings("arn: 'arn:aws:sagemaker:us-east-1:123456789012:algorithm/my-algorithm'")
    assert finding.path == ("training_job", "algorithm", "arn")


def test_everything_in_the_same_wrong_region_is_one_finding():
    image = f"{HOST.replace('us-west-2', 'eu-west-1')}/my-model:1.0"
    (finding,) = findings(f"image: '{image}'", "inputs: {train: s3://sagemaker-eu-west-1-123456789012/train/}")
    assert finding.path == ("training_job", "algorithm", "image")
    assert finding.message == "is in eu-west-1 (and 1 more), but this job runs in us-west-2"


def test_without_a_region_the_image_says_where_the_job_runs():
    line = "inputs: {train: s3://sagemaker-us-east-1-123456789012/train/}"
    (finding,) = findings(f"image: '{HOST}/my-model:1.0'", line, region="")
    assert finding.message == "is in us-east-1, but the image is in us-west-2"


def test_without_a_region_and_an_image_there_is_nothing_to_compare():
    line = "inputs: {train: s3://sagemaker-us-east-1-123456789012/train/}"
    assert rules("arn: 'arn:aws:sagemaker:us-west-2:123456789012:algorithm/my-algorithm'", line, region="") == []


@pytest.mark.parametrize(
    "uri",
    ["s3://logs-us-east-1/train/", "s3://sagemaker-my-data-lake-1/train/", "s3://my-bucket/sagemaker-us-east-1-1/"],
)
def test_a_bucket_whose_name_only_looks_like_a_region_is_left_alone(uri):
    assert rules(f"image: '{HOST}/my-model:1.0'", f"inputs: {{train: {uri}}}") == []
