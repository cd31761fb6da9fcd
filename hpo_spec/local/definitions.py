"""The training job definitions of a tuning job's request, and the training jobs that are made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.local import autotune

OBJECTIVE_KEY = "_tuning_objective_metric"
_TAKEN_OVER = (
    *("AlgorithmSpecification", "RoleArn", "InputDataConfig", "OutputDataConfig", "VpcConfig", "StoppingCondition"),
    *("EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining"),
    *("CheckpointConfig", "RetryStrategy", "Environment"),
)
"""The members that a training job has in common with its definition."""


class Definition(NamedTuple):
    """What the training jobs of one definition share."""

    name: str
    """Empty for the only one."""
    metric: str
    maximize: bool
    ranges: Mapping[str, Any]
    """`ParameterRanges`."""
    body: Mapping[str, Any]
    """The API's `HyperParameterTrainingJobDefinition`."""


def bodies_of(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The API's own definitions: one or several."""
    single = request.get("TrainingJobDefinition")
    return [single] if single else list(request.get("TrainingJobDefinitions") or [])


def definitions_of(request: Mapping[str, Any]) -> list[Definition]:
    """The definitions of a request; each has its own objective and ranges, or those of the tuning job."""
    config = request["HyperParameterTuningJobConfig"]
    found = []
    for body in bodies_of(request):
        objective = body.get("TuningObjective") or config.get("HyperParameterTuningJobObjective") or {}
        ranges = body.get("HyperParameterRanges") or config.get("ParameterRanges") or {}
        if autotune.is_on(request):
            ranges = autotune.with_chosen_ranges(ranges, body)
        found.append(
            Definition(
                body.get("DefinitionName", ""),
                objective.get("MetricName", ""),
                objective.get("Type") == "Maximize",
                ranges,
                body,
            )
        )
    return found


def training_request(definition: Definition, tuned: Mapping[str, str], name: str) -> dict[str, Any]:
    """The `CreateTrainingJob` request of a trial."""
    body = definition.body
    taken = {member: body[member] for member in _TAKEN_OVER if member in body}
    static = {**body.get("StaticHyperParameters", {}), OBJECTIVE_KEY: definition.metric}
    return {
        "TrainingJobName": name,
        **taken,
        "HyperParameters": {**static, **tuned},
        "ResourceConfig": _resources(body),
    }


def _resources(body: Mapping[str, Any]) -> dict[str, Any]:
    """The `ResourceConfig` of a trial: where there is a choice of instances, the first one."""
    given: dict[str, Any] = dict(body.get("ResourceConfig") or {})
    choice = dict(body.get("HyperParameterTuningResourceConfig") or {})
    first = dict((choice.pop("InstanceConfigs", None) or [{}])[0])
    choice.pop("AllocationStrategy", None)
    return {"VolumeSizeInGB": 30, **given, **choice, **first}
