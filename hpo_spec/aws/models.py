"""A model from a training job: the `CreateModel` request, and the model that is created once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.refusals import refusals
from hpo_spec.errors import AwsError, UsageError

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients

_LONGEST_NAME = 63
_DIGEST_LENGTH = 8
_EXISTS = "already existing"
_COMPARED = ("PrimaryContainer", "ExecutionRoleArn", "VpcConfig", "EnableNetworkIsolation")
_SCRIPT = {
    "sagemaker_program": "SAGEMAKER_PROGRAM",
    "sagemaker_submit_directory": "SAGEMAKER_SUBMIT_DIRECTORY",
    "sagemaker_region": "SAGEMAKER_REGION",
    "sagemaker_container_log_level": "SAGEMAKER_CONTAINER_LOG_LEVEL",
}
"""Script mode: the hyperparameters that the training toolkit reads, and the variables that the serving one does."""


class ModelChoice(NamedTuple):
    """What somebody wants otherwise than the training job has it; `None` and empty are as there."""

    name: str | None = None
    image: str | None = None
    role: str | None = None
    environment: Mapping[str, str] = {}


class ModelPlan(NamedTuple):
    """A request for a model, and what somebody should know of it."""

    request: dict[str, Any]
    notes: tuple[str, ...]


def plan_model(trained: Mapping[str, Any], tags: Sequence[Mapping[str, str]], choice: ModelChoice) -> ModelPlan:
    """The `CreateModel` request for a training job that was described, with the tags of its tuning job.

    The name is derived from all that the request says, so that the same model is made once. Raises `UsageError` for a
    training job that no model can be made of.
    """
    name = trained["TrainingJobName"]
    artifact = trained.get("ModelArtifacts", {}).get("S3ModelArtifacts")
    if not artifact:
        raise UsageError(f"training job {name!r} has no model: it is {trained['TrainingJobStatus']}.")
    image, notes = _image(trained, choice)
    notes += _not_carried_over(trained)
    environment = {**trained.get("Environment", {}), **_script(trained), **choice.environment}
    container = {"Image": image, **_image_config(trained), **_data(trained, artifact)}
    request = {
        "PrimaryContainer": {**container, **({"Environment": environment} if environment else {})},
        "ExecutionRoleArn": choice.role or trained["RoleArn"],
        **({"Tags": [dict(tag) for tag in tags]} if tags else {}),
        **({"VpcConfig": trained["VpcConfig"]} if trained.get("VpcConfig") else {}),
        **({"EnableNetworkIsolation": True} if trained.get("EnableNetworkIsolation") else {}),
    }
    return ModelPlan({"ModelName": choice.name or _derived_name(name, request), **request}, tuple(notes))


def create_model(request: Mapping[str, Any], clients: Clients) -> tuple[str, bool]:
    """Create a model, or find the one that the same request made before: its ARN, and whether it was there.

    Raises `AwsError`, also for another model of that name.
    """
    try:
        with refusals("CreateModel"):
            return clients.sagemaker.create_model(**request)["ModelArn"], False
    except AwsError as error:
        if _EXISTS not in str(error) and error.code != "ResourceInUse":
            raise
        with refusals("DescribeModel"):
            known: Mapping[str, Any] = clients.sagemaker.describe_model(ModelName=request["ModelName"])
        changed = [member for member in _COMPARED if _differs(request.get(member), known.get(member))]
        if not changed:
            return known["ModelArn"], True
        message = f"There is a model {request['ModelName']!r} already, with another {' and '.join(changed)}."
        help = "Give another --name, or none: it is derived from what the model is."
        raise AwsError(message, operation="CreateModel", code=error.code, help=help) from error


def _image(trained: Mapping[str, Any], choice: ModelChoice) -> tuple[str, list[str]]:
    """The image that serves, and what to know if it may be another one than the one that trained."""
    if choice.image:
        return choice.image, []
    specification = trained.get("AlgorithmSpecification", {})
    image = specification.get("TrainingImage")
    if not image:
        algorithm = specification.get("AlgorithmName", "nothing")
        raise UsageError(
            f"training job {trained['TrainingJobName']!r} ran {algorithm}, which names no image. Give one with "
            "--image; an algorithm of the Marketplace is served by a model package that is made of it."
        )
    if "-training" in image.rpartition("/")[2]:
        registry, slash, repository = image.rpartition("/")
        served = f"{registry}{slash}{repository.replace('-training', '-inference', 1)}"
        return image, [f"{image} is made for training: to serve, there is most likely --image {served}."]
    return image, []


def _not_carried_over(trained: Mapping[str, Any]) -> list[str]:
    """What a model has no member for, though whoever serves it should know."""
    notes = []
    if trained.get("ResourceConfig", {}).get("VolumeKmsKeyId"):
        notes.append(
            "the training job's disks are encrypted with a key of yours, which a model does not name: give it where "
            "the model is served, as `model test --volume-kms-key`."
        )
    if trained.get("OutputDataConfig", {}).get("KmsKeyId"):
        notes.append("the artifact is encrypted with a key of yours: the model's role must be allowed to decrypt it.")
    return notes


def _script(trained: Mapping[str, Any]) -> dict[str, str]:
    given = trained.get("HyperParameters", {})
    return {variable: _unquoted(given[name]) for name, variable in _SCRIPT.items() if name in given}


def _unquoted(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def _image_config(trained: Mapping[str, Any]) -> dict[str, Any]:
    """Where an image in a private registry is pulled from."""
    config = trained.get("AlgorithmSpecification", {}).get("TrainingImageConfig")
    if not config:
        return {}
    access = {"RepositoryAccessMode": config["TrainingRepositoryAccessMode"]}
    provider = config.get("TrainingRepositoryAuthConfig", {}).get("TrainingRepositoryCredentialsProviderArn")
    return {
        "ImageConfig": {
            **access,
            **({"RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": provider}} if provider else {}),
        }
    }


def _data(trained: Mapping[str, Any], artifact: str) -> dict[str, Any]:
    """The artifact: one archive, or with the output's compression `NONE`, a prefix."""
    if trained.get("OutputDataConfig", {}).get("CompressionType") != "NONE" or artifact.endswith(".tar.gz"):
        return {"ModelDataUrl": artifact}
    source = {"S3Uri": f"{artifact.rstrip('/')}/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    return {"ModelDataSource": {"S3DataSource": source}}


def _derived_name(training_job: str, request: Mapping[str, Any]) -> str:
    said = json.dumps({member: value for member, value in request.items() if member != "Tags"}, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{training_job[: _LONGEST_NAME - _DIGEST_LENGTH - 1].rstrip('-')}-{digest}"


def _differs(asked: Any, found: Any) -> bool:
    """Whether a model has something else than was asked for.

    What SageMaker fills in is no difference, but a variable that was not asked for is one.
    """
    if not isinstance(asked, Mapping) or not isinstance(found, Mapping):
        return (asked or None) != (found or None)
    has_other_environment = asked.get("Environment", {}) != found.get("Environment", {})
    return has_other_environment or any(_differs(asked[name], found.get(name)) for name in asked)
