"""SageMaker: hyperparameter tuning jobs."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import time as now
from typing import Any

from hpo_spec.local.accepting import check_data, check_tuning_request
from hpo_spec.local.commands import find_command
from hpo_spec.local.definitions import OBJECTIVE_KEY, bodies_of, definitions_of
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.operations.pages import matching, moment, moments, page, sorted_by
from hpo_spec.local.operations.parents import check_parents
from hpo_spec.local.operations.tags import forget_tags, store_tags
from hpo_spec.local.operations.training_jobs import summary, with_metrics
from hpo_spec.local.refusal import Refusal, invalid
from hpo_spec.local.running.launching import ensure_running
from hpo_spec.local.sampling.warm_start import parents_of
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import OF_TUNING_JOB, TrainingJob, TuningJob
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

_KIND = "hyper-parameter-tuning-job"
_DELETED = "Its tuning job was deleted."
_OBJECTIVE_METRIC = "ObjectiveMetric"
_NO_SECURITY = {
    "EnableNetworkIsolation": False,
    "EnableInterContainerTrafficEncryption": False,
    "EnableManagedSpotTraining": False,
}
_COUNTED_AS = {JobStatus.FAILED: "NonRetryableError", JobStatus.STOPPING: "InProgress"}
_STATUSES = ("Completed", "InProgress", "RetryableError", "NonRetryableError", "Stopped")


def create_tuning_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateHyperParameterTuningJob`."""
    check_tuning_request(parameters, context.region)
    for body in bodies_of(parameters):
        check_data(body.get("InputDataConfig") or [], context)
    name = parameters["HyperParameterTuningJobName"]
    config = parameters["HyperParameterTuningJobConfig"]
    job = TuningJob(
        name=name,
        region=context.region,
        request=_filled_in({member: value for member, value in parameters.items() if member != "Tags"}),
        created=now(),
        modified=now(),
        seed=config.get("RandomSeed", secrets.randbits(31)),
        max_parallel=context.max_parallel,
    )
    arn = context.arn(_KIND, name)
    with context.database.transaction() as session:
        commands = {
            body.get("DefinitionName", ""): find_command(session, body["AlgorithmSpecification"])
            for body in bodies_of(parameters)
        }
        check_parents(session, parameters)
        if session.find(TuningJob, name):
            raise Refusal(
                "ResourceInUse",
                "Tuning job names must be unique within an AWS account and region, and a job with this name already "
                f"exists ({arn})",
            )
        session.add(replace(job, commands=commands))
        store_tags(session, arn, parameters.get("Tags") or [])
    ensure_running(context.root, context.database, job)
    return {"HyperParameterTuningJobArn": arn}


def describe_tuning_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DescribeHyperParameterTuningJob`."""
    with context.database.reading() as session:
        job = _found(session, parameters)
        trials = session.select(TrainingJob, OF_TUNING_JOB, job.name)
        parents = [
            (parent, trial)
            for name in parents_of(job.request)
            if (parent := session.find(TuningJob, name))
            for trial in session.select(TrainingJob, OF_TUNING_JOB, name)
        ]
    _contact(context, job)
    trial_pairs = [(job, trial) for trial in trials]
    is_identical = job.request.get("WarmStartConfig", {}).get("WarmStartType") == "IdenticalDataAndAlgorithm"
    details = {
        **({} if job.not_improving is None else {"NumberOfTrainingJobsObjectiveNotImproving": job.not_improving}),
        **moments(ConvergenceDetectedTime=job.converged),
    }
    return {
        **job.request,
        "HyperParameterTuningJobArn": context.arn(_KIND, job.name, job.region),
        "HyperParameterTuningJobStatus": job.status,
        **moments(CreationTime=job.created, LastModifiedTime=job.modified, HyperParameterTuningEndTime=job.ended),
        **_counters(trials),
        **_best(context, "BestTrainingJob", job, trial_pairs),
        **(_best(context, "OverallBestTrainingJob", job, [*trial_pairs, *parents]) if is_identical else {}),
        **({"FailureReason": job.failure} if job.failure else {}),
        **({"TuningJobCompletionDetails": details} if details else {}),
        "ConsumedResources": {"RuntimeInSeconds": _runtime_s(trials)},
    }


def list_tuning_jobs(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`ListHyperParameterTuningJobs`."""
    keys = {
        "Name": lambda job: job.name,
        "CreationTime": lambda job: job.created,
        "Status": lambda job: job.status,
    }
    with context.database.reading() as session:
        jobs = sorted_by(matching(session.select(TuningJob), parameters), parameters, keys)
        items, token = page(jobs, parameters)
        trials = {job.name: session.select(TrainingJob, OF_TUNING_JOB, job.name) for job in items}
    for job in items:
        _contact(context, job)
    return {"HyperParameterTuningJobSummaries": [_summary(context, job, trials[job.name]) for job in items], **token}


def stop_tuning_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`StopHyperParameterTuningJob`."""
    with context.database.transaction() as session:
        job = _found(session, parameters)
        if job.is_final:
            raise invalid(f"Hyperparameter tuning job {job.name} is already in a terminal state: {job.status}.")
        job = session.update(job, status=JobStatus.STOPPING, modified=now())
    _contact(context, job)
    return {}


def delete_tuning_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DeleteHyperParameterTuningJob`: its training jobs, their models and logs stay."""
    with context.database.transaction() as session:
        job = _found(session, parameters)
        if not job.is_final:
            raise invalid(f"Hyperparameter tuning job {job.name} is not in a terminal state: {job.status}.")
        for trial in session.select(TrainingJob, OF_TUNING_JOB, job.name):
            left = {} if trial.is_final else {"status": JobStatus.FAILED, "failure": _DELETED, "ended": now()}
            session.update(trial, tuning_job="", **left)  # another job may get the name
        session.remove(job)
        forget_tags(session, context.arn(_KIND, job.name, job.region))
    return {}


def _found(session: Session, parameters: Mapping[str, Any]) -> TuningJob:
    name = parameters["HyperParameterTuningJobName"]
    job = session.find(TuningJob, name)
    if job is None:
        raise Refusal("ResourceNotFound", f"Could not find requested hyperparameter tuning job with name: {name}")
    return job


def _contact(context: Context, job: TuningJob) -> None:
    if not job.is_final:
        ensure_running(context.root, context.database, job)


def _filled_in(request: dict[str, Any]) -> dict[str, Any]:
    """A request with what SageMaker adds to it, and shows in Describe."""
    metrics = {item.name: item.metric for item in definitions_of(request)}
    config = dict(request["HyperParameterTuningJobConfig"])
    if "ParameterRanges" in config:
        config["ParameterRanges"] = _ranges(config["ParameterRanges"])
    filled = {**request, "HyperParameterTuningJobConfig": config}
    if "TrainingJobDefinition" in request:
        filled["TrainingJobDefinition"] = _definition(request["TrainingJobDefinition"], metrics)
    if "TrainingJobDefinitions" in request:
        filled["TrainingJobDefinitions"] = [_definition(item, metrics) for item in request["TrainingJobDefinitions"]]
    return filled


def _definition(body: Mapping[str, Any], metrics: Mapping[str, str]) -> dict[str, Any]:
    metric = metrics[body.get("DefinitionName", "")]
    specification = with_metrics(body["AlgorithmSpecification"])
    definitions = specification.get("MetricDefinitions", [])
    regex = next((item["Regex"] for item in definitions if item["Name"] == metric), None)
    if regex is not None and regex not in [item["Regex"] for item in definitions if item["Name"] == _OBJECTIVE_METRIC]:
        specification["MetricDefinitions"] = [*definitions, {"Name": _OBJECTIVE_METRIC, "Regex": regex}]
    ranges = {"HyperParameterRanges": _ranges(body["HyperParameterRanges"])} if "HyperParameterRanges" in body else {}
    return {
        **_NO_SECURITY,
        **body,
        **ranges,
        "AlgorithmSpecification": specification,
        "StaticHyperParameters": {**body.get("StaticHyperParameters", {}), OBJECTIVE_KEY: metric},
    }


def _ranges(ranges: Mapping[str, Any]) -> dict[str, Any]:
    numeric = ("IntegerParameterRanges", "ContinuousParameterRanges")
    scaled = {key: [{"ScalingType": "Auto", **item} for item in ranges.get(key) or []] for key in numeric}
    return {"CategoricalParameterRanges": [], **ranges, **scaled}


def _counters(trials: Sequence[TrainingJob]) -> Answer:
    statuses = Counter(_counted_as(trial.status) for trial in trials)
    statuses["RetryableError"] = sum(trial.retries for trial in trials)
    objectives = Counter(trial.objective_status for trial in trials)
    return {
        "TrainingJobStatusCounters": {status: statuses[status] for status in _STATUSES},
        "ObjectiveStatusCounters": {status: objectives[status] for status in ObjectiveStatus if status},
    }


def _counted_as(status: JobStatus) -> str:
    return _COUNTED_AS.get(status, status.value)


def _best(
    context: Context, member: str, job: TuningJob, trials: Sequence[tuple[TuningJob, TrainingJob]]
) -> dict[str, Answer]:
    definitions = definitions_of(job.request)
    compared = {item.name for item in definitions if item.maximize == definitions[0].maximize}
    ranked = [
        (owner, trial)
        for owner, trial in trials
        if trial.objective_status is ObjectiveStatus.SUCCEEDED and trial.objective is not None
        if owner.name != job.name or trial.definition in compared
    ]
    if not ranked:
        return {}
    choose = max if definitions[0].maximize else min
    owner, best = choose(ranked, key=lambda pair: pair[1].objective or 0.0)
    shown = summary(context, owner, best, with_type=len(definitions) > 1)
    return {member: {**shown, "TuningJobName": owner.name} if member.startswith("Overall") else shown}


def _runtime_s(trials: Sequence[TrainingJob]) -> int:
    return round(sum((trial.ended or now()) - trial.started for trial in trials if trial.started))


def _summary(context: Context, job: TuningJob, trials: Sequence[TrainingJob]) -> Answer:
    config = job.request["HyperParameterTuningJobConfig"]
    return {
        "HyperParameterTuningJobName": job.name,
        "HyperParameterTuningJobArn": context.arn(_KIND, job.name, job.region),
        "HyperParameterTuningJobStatus": job.status,
        "Strategy": config["Strategy"],
        "CreationTime": moment(job.created),
        **moments(HyperParameterTuningEndTime=job.ended, LastModifiedTime=job.modified),
        **_counters(trials),
        "ResourceLimits": config["ResourceLimits"],
    }


OPERATIONS: dict[str, Operation] = {
    "CreateHyperParameterTuningJob": create_tuning_job,
    "DescribeHyperParameterTuningJob": describe_tuning_job,
    "ListHyperParameterTuningJobs": list_tuning_jobs,
    "StopHyperParameterTuningJob": stop_tuning_job,
    "DeleteHyperParameterTuningJob": delete_tuning_job,
}
