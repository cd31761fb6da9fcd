"""Why a tuning job has completed early, from what Describe counts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hpo_spec.aws.early_end import early_end

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def answer(
    criteria: dict[str, Any] | None = None,
    *,
    completed: int = 7,
    value: float = 0.5,
    kind: str = "Minimize",
    hours: float = 1,
    **others: Any,
) -> dict[str, Any]:
    metric = {"MetricName": "loss", "Value": value, "Type": kind}
    return {
        "HyperParameterTuningJobStatus": "Completed",
        "HyperParameterTuningJobConfig": {
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxRuntimeInSeconds": 7200},
            "TuningJobCompletionCriteria": criteria or {},
        },
        "TrainingJobStatusCounters": {"Completed": completed, "Stopped": 1, "NonRetryableError": 2},
        "BestTrainingJob": {"FinalHyperParameterTuningJobObjectiveMetric": metric},
        "CreationTime": START,
        "HyperParameterTuningEndTime": START + timedelta(hours=hours),
        **others,
    }


def counted(**details: Any) -> dict[str, Any]:
    return {"TuningJobCompletionDetails": details}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answer({"TargetObjectiveMetricValue": 0.5}), "the best objective has reached its target of 0.5"),
        (
            answer({"TargetObjectiveMetricValue": 0.4}, kind="Maximize"),
            "the best objective has reached its target of 0.4",
        ),
        (answer({"TargetObjectiveMetricValue": 0.4}), ""),
        (
            answer(
                {"BestObjectiveNotImproving": {"MaxNumberOfTrainingJobsNotImproving": 3}},
                **counted(NumberOfTrainingJobsObjectiveNotImproving=3),
            ),
            "3 training jobs in a row did not improve the objective",
        ),
        (
            answer(
                {"ConvergenceDetected": {"CompleteOnConvergence": "Enabled"}}, **counted(ConvergenceDetectedTime=START)
            ),
            "the search had converged",
        ),
        (answer(**counted(ConvergenceDetectedTime=START)), ""),
        (answer(hours=2), "its time of 7,200 s was over"),
        (answer(), ""),
        (answer(hours=2, completed=17), ""),
        (answer(hours=2, HyperParameterTuningJobStatus="InProgress"), ""),
        ({"HyperParameterTuningJobStatus": "Completed"}, ""),
    ],
)
def test_the_reason_follows_from_what_the_job_was_to_end_at(given: dict[str, Any], said: str) -> None:
    assert early_end(given) == said
