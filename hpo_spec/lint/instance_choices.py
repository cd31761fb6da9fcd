"""The instances that a training job definition asks for, wherever it says so."""

from __future__ import annotations

from hpo_spec.finding import Path
from hpo_spec.spec import Resources, TrainingJob, TuningResources


class Instances:
    """Some instances that a training job uses, or may use, and the path of the structure that says so."""

    def __init__(
        self, path: Path, type: str | None, count: int | None, volume_size_gb: int | None, *, is_choice: bool
    ) -> None:
        self.path = path
        self.type = type
        self.count = count
        self.volume_size_gb = volume_size_gb
        self.is_choice = is_choice
        """Whether they are one of several choices, of which a training job uses one."""


def instances_of(definition: TrainingJob, path: Path) -> list[Instances]:
    """Every choice of instances that the definition at `path` makes: one, the groups of a cluster, or alternatives."""
    resources, tuned = definition.resources, definition.tuning_resources
    found = _of_resources((*path, "resources"), resources) if resources is not None else []
    return found + (_of_tuning_resources((*path, "tuning_resources"), tuned) if tuned is not None else [])


def _of_resources(at: Path, given: Resources) -> list[Instances]:
    """The instances of a `ResourceConfig`: all of them share the size of one volume."""
    found: list[Instances] = []
    volume = given.volume_size_gb
    if given.instance_type is not None or given.instance_count is not None:
        found.append(Instances(at, given.instance_type, given.instance_count, volume, is_choice=False))
    for name, group in (given.instance_groups or {}).items():
        path = (*at, "instance_groups", name)
        found.append(Instances(path, group.instance_type, group.instance_count, volume, is_choice=False))
    for index, choice in enumerate(given.instance_preferences or []):
        path = (*at, "instance_preferences", index)
        count = given.instance_count if choice.instance_count is None else choice.instance_count
        found.append(Instances(path, choice.instance_type, count, volume, is_choice=True))
    return found


def _of_tuning_resources(at: Path, given: TuningResources) -> list[Instances]:
    """The instances of a `HyperParameterTuningResourceConfig`: alternatives have a volume each."""
    found: list[Instances] = []
    if given.instance_type is not None or given.instance_count is not None:
        found.append(Instances(at, given.instance_type, given.instance_count, given.volume_size_gb, is_choice=False))
    for index, item in enumerate(given.instance_configs or []):
        path = (*at, "instance_configs", index)
        found.append(Instances(path, item.instance_type, item.instance_count, item.volume_size_gb, is_choice=True))
    return found
