"""Rules about the storage of instances: its size, and the key that encrypts it."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.instance_types import has_local_storage
from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Resources, TuningResources

_SIZE = "API reference, ResourceConfig.VolumeSizeInGB"
_KEY = "API reference, ResourceConfig.VolumeKmsKeyId and HyperParameterTuningResourceConfig.VolumeKmsKeyId"


class _Storage:
    """The storage that `resources`, or `tuning_resources`, asks for, and the instance types that get it."""

    def __init__(self, job: Job, field: str, asked: Resources | TuningResources) -> None:
        self.path = (*job.path, field)
        self.size_gb = asked.volume_size_gb
        self.kms_key = asked.volume_kms_key
        self.has_sized_configs = isinstance(asked, TuningResources) and bool(asked.instance_configs)
        """Whether each of the alternatives says its own size, as it has to."""
        below = [item for item in job.instances if item.type and item.path[: len(self.path)] == self.path]
        self.types = list(dict.fromkeys(item.type for item in below if item.type))

    @property
    def local(self) -> list[str]:
        """The instance types with storage of their own."""
        return [name for name in self.types if has_local_storage(name) is True]

    @property
    def ebs_only(self) -> list[str]:
        """Those without."""
        return [name for name in self.types if has_local_storage(name) is False]

    @property
    def unknown(self) -> list[str]:
        """Those of which it is not known."""
        return [name for name in self.types if has_local_storage(name) is None]

    @property
    def key_on_local_storage(self) -> bool:
        return bool(self.kms_key and self.local)


def _storages(view: View) -> Iterator[_Storage]:
    for job in view.jobs:
        for field in ("resources", "tuning_resources"):
            asked = getattr(job.definition, field)
            if asked is not None:
                yield _Storage(job, field, asked)


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
