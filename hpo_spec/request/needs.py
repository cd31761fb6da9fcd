"""What a request needs to be there when it is sent: roles, data, images, keys, instances.

Read from the request alone, once for each thing, in the order in which it names them. Nothing is asked of AWS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hpo_spec.facts.images import EcrImage, algorithm_of, ecr_image

Request = Mapping[str, Any]
Registry = EcrImage
"""Where in ECR an image is."""
_S3 = re.compile(r"s3://([^/]+)/?(.*)", re.DOTALL)
_CODE = "sagemaker_submit_directory"
"""The static hyperparameter by which the framework images find the program that they run."""


class S3Place(NamedTuple):
    """A bucket and what the keys in it begin with."""

    bucket: str
    key: str

    @classmethod
    def of(cls, uri: str) -> S3Place | None:
        """Where an S3 URI is; `None` for any other text."""
        match = _S3.fullmatch(uri)
        return cls(match[1], match[2]) if match else None


class Input(NamedTuple):
    """Data, or a program, that trials read from S3."""

    uri: str
    place: S3Place
    is_prefix: bool
    """Whether all objects below are read, rather than just the one."""
    is_manifest: bool = False
    """Whether it names further objects, which only a look into it could tell."""


class Instances(NamedTuple):
    """Instances that run at a time when all parallel training jobs do."""

    type: str
    number: int
    is_spot: bool
    is_choice: bool
    """Whether other instances may take their place: alternatives, or capacity that a training plan has reserved."""


class FileSystem(NamedTuple):
    """A file system that trials read from: `FSxLustre` or `EFS`."""

    id: str
    kind: str


class Keys(NamedTuple):
    """The KMS keys that a request names, in any of the forms of `KmsKeyId`."""

    output: tuple[str, ...]
    volume: tuple[str, ...]


def name_of(request: Request) -> str:
    """The tuning job's name."""
    return str(request.get("HyperParameterTuningJobName", ""))


def definitions_of(request: Request) -> list[Mapping[str, Any]]:
    """The training job definitions: one or several."""
    single = request.get("TrainingJobDefinition")
    return [single] if single else list(request.get("TrainingJobDefinitions") or [])


def ranges_of(definition: Mapping[str, Any], request: Request) -> Mapping[str, Any]:
    """The ranges of a definition: its own, or else the tuning job's."""
    shared = request.get("HyperParameterTuningJobConfig", {}).get("ParameterRanges")
    found: Mapping[str, Any] = definition.get("HyperParameterRanges") or shared or {}
    return found


def parents_of(request: Request) -> list[str]:
    """The tuning jobs that a warm start learns from."""
    listed = request.get("WarmStartConfig", {}).get("ParentHyperParameterTuningJobs") or []
    return _once(item.get("HyperParameterTuningJobName", "") for item in listed)


def roles_of(request: Request) -> list[str]:
    """The ARNs of the execution roles."""
    return _once(definition.get("RoleArn", "") for definition in definitions_of(request))


def inputs_of(request: Request) -> list[Input]:
    """What is read from S3: the channels' data, and a program of script mode."""
    return list(dict.fromkeys(item for definition in definitions_of(request) for item in _inputs(definition)))


def outputs_of(request: Request) -> list[str]:
    """The S3 URIs below which trials put their models."""
    return _once(item.get("OutputDataConfig", {}).get("S3OutputPath", "") for item in definitions_of(request))


def checkpoints_of(request: Request) -> list[str]:
    """The S3 URIs below which trials keep checkpoints, to read them again."""
    return _once(item.get("CheckpointConfig", {}).get("S3Uri", "") for item in definitions_of(request))


def images_of(request: Request) -> list[str]:
    """The images that trials run."""
    return _once(_specification(item).get("TrainingImage", "") for item in definitions_of(request))


def algorithms_of(request: Request) -> list[str]:
    """The algorithm resources, by name or ARN."""
    return _once(_specification(item).get("AlgorithmName", "") for item in definitions_of(request))


def registry_of(image: str) -> Registry | None:
    """Where in ECR an image is; `None` for one that is elsewhere."""
    return ecr_image(image)


def is_sagemakers_own(image: str) -> bool:
    """Whether an image is a built-in algorithm's."""
    return algorithm_of(image) is not None


def keys_of(request: Request) -> Keys:
    """The KMS keys that are named for the models and for the volumes."""
    resources = ("ResourceConfig", "HyperParameterTuningResourceConfig")
    definitions = definitions_of(request)
    output = _once(item.get("OutputDataConfig", {}).get("KmsKeyId", "") for item in definitions)
    volume = _once(item.get(member, {}).get("VolumeKmsKeyId", "") for item in definitions for member in resources)
    return Keys(tuple(output), tuple(volume))


def networks_of(request: Request) -> list[Mapping[str, Sequence[str]]]:
    """The `VpcConfig` of each definition that has one."""
    return [item["VpcConfig"] for item in definitions_of(request) if item.get("VpcConfig")]


def file_systems_of(request: Request) -> list[FileSystem]:
    """The file systems that channels read from."""
    sources = [source.get("FileSystemDataSource") for source in _sources(request)]
    found = (FileSystem(item.get("FileSystemId", ""), item.get("FileSystemType", "")) for item in sources if item)
    return list(dict.fromkeys(found))


def hub_contents_of(request: Request) -> list[str]:
    """The ARNs of what channels read from a hub."""
    access = (source.get("S3DataSource", {}).get("HubAccessConfig", {}) for source in _sources(request))
    hubs = (item.get("HubContentArn", "") for item in access)
    return _once([*hubs, *(source.get("DatasetSource", {}).get("DatasetArn", "") for source in _sources(request))])


def instances_of(request: Request) -> list[Instances]:
    """The most instances of each type that the parallel training jobs of any one definition run on."""
    limits = request.get("HyperParameterTuningJobConfig", {}).get("ResourceLimits", {})
    parallel = limits.get("MaxParallelTrainingJobs", 1)
    most: dict[tuple[str, bool, bool], int] = {}
    for definition in definitions_of(request):
        own: dict[tuple[str, bool, bool], int] = {}
        for kind, count, is_choice in _instances(definition):
            key = (kind, bool(definition.get("EnableManagedSpotTraining")), is_choice)
            own[key] = max(own.get(key, 0), count) if is_choice else own.get(key, 0) + count
        for key, count in own.items():
            most[key] = max(most.get(key, 0), count * parallel)
    return [Instances(kind, count, is_spot, is_choice) for (kind, is_spot, is_choice), count in most.items()]


def _instances(definition: Mapping[str, Any]) -> Iterator[tuple[str, int, bool]]:
    """The type and number of a training job's instances, and whether others may take their place."""
    for member in ("ResourceConfig", "HyperParameterTuningResourceConfig"):
        config = definition.get(member) or {}
        alternatives = [*(config.get("InstanceConfigs") or []), *(config.get("InstancePreferences") or [])]
        is_choice = bool(config.get("TrainingPlanArn"))
        for item in [config, *(config.get("InstanceGroups") or [])]:
            if item.get("InstanceType") and not alternatives:
                yield item["InstanceType"], item.get("InstanceCount", 1), is_choice
        for item in alternatives:
            if item.get("InstanceType"):
                yield item["InstanceType"], item.get("InstanceCount", 1), len(alternatives) > 1 or is_choice


def _inputs(definition: Mapping[str, Any]) -> Iterator[Input]:
    for channel in definition.get("InputDataConfig") or []:
        source = channel.get("DataSource", {}).get("S3DataSource") or {}
        place = S3Place.of(source.get("S3Uri", ""))
        if place:
            is_prefix = source.get("S3DataType", "S3Prefix") == "S3Prefix"
            yield Input(source["S3Uri"], place, is_prefix, is_manifest="Manifest" in source.get("S3DataType", ""))
    code = _unquoted((definition.get("StaticHyperParameters") or {}).get(_CODE, ""))
    place = S3Place.of(code)
    if place:
        yield Input(code, place, is_prefix=False)


def _sources(request: Request) -> list[Mapping[str, Any]]:
    channels = [item for definition in definitions_of(request) for item in definition.get("InputDataConfig") or []]
    return [channel.get("DataSource") or {} for channel in channels]


def _specification(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    return definition.get("AlgorithmSpecification") or {}


def _unquoted(text: str) -> str:
    """A text without the quotes that it has where hyperparameters are sent as JSON."""
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        return text


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
