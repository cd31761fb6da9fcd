"""Why a tuning job has completed before its last training job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def early_end(answer: Mapping[str, Any]) -> str:
    """The reason, as far as an answer of Describe tells it; empty for a job that has not ended early.

    SageMaker gives none: it follows from what the job was to end at, and from what Describe counts.
    """
    config, counters = answer.get("HyperParameterTuningJobConfig", {}), answer.get("TrainingJobStatusCounters", {})
    limits = config.get("ResourceLimits", {})
    ended = sum(counters.get(name, 0) for name in ("Completed", "Stopped", "NonRetryableError"))
    if answer.get("HyperParameterTuningJobStatus") != "Completed" or ended >= limits.get("MaxNumberOfTrainingJobs", 0):
        return ""
    criteria, details = config.get("TuningJobCompletionCriteria", {}), answer.get("TuningJobCompletionDetails", {})
    target, most = criteria.get("TargetObjectiveMetricValue"), _not_improving(criteria)
    if target is not None and _reaches(answer, target):
        return f"the best objective has reached its target of {target}"
    if most is not None and details.get("NumberOfTrainingJobsObjectiveNotImproving", 0) >= most:
        return f"{most} training jobs in a row did not improve the objective"
    if "ConvergenceDetectedTime" in details and _ends_at_convergence(criteria):
        return "the search had converged"
    if _took(answer) >= limits.get("MaxRuntimeInSeconds", float("inf")):
        return f"its time of {limits['MaxRuntimeInSeconds']:,} s was over"
    return ""


def _not_improving(criteria: Mapping[str, Any]) -> int | None:
    most: int | None = criteria.get("BestObjectiveNotImproving", {}).get("MaxNumberOfTrainingJobsNotImproving")
    return most


def _ends_at_convergence(criteria: Mapping[str, Any]) -> bool:
    return bool(criteria.get("ConvergenceDetected", {}).get("CompleteOnConvergence") == "Enabled")


def _reaches(answer: Mapping[str, Any], target: float) -> bool:
    best = answer.get("BestTrainingJob", {}).get("FinalHyperParameterTuningJobObjectiveMetric", {})
    value, kind = best.get("Value"), best.get("Type") or _type_of(answer)
    if value is None:
        return False
    return bool(value >= target if kind == "Maximize" else value <= target)


def _type_of(answer: Mapping[str, Any]) -> str:
    objective = answer.get("HyperParameterTuningJobConfig", {}).get("HyperParameterTuningJobObjective", {})
    return str(objective.get("Type", ""))


def _took(answer: Mapping[str, Any]) -> float:
    """Seconds."""
    started, ended = answer.get("CreationTime"), answer.get("HyperParameterTuningEndTime")
    return (ended - started).total_seconds() if started and ended else 0.0
