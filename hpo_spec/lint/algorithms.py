"""Rules about what a training job runs: its image, or its algorithm resource."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from hpo_spec.facts.image_registry import IMAGES
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Algorithm

_DUAL_STACK = r"\d{12}\.dkr-ecr(-fips)?\."
"""ECR's other host names: nobody has told whether SageMaker takes them."""
_MAY_BE_REGIONAL = ("arn:aws", "s3://sagemaker-", "s3://jumpstart-cache-prod-")
_REGIONAL = (
    r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2,}-[a-z0-9-]+):"
    r"|s3://(?:sagemaker-sample-data-|jumpstart-cache-prod-|sagemaker-(?=.*-\d{12}(?:/|$)))"
    r"([a-z]{2,4}(?:-[a-z]+){1,2}-\d)(?:-\d{12})?(?:/|$)"
)
"""What names its region: ARNs, and the buckets that SageMaker's tools name by it."""


@rule(
    "algorithm-both",
    Severity.ERROR,
    "An algorithm is an `image` or the `arn` of an algorithm resource, not both.",
    why="An algorithm resource brings its own image, so SageMaker refuses a second one.",
    source="API reference, HyperParameterAlgorithmSpecification",
)
def algorithm_both(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if isinstance(algorithm, Algorithm) and algorithm.image and algorithm.arn:
            yield Problem((*job.path, "algorithm", "arn"), "`image` is given too", "Keep one of the two.", on_key=True)


@rule(
    "algorithm-none",
    Severity.ERROR,
    "An algorithm is a built-in's `name`, an `image`, or the `arn` of an algorithm resource.",
    why="Both members are optional in the API's model, so that no client notices, but there is nothing to run.",
    source="API reference, AlgorithmSpecification",
)
def algorithm_none(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if isinstance(algorithm, Algorithm) and not algorithm.image and not algorithm.arn:
            help = "Write a built-in's `name` and `version`, an `image`, or an `arn`."
            yield Problem((*job.path, "algorithm"), "nothing says what to run", help, on_key=True)


@rule(
    "image-not-ecr",
    Severity.ERROR,
    "An `image` is a path in Amazon ECR, in a private registry.",
    why="SageMaker takes any other path for a registry of your own, with settings that a tuning job cannot have; "
    "from ECR's public gallery it does not pull.",
    source="github.com/aws/sagemaker-xgboost-container issue 207; github.com/aws/sagemaker-python-sdk issue 2605",
    basis=Basis.LIKELY,
    server_message="TrainingImageConfig with TrainingRepositoryAccessMode set to VPC must be provided when using a "
    "training image from a private Docker registry. Please provideTrainingImageConfig and TrainingRepositoryAccessMode "
    "set to VPC when using a training image from a private Docker registry.",
)
def image_not_ecr(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if not isinstance(algorithm, Algorithm) or not algorithm.image or algorithm.arn or job.image:
            continue
        if not re.match(_DUAL_STACK, algorithm.image):
            what = (
                "in ECR's public gallery" if algorithm.image.startswith("public.ecr.aws/") else "no path in Amazon ECR"
            )
            yield Problem(
                (*job.path, "algorithm", "image"), f"{algorithm.image!r} is {what}", _ecr_help(algorithm.image)
            )


def _ecr_help(image: str) -> str:
    name = image.rpartition("/")[2].partition(":")[0]
    if name in IMAGES:
        return f"For SageMaker's own {name}, write its `name` and `version`; for yours, push it to ECR."
    if ".dkr.ecr." in image:
        return (
            "Write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG, with an account of 12 digits and no https://."
        )
    return "Push the image to ECR, and write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG."


@rule(
    "image-region-mismatch",
    Severity.WARNING,
    "Images, buckets and ARNs are in the region that the spec runs in.",
    why="SageMaker pulls images only from its own region, refuses input from elsewhere, and knows the resources of one "
    "region only. If `--region` says another one when it is submitted, the spec's `region` is wrong.",
    source="github.com/aws-samples/mlops-amazon-sagemaker issue 9; API reference, S3DataSource.S3Uri",
    basis=Basis.LIKELY,
    server_message="Invalid DNS suffix 'amazonaws.com' for region 'us-east-1' in training image. Please provide the "
    "valid <region>.<dns-suffix>: 'eu-central-1.amazonaws.com'",
)
def image_region_mismatch(view: View) -> Iterator[Problem]:
    images = [job.image.region for job in view.jobs if job.image]
    own = view.spec.region or next(iter(images), None)
    elsewhere: dict[str, list[Path]] = defaultdict(list)
    for job in view.jobs if own else ():
        for path, region in _regions(job):
            if region != own:
                elsewhere[region].append(path)
    here = "this job runs" if view.spec.region else "the image is"
    for region, (first, *others) in elsewhere.items():
        also = f" (and {len(others)} more)" if others else ""
        help = f"Use one in {own}, or run the job in {region}."
        yield Problem(first, f"is in {region}{also}, but {here} in {own}", help)


def _regions(job: Job) -> Iterator[tuple[Path, str]]:
    """What names a region, with its path."""
    if job.image:
        yield (*job.path, "algorithm", "image"), job.image.region
    for path, text in _texts(job):
        match = re.match(_REGIONAL, text) if text and text.startswith(_MAY_BE_REGIONAL) else None
        if match:
            yield (*job.path, *path), match[1] or match[2]


def _texts(job: Job) -> Iterator[tuple[Path, str | None]]:
    definition, resources, tuned = job.definition, job.definition.resources, job.definition.tuning_resources
    if isinstance(definition.algorithm, Algorithm):
        yield ("algorithm", "arn"), definition.algorithm.arn
    for name, channel in job.channels.items():
        for field in ("s3_uri", "hub_content_arn", "dataset_arn"):
            yield ("inputs", name, field), getattr(channel, field)
    yield ("output", "s3_uri"), definition.output.s3_uri
    yield ("output", "kms_key"), definition.output.kms_key
    if resources:
        yield ("resources", "volume_kms_key"), resources.volume_kms_key
        yield ("resources", "training_plan_arn"), resources.training_plan_arn
    if tuned:
        yield ("tuning_resources", "volume_kms_key"), tuned.volume_kms_key
    if definition.checkpoint:
        yield ("checkpoint", "s3_uri"), definition.checkpoint.s3_uri


@rule(
    "image-tag-mutable",
    Severity.INFO,
    "An `image` has a tag of its own, or a digest.",
    why="Whoever pushes an image moves `latest`, so that the trials of one tuning job, or those of a warm start after "
    "it, may run different programs.",
    source="Developer guide, automatic-model-tuning-warm-start",
    basis=Basis.LIKELY,
)
def image_tag_mutable(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        image = job.image
        if image and not image.digest and image.tag in ("", "latest"):
            message = (
                "`latest` may be another image for the next trial" if image.tag else "without a tag it is the latest"
            )
            yield Problem((*job.path, "algorithm", "image"), message, "Write a version's tag, or a digest.")


RULES: tuple[Rule, ...] = (
    algorithm_both,
    algorithm_none,
    image_not_ecr,
    image_region_mismatch,
    image_tag_mutable,
)
