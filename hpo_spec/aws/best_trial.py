"""The best training job of a tuning job, with all that is needed to use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.failures import without_stack
from hpo_spec.aws.refusals import refusals
from hpo_spec.aws.trials import Trials, trials_of
from hpo_spec.errors import JobError, JobNotFound

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients

_OPERATION = "DescribeTrainingJob"
_METRIC = "FinalHyperParameterTuningJobObjectiveMetric"
_ADDED = frozenset({"_tuning_objective_metric"})
"""The hyperparameters that SageMaker adds to every training job of a tuning job."""


class Best(NamedTuple):
    """A training job that was chosen, and what it was told."""

    name: str
    status: str
    definition: str
    """The training job definition; empty for the only one."""
    objective: float
    metric: str
    tuned: Mapping[str, str]
    static: Mapping[str, str]
    """The hyperparameters that all trials share, without those that SageMaker adds."""
    artifact: str
    """The S3 URI of its `model.tar.gz`; empty until it has one."""
    training_time_s: int | None
    image: str
    role: str
    better_parent: str
    """A training job of a warm start's parents that is better still; most often empty."""

    def to_json(self) -> dict[str, object]:
        """Plain data for programs."""
        return {**self._asdict(), "tuned": dict(self.tuned), "static": dict(self.static)}


def describe_training_job(name: str, clients: Clients) -> dict[str, Any]:
    """`DescribeTrainingJob`'s own answer. Raises `JobNotFound`, or another `AwsError`."""
    try:
        with refusals(_OPERATION, job=name):
            answer = clients.sagemaker.describe_training_job(TrainingJobName=name)
    except JobNotFound as error:
        what = "Check the name" if clients.place else "Check the name and --region"
        help = f"{what}; `hpo-spec trials JOB` shows those of a tuning job."
        missing = JobNotFound(
            name, operation=_OPERATION, code=error.code, help=help, place=clients.place, kind="training job"
        )
        raise missing from error.__cause__
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


def best_of(described: Mapping[str, Any], clients: Clients) -> Best:
    """The best trial of a tuning job that was described. Raises `JobError` with the reason if there is none."""
    summary = best_summary(described, clients)
    detail = describe_training_job(summary["TrainingJobName"], clients)
    given = detail.get("HyperParameters", {})
    tuned = summary.get("TunedHyperParameters", {})
    static = {name: value for name, value in given.items() if name not in tuned and name not in _ADDED}
    return Best(
        name=summary["TrainingJobName"],
        status=detail["TrainingJobStatus"],
        definition=summary.get("TrainingJobDefinitionName", ""),
        objective=summary[_METRIC]["Value"],
        metric=summary[_METRIC].get("MetricName", ""),
        tuned={name: given.get(name, value) for name, value in tuned.items()},
        static=static,
        artifact=detail.get("ModelArtifacts", {}).get("S3ModelArtifacts", ""),
        training_time_s=detail.get("TrainingTimeInSeconds"),
        image=detail.get("AlgorithmSpecification", {}).get("TrainingImage", ""),
        role=detail.get("RoleArn", ""),
        better_parent=_better_parent(described, summary["TrainingJobName"]),
    )


def best_summary(described: Mapping[str, Any], clients: Clients) -> Mapping[str, Any]:
    """The API's `BestTrainingJob`, which has an objective. Raises `JobError` with the reason if there is none."""
    summary: Mapping[str, Any] | None = described.get("BestTrainingJob")
    if not summary or _METRIC not in summary:
        name = described["HyperParameterTuningJobName"]
        raise JobError(name, f"Tuning job {name!r} has no best trial: {_why_none(trials_of(described, clients))}")
    return summary


def _better_parent(described: Mapping[str, Any], best: str) -> str:
    """SageMaker compares with a warm start's parents where they have the same data and algorithm."""
    overall: str = described.get("OverallBestTrainingJob", {}).get("TrainingJobName", "")
    return overall if overall != best else ""


def _why_none(trials: Trials) -> str:
    if not trials:
        return "it has no training job yet."
    failed = [trial for trial in trials if trial.status == "Failed"]
    running = [trial for trial in trials if trial.status == "InProgress"]
    if running:
        return f"none of its {len(trials)} training jobs has logged its objective yet; {len(running)} still run."
    if failed:
        reason = without_stack(failed[0].failure_reason) or "SageMaker gives no reason."
        return f"{len(failed)} of its {len(trials)} training jobs failed, {failed[0].name} because of: {reason}"
    return (
        f"none of its {len(trials)} training jobs logged the objective metric. Does the metric's regular expression "
        f"match what they print? `hpo-spec logs {trials[0].name}` shows it."
    )
