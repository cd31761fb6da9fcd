"""Rules about networks: VPC, isolation, encryption between containers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Algorithm

_MARKETPLACE = {
    "ap-northeast-1": "977537786026",
    "ap-northeast-2": "745090734665",
    "ap-south-1": "077584701553",
    "ap-southeast-1": "192199979996",
    "ap-southeast-2": "666831318237",
    "ca-central-1": "470592106596",
    "eu-central-1": "446921602837",
    "eu-north-1": "136758871317",
    "eu-west-1": "985815980388",
    "eu-west-2": "856760150666",
    "eu-west-3": "843114510376",
    "sa-east-1": "270155090741",
    "us-east-1": "865070037744",
    "us-east-2": "057799348421",
    "us-west-1": "382657785993",
    "us-west-2": "594846645681",
}
"""The account that AWS Marketplace keeps its algorithms in, by region: the same for every vendor."""
_FRAMEWORK_ACCOUNTS = frozenset(
    {
        *("520713654638", "462105765813", "313743910680", "057415533634", "364406365360", "422961961927"),
        *("423003514399", "048378556238", "724002660598", "246785580436", "744548109606"),
    }
)
"""The accounts that the images of Chainer and of reinforcement learning are in."""
_NEEDS_S3 = {
    "sagemaker-chainer": "Chainer",
    "sagemaker-rl-coach-container": "reinforcement learning",
    "sagemaker-rl-mxnet": "reinforcement learning",
    "sagemaker-rl-ray-container": "reinforcement learning",
    "sagemaker-rl-tensorflow": "reinforcement learning",
    "sagemaker-rl-vw-container": "reinforcement learning",
}
"""By repository, what the image is for."""


@rule(
    "network-isolation-marketplace",
    Severity.ERROR,
    "An algorithm from AWS Marketplace runs with `network_isolation`.",
    why="SageMaker refuses the job otherwise: a vendor's program must not reach the network with your data. Which "
    "algorithms are the Marketplace's is known by its accounts; for any other account that is not the role's own it is "
    "only likely, and a warning.",
    source="Developer guide, mkt-algo-model-internet-free; github.com/aws/aws-cdk issue 16779; "
    "github.com/aws/amazon-sagemaker-examples, aws_marketplace",
    server_message="EnableNetworkIsolation must be true for jobs using SageMaker Marketplace algorithms.",
)
def network_isolation_marketplace(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        arn = algorithm.arn if isinstance(algorithm, Algorithm) and not algorithm.image else None
        match = re.match(r"arn:[a-z-]+:sagemaker:([a-z0-9-]*):(\d{12}):algorithm/", arn) if arn else None
        if not match or job.definition.network_isolation:
            continue
        region, account = match.groups()
        path, help = (*job.path, "network_isolation"), "Write `network_isolation: true`."
        if _MARKETPLACE.get(region) == account:
            yield Problem(path, "the algorithm is from AWS Marketplace, whose jobs must be isolated", help)
        elif account != job.definition.role.split(":")[4]:
            message = f"the algorithm is of another account, {account}: one from AWS Marketplace must be isolated"
            yield Problem(path, message, help, Severity.WARNING)


@rule(
    "network-isolation-unsupported-image",
    Severity.ERROR,
    "SageMaker's images for Chainer and for reinforcement learning run without `network_isolation`.",
    why="Their programs read and write S3 themselves while they run, which an isolated container cannot.",
    source="Developer guide, mkt-algo-model-internet-free; sagemaker-python-sdk, image_uri_config",
)
def network_isolation_unsupported_image(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        image = job.image
        if job.definition.network_isolation and image and image.account in _FRAMEWORK_ACCOUNTS:
            what = _NEEDS_S3.get(image.repository)
            if what:
                message = f"the image for {what} needs S3 while it runs"
                yield Problem(
                    (*job.path, "network_isolation"), message, "Remove it, and use `vpc` to limit the network."
                )


@rule(
    "inter-container-encryption-single-node",
    Severity.INFO,
    "Only training jobs with several instances have `inter_container_encryption`.",
    why="It encrypts what the instances of one training job send each other, so that with one there is nothing to do. "
    "With several, training may be slower, and a VPC's security group must let the traffic through.",
    source="Developer guide, train-encrypt",
)
def inter_container_encryption_single_node(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if job.definition.inter_container_encryption and job.instance_count == 1:
            path = (*job.path, "inter_container_encryption")
            yield Problem(path, "has no effect on a training job with one instance")


@rule(
    "vpc-without-s3-route",
    Severity.WARNING,
    "The subnets of a `vpc` reach S3, and its security groups let the instances of a training job reach each other.",
    why="Training jobs get their data and save their model through the VPC, and fail, at the end at the latest, where "
    "it has neither an endpoint for S3 nor a NAT. No spec can show whether it has: once somebody has looked, the "
    "reason to ignore this says so.",
    source="Developer guide, train-vpc; github.com/aws/amazon-sagemaker-operator-for-k8s pull request 22",
    server_message="ClientError: Artifact upload failed:Please ensure that the subnet's route table has a route to an "
    "S3 VPC endpoint or a NAT device, and both the security groups and the subnet's network ACL allow outbound traffic "
    "to S3",
)
def vpc_without_s3_route(view: View) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    for job in view.jobs:
        vpc = job.definition.vpc
        if vpc is None or (*vpc.security_groups, *vpc.subnets) in seen:
            continue
        seen.add((*vpc.security_groups, *vpc.subnets))
        message = "the subnets need default tenancy, and an endpoint for S3 or a NAT" + _traffic(job)
        help = "If they have that, say so under `lint.ignore`."
        yield Problem((*job.path, "vpc"), message, help, on_key=True)


def _traffic(job: Job) -> str:
    several = job.instance_count > 1
    return "; a security group must let the instances reach each other" if several else ""


def _is_fenced_or_a_vendors(view: View) -> bool:
    """Whether a training job's network is limited, or ought to be."""
    for job in view.jobs:
        own = job.definition
        if own.vpc or own.network_isolation or own.inter_container_encryption:
            return True
        if isinstance(own.algorithm, Algorithm) and own.algorithm.arn:
            return True
    return False


RULES: tuple[Rule, ...] = only(
    _is_fenced_or_a_vendors,
    network_isolation_marketplace,
    network_isolation_unsupported_image,
    inter_container_encryption_single_node,
    vpc_without_s3_route,
)
