"""SageMaker: batch transform jobs."""

from __future__ import annotations

from collections.abc import Mapping
from time import time as now
from typing import Any

from hpo_spec.local.accepting import check_request
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.operations.models import found_model
from hpo_spec.local.operations.pages import moments
from hpo_spec.local.operations.tags import store_tags
from hpo_spec.local.refusal import Refusal, invalid
from hpo_spec.local.running.launching import ensure_running
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import TransformJob
from hpo_spec.local.state.status import JobStatus

_ECHOED = (
    *("ModelName", "MaxConcurrentTransforms", "ModelClientConfig", "MaxPayloadInMB", "BatchStrategy", "Environment"),
    *("TransformInput", "TransformOutput", "DataCaptureConfig", "TransformResources", "DataProcessing"),
    "ExperimentConfig",
)


def create_transform_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateTransformJob`."""
    check_request("CreateTransformJob", parameters)
    name = parameters["TransformJobName"]
    request = {member: value for member, value in parameters.items() if member != "Tags"}
    job = TransformJob(name=name, region=context.region, request=request, created=now(), modified=now())
    arn = context.arn("transform-job", name)
    with context.database.transaction() as session:
        found_model(context, session, parameters["ModelName"])
        if session.find(TransformJob, name):
            raise Refusal(
                "ResourceInUse",
                "Job name must be unique within an AWS account and region, and a transform job with this name already "
                f"exists ({arn})",
            )
        session.add(job)
        store_tags(session, arn, parameters.get("Tags") or [])
    ensure_running(context.root, context.database, job)
    return {"TransformJobArn": arn}


def describe_transform_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DescribeTransformJob`."""
    with context.database.reading() as session:
        job = _found(session, parameters)
    _contact(context, job)
    return {
        "TransformJobName": job.name,
        "TransformJobArn": context.arn("transform-job", job.name, job.region),
        "TransformJobStatus": job.status,
        **({"FailureReason": job.failure} if job.failure else {}),
        **moments(CreationTime=job.created, TransformStartTime=job.started, TransformEndTime=job.ended),
        **{member: job.request[member] for member in _ECHOED if member in job.request},
    }


def stop_transform_job(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`StopTransformJob`."""
    with context.database.transaction() as session:
        job = _found(session, parameters)
        if job.is_final:
            raise invalid(
                f"The request was rejected because the transform job is already in a terminal state: {job.status}."
            )
        session.update(job, status=JobStatus.STOPPING, modified=now())
    _contact(context, job)
    return {}


def _found(session: Session, parameters: Mapping[str, Any]) -> TransformJob:
    name = parameters["TransformJobName"]
    job = session.find(TransformJob, name)
    if job is None:
        raise Refusal("ResourceNotFound", f"Could not find requested job with name: {name}")
    return job


def _contact(context: Context, job: TransformJob) -> None:
    if not job.is_final:
        ensure_running(context.root, context.database, job)


OPERATIONS: dict[str, Operation] = {
    "CreateTransformJob": create_transform_job,
    "DescribeTransformJob": describe_transform_job,
    "StopTransformJob": stop_transform_job,
}
