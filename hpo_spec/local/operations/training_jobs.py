"""SageMaker: training jobs, and those of a tuning job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import time as now
from typing import Any

from hpo_spec.local.accepting import check_data, check_request
from hpo_spec.local.commands import find_command
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.operations.pages import matching, moment, moments, page, sorted_by
from hpo_spec.local.operations.tags import store_tags
from hpo_spec.local.programs import built_in_program
from hpo_spec.local.refusal import Refusal, invalid
from hpo_spec.local.running.container import artifacts_uri
from hpo_spec.local.running.launching import ensure_running
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import OF_TUNING_JOB, TrainingJob, TuningJob
from hpo_spec.local.state.status import JobStatus

_ECHOED = (
    *("AlgorithmSpecification", "RoleArn", "InputDataConfig", "OutputDataConfig", "ResourceConfig", "VpcConfig"),
    *("StoppingCondition", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption"),
    *("EnableManagedSpotTraining", "CheckpointConfig", "RetryStrategy", "Environment", "HyperParameters"),
)


def create_training_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateTrainingJob`."""
    check_request("CreateTrainingJob", parameters)
    for member in ("AlgorithmSpecification", "OutputDataConfig"):
        if member not in parameters:
            raise invalid(f"The local engine only trains with {member}.")
    check_data(parameters.get("InputDataConfig") or [], context)
    request = {"StoppingCondition": {}, **{name: value for name, value in parameters.items() if name != "Tags"}}
    name = request["TrainingJobName"]
    request["AlgorithmSpecification"] = with_metrics(request["AlgorithmSpecification"])
    job = TrainingJob(
        name=name,
        region=context.region,
        request=request,
        created=now(),
        modified=now(),
        transitions=[["Starting", now(), ""]],
    )
    arn = context.arn("training-job", name)
    with context.database.transaction() as session:
        command = find_command(session, request["AlgorithmSpecification"])
        if session.find(TrainingJob, name):
            raise Refusal(
                "ResourceInUse",
                "Training job names must be unique within an AWS account and region, and a "
                f"training job with this name already exists ({arn})",
            )
        session.add(replace(job, command=list(command)))
        store_tags(session, arn, parameters.get("Tags") or [])
    ensure_running(context.root, context.database, job)
    return {"TrainingJobArn": arn}


def with_metrics(specification: Mapping[str, Any]) -> dict[str, Any]:
    """An `AlgorithmSpecification` with the metrics that SageMaker knows a built-in algorithm to emit."""
    program = built_in_program(specification.get("TrainingImage", ""))
    own = list(specification.get("MetricDefinitions") or [])
    names = {item["Name"] for item in own}
    known = program.metric_definitions() if program else []
    metrics = [*own, *(item for item in known if item["Name"] not in names)]
    return {**specification, "MetricDefinitions": metrics} if metrics else dict(specification)


def describe_training_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DescribeTrainingJob`."""
    with context.database.reading() as session:
        job = _found(session, parameters["TrainingJobName"])
        metrics = session.rows(
            "SELECT metric, value, time FROM metrics AS last WHERE training_job = ? AND step = "
            "(SELECT max(step) FROM metrics WHERE training_job = last.training_job AND metric = last.metric)",
            job.name,
        )
    _contact(context, job)
    return {**_described(context, job), **_final_metrics(metrics)}


def stop_training_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`StopTrainingJob`."""
    with context.database.transaction() as session:
        job = _found(session, parameters["TrainingJobName"])
        if job.is_final:
            raise invalid(
                f"The request was rejected because the training job is already in a terminal state: {job.status}."
            )
        session.update(job, status=JobStatus.STOPPING, secondary="Stopping", modified=now())
    _contact(context, job)
    return {}


def list_for_tuning_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`ListTrainingJobsForHyperParameterTuningJob`."""
    with context.database.reading() as session:
        tuning_job = session.find(TuningJob, parameters["HyperParameterTuningJobName"])
        if tuning_job is None:
            raise Refusal(
                "ResourceNotFound",
                f"Could not find requested job with name: {parameters['HyperParameterTuningJobName']}",
            )
        jobs = session.select(TrainingJob, OF_TUNING_JOB, tuning_job.name)
    if not tuning_job.is_final:
        ensure_running(context.root, context.database, tuning_job)
    if parameters.get("SortBy") == "FinalObjectiveMetricValue":
        jobs = [job for job in jobs if job.objective is not None]
    keys = {
        "Name": lambda job: job.name,
        "CreationTime": lambda job: job.created,
        "Status": lambda job: job.status,
        "FinalObjectiveMetricValue": lambda job: job.objective,
    }
    items, token = page(sorted_by(matching(jobs, parameters), parameters, keys), parameters)
    return {"TrainingJobSummaries": [summary(context, tuning_job, job) for job in items], **token}


def summary(context: Context, tuning_job: TuningJob, job: TrainingJob, *, with_type: bool = False) -> Answer:
    """A `HyperParameterTrainingJobSummary`."""
    from hpo_spec.local.definitions import definitions_of

    definition = next(item for item in definitions_of(tuning_job.request) if item.name == job.definition)
    direction = {"Type": "Maximize" if definition.maximize else "Minimize"} if with_type else {}
    objective = (
        {
            "FinalHyperParameterTuningJobObjectiveMetric": {
                **direction,
                "MetricName": definition.metric,
                "Value": job.objective,
            }
        }
        if job.objective is not None
        else {}
    )
    return {
        **({"TrainingJobDefinitionName": job.definition} if job.definition else {}),
        "TrainingJobName": job.name,
        "TrainingJobArn": context.arn("training-job", job.name, job.region),
        **moments(CreationTime=job.created, TrainingStartTime=job.started, TrainingEndTime=job.ended),
        "TrainingJobStatus": job.status,
        "TunedHyperParameters": job.tuned,
        **({"FailureReason": job.failure} if job.failure else {}),
        **objective,
        "ObjectiveStatus": job.objective_status,
    }


def _found(session: Session, name: str) -> TrainingJob:
    job = session.find(TrainingJob, name)
    if job is None:
        raise invalid("Requested resource not found.")
    return job


def _contact(context: Context, job: TrainingJob) -> None:
    """See to it that a job that has not ended is being run."""
    if job.is_final:
        return
    if not job.tuning_job:
        ensure_running(context.root, context.database, job)
        return
    with context.database.reading() as session:
        tuning_job = session.find(TuningJob, job.tuning_job)
    if tuning_job is not None and not tuning_job.is_final:
        ensure_running(context.root, context.database, tuning_job)


def _described(context: Context, job: TrainingJob) -> Answer:
    model = {} if not job.is_final else {"S3ModelArtifacts": f"{artifacts_uri(job)}/model.tar.gz"}
    seconds = {"TrainingTimeInSeconds": max(1, round(job.ended - job.started))} if job.ended and job.started else {}
    return {
        "TrainingJobName": job.name,
        "TrainingJobArn": context.arn("training-job", job.name, job.region),
        **(
            {"TuningJobArn": context.arn("hyper-parameter-tuning-job", job.tuning_job, job.region)}
            if job.tuning_job
            else {}
        ),
        "ModelArtifacts": model or {"S3ModelArtifacts": ""},
        "TrainingJobStatus": job.status,
        "SecondaryStatus": job.secondary,
        **({"FailureReason": job.failure} if job.failure else {}),
        **{member: job.request[member] for member in _ECHOED if member in job.request},
        **moments(
            CreationTime=job.created,
            TrainingStartTime=job.started,
            TrainingEndTime=job.ended,
            LastModifiedTime=job.modified,
        ),
        "SecondaryStatusTransitions": _transitions(job),
        **seconds,
        **({"BillableTimeInSeconds": seconds["TrainingTimeInSeconds"]} if seconds else {}),
    }


def _transitions(job: TrainingJob) -> list[Answer]:
    ends = [time for _, time, _ in job.transitions[1:]]
    last = job.transitions[-1][1] if job.is_final and job.transitions else None
    return [
        {
            "Status": status,
            "StartTime": moment(time),
            **({"StatusMessage": message} if message else {}),
            **moments(EndTime=ends[place] if place < len(ends) else last),
        }
        for place, (status, time, message) in enumerate(job.transitions)
    ]


def _final_metrics(rows: list[tuple[Any, ...]]) -> Answer:
    if not rows:
        return {}
    return {
        "FinalMetricDataList": [
            {"MetricName": metric, "Value": value, "Timestamp": moment(time)} for metric, value, time in rows
        ]
    }


OPERATIONS: dict[str, Operation] = {
    "CreateTrainingJob": create_training_job,
    "DescribeTrainingJob": describe_training_job,
    "StopTrainingJob": stop_training_job,
    "ListTrainingJobsForHyperParameterTuningJob": list_for_tuning_job,
}
