"""What SageMaker adds to a job that Describe shows: one table, by the member's full path.

`*` stands for any name or index. Nothing here reaches into hyperparameters or environments: those are the user's.
"""

from __future__ import annotations

import re

from hpo_spec.facts.images import built_in_of
from hpo_spec.finding import Path

_ANY = object()
_CONFIG = ("HyperParameterTuningJobConfig",)
_DEFINITIONS = (("TrainingJobDefinition",), ("TrainingJobDefinitions", "*"))
_CHANNEL = ("InputDataConfig", "*")
_SERVICE_REGEX = r"\.\*\\\[\[0-9\]\+\\\]\.\*#011|#(quality_metric|throughput_metric): host="
"""How the regular expressions start that SageMaker adds for its own algorithms."""
OBJECTIVE_METRIC = "ObjectiveMetric"
"""The name of the definition that SageMaker adds for the objective."""

_CONFIG_DEFAULTS: dict[Path, tuple[object, ...]] = {
    (*_CONFIG, "ParameterRanges", "*", "*", "ScalingType"): ("Auto",),
    (*_CONFIG, "TrainingJobEarlyStoppingType"): ("Off",),
}
_DEFINITION_DEFAULTS: dict[Path, tuple[object, ...]] = {
    ("HyperParameterRanges", "*", "*", "ScalingType"): ("Auto",),
    (*_CHANNEL, "DataSource", "S3DataSource", "S3DataDistributionType"): ("FullyReplicated",),
    (*_CHANNEL, "CompressionType"): ("None",),
    (*_CHANNEL, "RecordWrapperType"): ("None",),
    ("OutputDataConfig", "KmsKeyId"): ("",),
    ("OutputDataConfig", "CompressionType"): ("GZIP",),
    ("ResourceConfig", "VolumeKmsKeyId"): ("",),
    ("HyperParameterTuningResourceConfig", "VolumeKmsKeyId"): ("",),
    ("CheckpointConfig", "LocalPath"): ("/opt/ml/checkpoints", "/opt/ml/checkpoints/"),
    ("EnableNetworkIsolation",): (False,),
    ("EnableInterContainerTrafficEncryption",): (False,),
    ("EnableManagedSpotTraining",): (False,),
}
"""Defaults that Describe shows where nothing was sent."""
_CONFIG_CHOICES: dict[Path, tuple[object, ...]] = {
    (*_CONFIG, "ResourceLimits", "MaxNumberOfTrainingJobs"): (_ANY,),
    (*_CONFIG, "ResourceLimits", "MaxRuntimeInSeconds"): (2_592_000, 15_768_000),
}
_DEFINITION_CHOICES: dict[Path, tuple[object, ...]] = {
    ("StoppingCondition", "MaxRuntimeInSeconds"): (86_400,),
    ("RetryStrategy", "MaximumRetryAttempts"): (_ANY,),
}
"""Limits that SageMaker chooses where none was sent: no difference, but worth seeing in an import."""


def _below_definitions(table: dict[Path, tuple[object, ...]]) -> dict[Path, tuple[object, ...]]:
    return {(*definition, *path): values for definition in _DEFINITIONS for path, values in table.items()}


_DEFAULTS = {**_CONFIG_DEFAULTS, **_below_definitions(_DEFINITION_DEFAULTS)}
_CHOICES = {**_CONFIG_CHOICES, **_below_definitions(_DEFINITION_CHOICES)}
_OWN_KEYS = tuple((*definition, "StaticHyperParameters") for definition in _DEFINITIONS)


def is_default(path: Path, value: object) -> bool:
    """Whether Describe may show `value` at `path` though it was not sent, and it means nothing."""
    if any(_matches(path[:-1], parent) for parent in _OWN_KEYS):
        return str(path[-1]).startswith("_")
    return _in_table(_DEFAULTS, path, value)


def is_chosen(path: Path, value: object) -> bool:
    """Whether SageMaker may have chosen `value` at `path` because nothing was sent."""
    return _in_table(_CHOICES, path, value)


def is_injected_metric(specification: object, name: str, regex: str) -> bool:
    """Whether SageMaker brought a metric definition: the objective's own, or one of an algorithm of its own."""
    known = specification if isinstance(specification, dict) else {}
    if name == OBJECTIVE_METRIC or known.get("AlgorithmName"):
        return True
    return built_in_of(str(known.get("TrainingImage"))) is not None and re.match(_SERVICE_REGEX, regex) is not None


def _in_table(table: dict[Path, tuple[object, ...]], path: Path, value: object) -> bool:
    for pattern, values in table.items():
        if _matches(path, pattern):
            return any(known is _ANY or (known == value and type(known) is type(value)) for known in values)
    return False


def _matches(path: Path, pattern: Path) -> bool:
    return len(path) == len(pattern) and all(part in ("*", mine) for part, mine in zip(pattern, path, strict=True))
