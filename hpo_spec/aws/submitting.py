"""Creating a tuning job exactly once.

Create has no idempotency token, and a call that is tried again may meet its own success. So a taken name is looked at:
the same content is our job, other content is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.job import TuningJob
from hpo_spec.aws.refusals import check_answer, may_have_happened, refusals
from hpo_spec.aws.status import JobState
from hpo_spec.errors import AwsError, JobConflict, JobNotFound, UsageError
from hpo_spec.finding import format_path
from hpo_spec.request.comparing import MISSING, Difference, described_differences, without_secrets

_OPERATION = "CreateHyperParameterTuningJob"


def submit(request: Mapping[str, Any], clients: Clients) -> TuningJob:
    """Create the tuning job of a request, or attach to the one that it made before.

    Raises `JobConflict` if another job has the name, and `AwsError` for every other refusal.
    """
    name = request.get("HyperParameterTuningJobName", "")
    if not name:
        raise UsageError("the request has no HyperParameterTuningJobName: `compile_request` gives it one")
    try:
        with refusals(_OPERATION):
            answer = clients.sagemaker.create_hyper_parameter_tuning_job(**request)
        check_answer(_OPERATION, answer, "HyperParameterTuningJobArn")
    except AwsError as error:
        if error.code == "ResourceInUse" or may_have_happened(error):
            return _attach(request, TuningJob(name, clients, attached=True), error)
        raise
    return TuningJob(name, clients, arn=answer["HyperParameterTuningJobArn"])


def _attach(request: Mapping[str, Any], job: TuningJob, refused: AwsError) -> TuningJob:
    """The existing job, if it is the one that the request describes. Else raises what kept us from creating it."""
    try:
        described = job.describe()
    except JobNotFound:
        raise refused from refused.__cause__
    except AwsError as error:
        if refused.code == "ResourceInUse":
            raise
        raise _unknown_outcome(refused, error) from refused
    differences = differing_lines(request, described)
    if differences:
        raise JobConflict(job.name, differences) from refused
    arn, status = described["HyperParameterTuningJobArn"], described["HyperParameterTuningJobStatus"]
    found = JobState.of(described)
    return TuningJob(job.name, job.clients, arn=arn, attached=True, found_as=status, found=found)


def differing_lines(request: Mapping[str, Any], described: Mapping[str, Any]) -> list[str]:
    """A line for each member in which a described job is not the one of a request, without their secrets."""
    differences = described_differences(request, described)
    return [_line(item) for item in without_secrets(differences, request, described)]


def _unknown_outcome(refused: AwsError, error: AwsError) -> AwsError:
    return AwsError(
        f"{refused} Nor can it be asked whether the job was created: {error}",
        operation=_OPERATION,
        code=refused.code,
        help="Submit the same again: it attaches to the job if there is one.",
    )


def _line(item: Difference) -> str:
    sent = "sent nothing" if item.left is MISSING else f"sent {item.left!r}"
    found = "nothing" if item.right is MISSING else repr(item.right)
    return f"{format_path(item.path)}: {sent}, the existing job has {found}"
