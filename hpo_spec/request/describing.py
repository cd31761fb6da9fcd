"""What Describe gives -> the request that made the job, without what SageMaker added.

Added by the service are the status and the times, and what `additions` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from hpo_spec.finding import Path
from hpo_spec.request.additions import OBJECTIVE_METRIC, is_default, is_injected_metric

REQUEST_MEMBERS = (
    "HyperParameterTuningJobName",
    "HyperParameterTuningJobConfig",
    "TrainingJobDefinition",
    "TrainingJobDefinitions",
    "WarmStartConfig",
    "Tags",
    "Autotune",
)
DESCRIBE_ONLY = frozenset(
    {
        "HyperParameterTuningJobArn",
        "HyperParameterTuningJobStatus",
        "CreationTime",
        "HyperParameterTuningEndTime",
        "LastModifiedTime",
        "TrainingJobStatusCounters",
        "ObjectiveStatusCounters",
        "BestTrainingJob",
        "OverallBestTrainingJob",
        "FailureReason",
        "TuningJobCompletionDetails",
        "ConsumedResources",
        "ResponseMetadata",
    }
)
"""The members of Describe that say how the job goes, not what it is."""


def is_request(data: object) -> bool:
    """Whether plain data is a request, or what Describe gives, rather than a spec."""
    return isinstance(data, Mapping) and not data.keys().isdisjoint(REQUEST_MEMBERS)


def wrapped_in(data: object) -> str | None:
    """The one key under which a request stands that is not at the top, as in what another tool has written."""
    if not isinstance(data, Mapping) or is_request(data):
        return None
    keys = [key for key, value in data.items() if is_request(value) and isinstance(key, str)]
    return keys[0] if len(keys) == 1 and keys != ["request_patch"] else None


def is_described(data: Mapping[str, Any]) -> bool:
    """Whether plain data is what Describe gives."""
    return not data.keys().isdisjoint(DESCRIBE_ONLY - {"ResponseMetadata"})


def request_of_described(
    described: Mapping[str, Any], tags: Iterable[Mapping[str, str]] = ()
) -> tuple[dict[str, Any], list[str]]:
    """The request that made a described job, and the members that this release cannot tell what they are.

    Describe does not give the tags: they come from ListTags.
    """
    request = {member: deepcopy(described[member]) for member in REQUEST_MEMBERS if member in described}
    unknown = [member for member in described if member not in request and member not in DESCRIBE_ONLY]
    own_tags = [tag for tag in tags if not tag["Key"].startswith("aws:")]
    if own_tags:
        request["Tags"] = own_tags
    _drop_defaults(request, ())
    for definition in [request.get("TrainingJobDefinition"), *(request.get("TrainingJobDefinitions") or [])]:
        if isinstance(definition, dict):
            _drop_metrics(definition.get("AlgorithmSpecification"))
    return request, unknown


def _drop_defaults(value: Any, path: Path) -> None:
    """Remove the defaults that SageMaker shows, all the way down."""
    if isinstance(value, dict):
        for key in [key for key, item in value.items() if is_default((*path, key), item)]:
            del value[key]
        for key, item in value.items():
            _drop_defaults(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _drop_defaults(item, (*path, index))


def _drop_metrics(specification: Any) -> None:
    metrics = specification.get("MetricDefinitions") if isinstance(specification, dict) else None
    if isinstance(metrics, list):
        image = specification.get("TrainingImage")
        specification["MetricDefinitions"] = [item for item in metrics if not _is_injected(item, metrics, image)]


def _is_injected(metric: Any, metrics: list[Any], image: Any) -> bool:
    """An algorithm resource's own definitions stay: nobody can tell them from the user's."""
    if not isinstance(metric, dict):
        return False
    name, regex = str(metric.get("Name")), str(metric.get("Regex"))
    if name == OBJECTIVE_METRIC:  # the service's own repeats the expression of the metric that it stands for
        return any(other is not metric and isinstance(other, dict) and other.get("Regex") == regex for other in metrics)
    return is_injected_metric({"TrainingImage": image}, name, regex)
