"""Rules about the storage of instances: its size, and the key that encrypts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hpo_spec.facts.instance_types import has_local_storage
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import Job, View

_SIZE = "API reference, ResourceConfig.VolumeSizeInGB"
_KEY = "API reference, ResourceConfig.VolumeKmsKeyId and HyperParameterTuningResourceConfig.VolumeKmsKeyId"


class _Storage(NamedTuple):
    """The storage that `resources`, or `tuning_resources`, asks for, and the instance types that get it."""

    path: Path
    size_gb: int | None
    kms_key: str | None
    has_sized_configs: bool
    """Whether each of the alternatives says its own size, as it has to."""
    local: list[str]
    ebs_only: list[str]
    unknown: list[str]

    @property
    def key_on_local_storage(self) -> bool:
        return bool(self.kms_key and self.local)


def _storages(view: View) -> Iterator[_Storage]:
    for job in view.jobs:
        resources, tuned = job.definition.resources, job.definition.tuning_resources
        if resources is not None:
            types = _types(job, "resources")
            yield _Storage((*job.path, "resources"), resources.volume_size_gb, resources.volume_kms_key, False, *types)
        if tuned is not None:
            types = _types(job, "tuning_resources")
            sized = bool(tuned.instance_configs)
            yield _Storage((*job.path, "tuning_resources"), tuned.volume_size_gb, tuned.volume_kms_key, sized, *types)


def _types(job: Job, field: str) -> tuple[list[str], list[str], list[str]]:
    """The instance types below a field: with local storage, without, and those of which it is not known."""
    at = (*job.path, field)
    types = [item.type for item in job.instances if item.type and item.path[: len(at)] == at]
    kinds = {name: has_local_storage(name) for name in types}
    local, ebs_only, unknown = ([name for name in kinds if kinds[name] is kind] for kind in (True, False, None))
    return local, ebs_only, unknown


@rule(
    "volume-kms-on-local-storage",
    Severity.ERROR,
    "A `volume_kms_key` goes only with instance types that have no local storage.",
    why="Local storage is encrypted by the instance's own hardware, so SageMaker refuses a key for it.",
    source=f"{_KEY}; sagemaker-python-sdk; github.com/awslabs/mlspace issue 205",
)
def volume_kms_on_local_storage(view: View) -> Iterator[Problem]:
    for storage in _storages(view):
        if storage.key_on_local_storage:
            message = f"{storage.local[0]} has local storage, which is encrypted without a key of yours"
            help = "Remove the key, or choose an instance type without local storage, such as ml.m5.xlarge."
            severity = Severity.WARNING if storage.ebs_only or storage.unknown else None
            yield Problem((*storage.path, "volume_kms_key"), message, help, severity, on_key=True)


@rule(
    "volume-size-missing",
    Severity.ERROR,
    "Instance types without storage of their own have a `volume_size_gb`.",
    why="SageMaker attaches a volume to them, chooses no size for it, and refuses a request that gives none.",
    source=_SIZE,
)
def volume_size_missing(view: View) -> Iterator[Problem]:
    for storage in _storages(view):
        if storage.ebs_only and not storage.size_gb and not storage.has_sized_configs:
            message = f"{storage.ebs_only[0]} has no storage of its own, and no size is given for a volume"
            help = "Write how many GB each instance needs, such as `volume_size_gb: 30`."
            severity = Severity.WARNING if storage.path[-1] == "tuning_resources" else None
            yield Problem((*storage.path, "volume_size_gb"), message, help, severity)


@rule(
    "volume-size-on-local-storage",
    Severity.WARNING,
    "A `volume_size_gb` is not given for instance types with local storage.",
    why="They get no volume: their storage has a fixed size, and asking for more than that is refused.",
    source=f"{_SIZE}; API reference, HyperParameterTuningResourceConfig.VolumeSizeInGB",
)
def volume_size_on_local_storage(view: View) -> Iterator[Problem]:
    for storage in _storages(view):
        if storage.size_gb and storage.local and not (storage.ebs_only or storage.unknown or storage.has_sized_configs):
            message = f"{storage.local[0]} gets no volume of {storage.size_gb} GB: its local storage has a fixed size"
            help = "Remove it, and choose a larger instance type if the local storage is too small."
            yield Problem((*storage.path, "volume_size_gb"), message, help)


@rule(
    "volume-kms-alias",
    Severity.WARNING,
    "A `volume_kms_key` is a key's ID or its ARN.",
    why="Aliases are documented for the key of the output, but not for the key of the volume.",
    source=f"{_KEY}; API reference, OutputDataConfig.KmsKeyId",
)
def volume_kms_alias(view: View) -> Iterator[Problem]:
    for storage in _storages(view):
        key = storage.kms_key or ""
        if (key.startswith("alias/") or ":alias/" in key) and not storage.key_on_local_storage:
            help = "Write the ID or the ARN of the key that the alias stands for."
            yield Problem((*storage.path, "volume_kms_key"), f"{key!r} is an alias, not a key", help)


RULES: tuple[Rule, ...] = (
    volume_kms_on_local_storage,
    volume_size_missing,
    volume_size_on_local_storage,
    volume_kms_alias,
)
