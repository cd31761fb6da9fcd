"""The sections of a report that say what was asked: strategy, objective, limits, ranges, image, data; the request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hpo_spec.aws.trials import objective_of
from hpo_spec.report.fragments import Html, Part, element, facts, section, table
from hpo_spec.report.result import Result
from hpo_spec.request.describing import request_of_described
from hpo_spec.request.needs import definitions_of
from hpo_spec.spec.duration import format_duration

_RANGES = {
    "ContinuousParameterRanges": "continuous",
    "IntegerParameterRanges": "integer",
    "CategoricalParameterRanges": "categorical",
}


def asked(result: Result) -> Html:
    """What the request said."""
    described = result.described
    config = described.get("HyperParameterTuningJobConfig", {})
    definitions = definitions_of(described)
    shared = facts(_shared(described, config))
    each = (_definition(item, config, is_only=len(definitions) == 1) for item in definitions)
    return section("asked", "What was asked", shared, *each)


def request(result: Result) -> Html:
    """The request itself, folded."""
    made, _ = request_of_described(result.described, result.tags)
    text = json.dumps(made, indent=2, ensure_ascii=False, default=str)
    summary = element("summary", "The JSON that CreateHyperParameterTuningJob took")
    return section("request", "Request", element("details", summary, element("pre", text)))


def _shared(described: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[tuple[str, Part | None]]:
    objective = objective_of(described)
    limits = config.get("ResourceLimits", {})
    runtime = limits.get("MaxRuntimeInSeconds")
    criteria = config.get("TuningJobCompletionCriteria", {})
    patience = criteria.get("BestObjectiveNotImproving", {})
    warm = described.get("WarmStartConfig", {})
    parents = ", ".join(item["HyperParameterTuningJobName"] for item in warm.get("ParentHyperParameterTuningJobs", []))
    yield "strategy", config.get("Strategy")
    yield "objective", f"{objective.get('Type', '')} {objective.get('MetricName', '')}".strip()
    yield "training jobs", _text(limits.get("MaxNumberOfTrainingJobs"), "at most {}")
    yield "at a time", _text(limits.get("MaxParallelTrainingJobs"), "at most {}")
    yield "time of the whole job", f"at most {format_duration(runtime)}" if runtime else None
    yield "ends once it has reached", _text(criteria.get("TargetObjectiveMetricValue"), "{:g}")
    yield "ends without improvement", _text(patience.get("MaxNumberOfTrainingJobsNotImproving"), "after {} trials")
    yield "early stopping", config.get("TrainingJobEarlyStoppingType")
    yield "warm start", f"{warm.get('WarmStartType', '')} from {parents}" if parents else None
    yield "Autotune", described.get("Autotune", {}).get("Mode")


def _definition(definition: Mapping[str, Any], config: Mapping[str, Any], *, is_only: bool) -> Html:
    ranges = definition.get("HyperParameterRanges") or config.get("ParameterRanges") or {}
    name = definition.get("DefinitionName", "")
    parts = [
        facts(_training(definition)),
        table(["hyperparameter", "kind", "range", "scaling"], _ranges(ranges), "Tuned"),
        _static(definition.get("StaticHyperParameters", {})),
    ]
    heading = [] if is_only else [element("h3", f"Definition {name}")]
    return element("div", *heading, *parts, class_="definition")


def _training(definition: Mapping[str, Any]) -> Iterator[tuple[str, Part | None]]:
    algorithm = definition.get("AlgorithmSpecification", {})
    runtime = definition.get("StoppingCondition", {}).get("MaxRuntimeInSeconds")
    yield "image", algorithm.get("TrainingImage") or algorithm.get("AlgorithmName")
    yield "instances", _instances(definition)
    yield "time of a training job", f"at most {format_duration(runtime)}" if runtime else None
    yield "spot", "yes" if definition.get("EnableManagedSpotTraining") else None
    yield "role", definition.get("RoleArn")
    for channel in definition.get("InputDataConfig", []):
        yield f"data: {channel.get('ChannelName', '')}", _source(channel.get("DataSource", {}))
    yield "output", definition.get("OutputDataConfig", {}).get("S3OutputPath")


def _instances(definition: Mapping[str, Any]) -> str:
    """Of one type, of several groups, or of several types that SageMaker may choose from."""
    resources = definition.get("ResourceConfig") or definition.get("HyperParameterTuningResourceConfig") or {}
    each = resources.get("InstanceConfigs") or resources.get("InstanceGroups") or [resources]
    return ", ".join(
        f"{item.get('InstanceCount', 1)} × {item['InstanceType']}" for item in each if "InstanceType" in item
    )


def _source(source: Mapping[str, Any]) -> str:
    uri = source.get("S3DataSource", {}).get("S3Uri")
    files = source.get("FileSystemDataSource", {})
    return uri or f"{files.get('FileSystemId', '')}{files.get('DirectoryPath', '')}"


def _ranges(ranges: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for member, kind in _RANGES.items():
        for item in ranges.get(member) or []:
            values = item.get("Values")
            shown = ", ".join(values) if values else f"{item.get('MinValue')} to {item.get('MaxValue')}"
            yield item.get("Name", ""), kind, shown, "" if values else item.get("ScalingType", "Auto")


def _static(static: Mapping[str, str]) -> Html:
    """Without what SageMaker adds."""
    own = [(name, value) for name, value in static.items() if not name.startswith("_")]
    return table(["hyperparameter", "value"], own, "The same in all trials") if own else Html("")


def _text(value: object, form: str) -> str | None:
    return None if value is None else form.format(value)
