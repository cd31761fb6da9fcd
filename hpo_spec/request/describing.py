"""What Describe gives -> the request that made the job, without what SageMaker added.

Added by the service: status and times, `_`-prefixed static hyperparameters, the metric definitions of built-in
algorithms, `ScalingType: Auto`, flags that are `false`, empty collections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from hpo_spec.facts.images import built_in_of

_REQUEST_MEMBERS = (
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
OBJECTIVE_METRIC = "ObjectiveMetric"
"""The name of the definition that SageMaker adds for the objective."""
_FLAGS = ("EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining")
_SERVICE_REGEX = r"\.\*\\\[\[0-9\]\+\\\]\.\*#011|#(quality_metric|throughput_metric): host="
"""How the regular expressions start that SageMaker adds for its own algorithms."""


def is_request(data: object) -> bool:
    """Whether plain data is a request, or what Describe gives, rather than a spec."""
    return isinstance(data, Mapping) and not data.keys().isdisjoint(_REQUEST_MEMBERS)


def is_described(data: Mapping[str, Any]) -> bool:
    """Whether plain data is what Describe gives."""
    return not data.keys().isdisjoint(DESCRIBE_ONLY - {"ResponseMetadata"})


def request_of_described(
    described: Mapping[str, Any], tags: Iterable[Mapping[str, str]] = ()
) -> tuple[dict[str, Any], list[str]]:
    """The request that made a described job, and the members that this release cannot tell what they are.

    Describe does not give the tags: they come from ListTags.
    """
    request = {member: deepcopy(described[member]) for member in _REQUEST_MEMBERS if member in described}
    unknown = [member for member in described if member not in request and member not in DESCRIBE_ONLY]
    own_tags = [tag for tag in tags if not tag["Key"].startswith("aws:")]
    if own_tags:
        request["Tags"] = own_tags
    config = request.get("HyperParameterTuningJobConfig")
    if isinstance(config, dict):
        _drop_auto_scaling(config.get("ParameterRanges"))
    definitions = [request.get("TrainingJobDefinition"), *(request.get("TrainingJobDefinitions") or [])]
    for definition in definitions:
        if isinstance(definition, dict):
            _clean_definition(definition)
    return request, unknown


def is_service_regex(regex: str) -> bool:
    """Whether a metric's regular expression is one that SageMaker adds for its own algorithms."""
    return re.match(_SERVICE_REGEX, regex) is not None


def _clean_definition(definition: dict[str, Any]) -> None:
    static = definition.get("StaticHyperParameters")
    if isinstance(static, Mapping):
        definition["StaticHyperParameters"] = {k: v for k, v in static.items() if not k.startswith("_")}
    for flag in _FLAGS:
        if definition.get(flag) is False:
            del definition[flag]
    _drop_auto_scaling(definition.get("HyperParameterRanges"))
    _drop_service_metrics(definition.get("AlgorithmSpecification"))


def _drop_auto_scaling(ranges: Any) -> None:
    for items in ranges.values() if isinstance(ranges, dict) else ():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and item.get("ScalingType") == "Auto":
                del item["ScalingType"]


def _drop_service_metrics(specification: Any) -> None:
    """A built-in image and an algorithm resource bring definitions of their own."""
    metrics = specification.get("MetricDefinitions") if isinstance(specification, dict) else None
    if not isinstance(metrics, list):
        return
    if specification.get("AlgorithmName") or built_in_of(str(specification.get("TrainingImage"))):
        specification["MetricDefinitions"] = [
            item for item in metrics if not (isinstance(item, dict) and is_service_regex(str(item.get("Regex", ""))))
        ]
