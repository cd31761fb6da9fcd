"""What the execution role may do: what SageMaker does for training jobs in its name.

The actions are those of the developer guide's page on roles (sagemaker-roles, "CreateHyperParameterTuningJob API:
Execution Role Permissions"), on no more than what the requests name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hpo_spec.policies.job import Job
from hpo_spec.policies.keys import key_statements
from hpo_spec.policies.statement import ANY, Policy, Statement, allow, listing, literal, policy
from hpo_spec.policies.submitter import log_groups, log_streams
from hpo_spec.request.needs import (
    Input,
    Request,
    S3Place,
    algorithms_of,
    checkpoints_of,
    file_systems_of,
    hub_contents_of,
    images_of,
    inputs_of,
    networks_of,
    outputs_of,
    registry_of,
)

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_NETWORK = (
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
_ON_INTERFACES = (
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
)


def role_policy(jobs: Sequence[Job]) -> Policy:
    """For the trials of tuning jobs, and for the models that are made of the best.

    CloudWatch is asked for without a namespace: AWS does not say which ones training jobs write to.
    """
    return policy(
        listing("ListInputs", _lists(jobs)),
        allow("ReadInputs", ["s3:GetObject"], _read(jobs)),
        allow("ReadAndWriteOutputs", ["s3:GetObject", "s3:PutObject"], _written(jobs)),
        _images(jobs),
        allow("Metrics", ["cloudwatch:PutMetricData"], ANY),
        allow("FindLogs", ["logs:CreateLogGroup", "logs:DescribeLogStreams"], log_groups(jobs)),
        allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], log_streams(jobs)),
        key_statements(jobs),
        _networks(jobs),
        _file_systems(jobs),
        allow("Algorithms", ["sagemaker:DescribeAlgorithm"], _algorithms(jobs)),
        allow("Hubs", ["sagemaker:DescribeHubContent"], _each(jobs, hub_contents_of)),
    )


def _lists(jobs: Iterable[Job]) -> list[tuple[str, str]]:
    """Buckets, and the keys in them that are read, or kept checkpoints below."""
    found: list[tuple[str, str]] = []
    for job in jobs:
        found += [(job.bucket_arn(item.place.bucket), f"{literal(item.place.key)}*") for item in _inputs(job)]
        for place in map(S3Place.of, checkpoints_of(job.request)):
            if place:
                key = literal(place.key.rstrip("/"))
                found += [(job.bucket_arn(place.bucket), pattern) for pattern in ([key, f"{key}/*"] if key else ["*"])]
    return found


def _read(jobs: Iterable[Job]) -> list[str]:
    return [
        job.bucket_arn(item.place.bucket, literal(item.place.key) + ("*" if item.is_prefix else ""))
        for job in jobs
        for item in _inputs(job)
    ]


def _inputs(job: Job) -> list[Input]:
    uri = job.transform.input_uri if job.transform else ""
    place = S3Place.of(uri)
    return [*inputs_of(job.request), *([Input(uri, place, is_prefix=True)] if place else [])]


def _written(jobs: Iterable[Job]) -> list[str]:
    """Models, which are served by the same role, checkpoints and predictions: all below the prefixes."""
    return [
        job.objects_below(uri)
        for job in jobs
        for uri in [
            *outputs_of(job.request),
            *checkpoints_of(job.request),
            *([job.transform.output_uri] if job.transform else []),
        ]
    ]


def _images(jobs: Iterable[Job]) -> list[Statement]:
    repositories = [
        f"arn:{job.partition}:ecr:{image.region}:{image.account}:repository/{image.repository}"
        for job in jobs
        for image in map(registry_of, images_of(job.request))
        if image
    ]
    sign_in = allow("SignInToImages", ["ecr:GetAuthorizationToken"], ANY if repositories else ())
    return [*sign_in, *allow("PullImages", _PULL, repositories)]


def _networks(jobs: Iterable[Job]) -> list[Statement]:
    """Subnets and groups may be of the account that shares them: their IDs are enough."""
    interfaces, below = set[str](), set[str]()
    for job in jobs:
        for network in networks_of(job.request):
            interfaces.add(job.arn("ec2", "network-interface/*"))
            below.update(job.arn("ec2", f"subnet/{id}", account="*") for id in network.get("Subnets") or [])
            groups = network.get("SecurityGroupIds") or []
            below.update(job.arn("ec2", f"security-group/{id}", account="*") for id in groups)
    return [
        *allow("LookAtNetwork", _NETWORK, ANY if interfaces else ()),
        *allow("JoinNetwork", ["ec2:CreateNetworkInterface"], interfaces | below),
        *allow("NetworkInterfaces", _ON_INTERFACES, interfaces),
    ]


def _file_systems(jobs: Iterable[Job]) -> list[Statement]:
    found = [(job, item) for job in jobs for item in file_systems_of(job.request)]
    has_fsx = any(item.kind != "EFS" for _, item in found)
    efs = [job.arn("elasticfilesystem", f"file-system/{item.id}") for job, item in found if item.kind == "EFS"]
    return [
        *allow("LookAtFsx", ["fsx:DescribeFileSystems"], ANY if has_fsx else ()),
        *allow("LookAtEfs", ["elasticfilesystem:DescribeFileSystems", "elasticfilesystem:DescribeMountTargets"], efs),
    ]


def _algorithms(jobs: Iterable[Job]) -> list[str]:
    return [
        name if name.startswith("arn:") else job.arn("sagemaker", f"algorithm/{name.lower()}")
        for job in jobs
        for name in algorithms_of(job.request)
    ]


def _each(jobs: Iterable[Job], what: Callable[[Request], list[str]]) -> list[str]:
    return [item for job in jobs for item in what(job.request)]
