"""What the examples do not show of the rules about networks."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import network

JOB = """\
    algorithm: {ALGORITHM}
    role: arn:aws:iam::123456789012:role/SageMakerRole
    output: s3://my-bucket/output
"""
HEAD = "version: 1\nname: example\ntraining_jobs:\n"
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
IMAGE = "image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0"
VPC = "vpc: {security_groups: [sg-0123456789abcdef0], subnets: [SUBNET]}"


def job(name, *lines, algorithm=IMAGE):
    more = "".join(f"    {line}\n" for line in lines)
    return f"  - name: {name}\n" + JOB.replace("ALGORITHM", algorithm) + more


def findings(*jobs):
    return lint_spec(load_spec(HEAD + "".join(jobs) + TAIL), network.RULES)


def found(*jobs):
    return [(finding.rule, finding.severity.value) for finding in findings(*jobs)]


def algorithm(account, region="us-west-2"):
    return f"arn: 'arn:aws:sagemaker:{region}:{account}:algorithm/my-algorithm'"


@pytest.mark.parametrize(
    ("arn", "severity"),
    [
        (algorithm("594846645681"), "error"),
        (algorithm("865070037744", "us-east-1"), "error"),
        (algorithm("865070037744"), "warning"),
        (algorithm("210987654321"), "warning"),
    ],
)
def test_only_an_account_of_the_marketplace_is_certain_to_need_isolation(arn, severity):
    assert found(job("a", algorithm=arn)) == [("network-isolation-marketplace", severity)]
    assert found(job("a", "network_isolation: false", algorithm=arn)) == [("network-isolation-marketplace", severity)]


@pytest.mark.parametrize("arn", [algorithm("123456789012"), "arn: my-algorithm"])
def test_an_algorithm_of_one_s_own_needs_no_isolation(arn):
    assert found(job("a", algorithm=arn)) == []


def test_an_isolated_algorithm_of_another_account_is_left_alone():
    assert found(job("a", "network_isolation: true", algorithm=algorithm("594846645681"))) == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("520713654638.dkr.ecr.us-west-2.amazonaws.com/sagemaker-chainer:5.0.0-cpu-py3", 1),
        ("462105765813.dkr.ecr.us-west-2.amazonaws.com/sagemaker-rl-vw-container:vw-8.7.0-cpu", 1),
        ("520713654638.dkr.ecr.us-west-2.amazonaws.com/sagemaker-mxnet:1.4.1-cpu-py3", 0),
        ("123456789012.dkr.ecr.us-west-2.amazonaws.com/sagemaker-chainer:my-own", 0),
    ],
)
def test_only_aws_s_images_that_need_s3_cannot_be_isolated(image, expected):
    lines = ["network_isolation: true"]
    expected_rules = [("network-isolation-unsupported-image", "error")] * expected
    assert found(job("a", *lines, algorithm=f"image: '{image}'")) == expected_rules
    assert found(job("a", algorithm=f"image: '{image}'")) == []


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 0)])
def test_encryption_between_containers_takes_several(count, expected):
    lines = [
        "inter_container_encryption: true",
        f"resources: {{instance_type: ml.m5.xlarge, instance_count: {count}, volume_size_gb: 10}}",
    ]
    assert found(job("a", *lines)) == [("inter-container-encryption-single-node", "info")] * expected


def test_each_vpc_is_a_reminder_once():
    first, second = VPC.replace("SUBNET", "subnet-1"), VPC.replace("SUBNET", "subnet-2")
    hints = findings(job("a", first), job("b", first), job("c", second))
    assert [(hint.path[1], hint.severity.value) for hint in hints] == [(0, "warning"), (2, "warning")]


def test_instances_that_talk_to_each_other_are_a_part_of_the_reminder():
    resources = "resources: {instance_type: ml.m5.xlarge, instance_count: 2, volume_size_gb: 10}"
    (hint,) = findings(job("a", VPC.replace("SUBNET", "subnet-1"), resources))
    assert "let the instances reach each other" in hint.message
