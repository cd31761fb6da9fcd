"""Batch transform jobs: created once, waited for, and their predictions read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.refusals import is_transient, refusals
from hpo_spec.aws.waiting import Clock, SystemClock
from hpo_spec.errors import AwsError, JobFailed, JobStopped, UsageError, WaitTimeout

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients

_LONGEST_NAME = 63
_DIGEST_LENGTH = 8
_FINAL = ("Completed", "Failed", "Stopped")
_GROWTH = 1.5


class TransformState(NamedTuple):
    """A transform job at one moment."""

    name: str
    status: str
    failure_reason: str
    output: str
    """The S3 prefix of its predictions."""
    duration_s: float | None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in _FINAL


def transform_request(model: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The `CreateTransformJob` request for a model, with a name derived from all that it says."""
    said = json.dumps([model, settings], sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGEST_LENGTH]
    name = f"{model[: _LONGEST_NAME - _DIGEST_LENGTH - 1].rstrip('-')}-{digest}"
    return {"TransformJobName": name, "ModelName": model, **settings}


def create_transform_job(request: Mapping[str, Any], clients: Clients) -> bool:
    """Create a transform job, or find the one that the same request made before; whether it was there."""
    try:
        with refusals("CreateTransformJob"):
            clients.sagemaker.create_transform_job(**request)
    except AwsError as error:
        if error.code != "ResourceInUse":
            raise
        return True  # the name is a digest of all that was asked for
    return False


def describe_transform_job(name: str, clients: Clients) -> TransformState:
    """How a transform job is doing. Raises `AwsError`."""
    with refusals("DescribeTransformJob"):
        answer: Mapping[str, Any] = clients.sagemaker.describe_transform_job(TransformJobName=name)
    start, end = answer.get("TransformStartTime"), answer.get("TransformEndTime")
    return TransformState(
        name=name,
        status=answer["TransformJobStatus"],
        failure_reason=answer.get("FailureReason", ""),
        output=answer.get("TransformOutput", {}).get("S3OutputPath", ""),
        duration_s=(end - start).total_seconds() if start and end else None,
    )


def wait_for_transform(
    name: str,
    clients: Clients,
    *,
    timeout_s: float | None = None,
    on_change: Callable[[TransformState], None] | None = None,
    clock: Clock | None = None,
) -> TransformState:
    """Wait until a transform job has ended. Throttling and a broken network do not end the wait.

    Raises `JobFailed`, `JobStopped`, `WaitTimeout`, or the `AwsError` that no waiting can mend.
    """
    clock = clock or SystemClock()
    start, pause_s = clock.time(), clients.pace.first_s
    last: TransformState | None = None
    while True:
        state = _ask(name, clients) or last
        if state is not None and state != last and on_change is not None:
            on_change(state)
        last = state
        if state is not None and state.is_final:
            return _well_ended(state)
        left_s = None if timeout_s is None else timeout_s - (clock.time() - start)
        if left_s is not None and timeout_s is not None and left_s <= 0:
            raise WaitTimeout(name, timeout_s)
        clock.sleep(pause_s if left_s is None else min(pause_s, left_s))
        pause_s = min(clients.pace.last_s, pause_s * _GROWTH)


def read_predictions(state: TransformState, input_uri: str, clients: Clients) -> list[str]:
    """The lines of all predictions, in the order of the objects that they were made for. Raises `AwsError`."""
    bucket, prefix = split_uri(state.output)
    in_bucket, in_prefix = split_uri(input_uri)
    parent = in_prefix.rpartition("/")[0]
    with refusals("ListObjectsV2"):
        pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket=in_bucket, Prefix=in_prefix)
        keys = [item["Key"] for page in pages for item in page.get("Contents", []) if not item["Key"].endswith("/")]
    lines: list[str] = []
    for key in keys:
        name = f"{key[len(parent) :].lstrip('/')}.out"
        lines += read_object(bucket, "/".join(filter(None, [prefix.rstrip("/"), name])), clients).splitlines()
    return lines


def read_object(bucket: str, key: str, clients: Clients) -> str:
    """The text of an object. Raises `AwsError`."""
    with refusals("GetObject"):
        return clients.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8", errors="replace")


def split_uri(uri: str) -> tuple[str, str]:
    """The bucket and the key of an S3 URI. Raises `UsageError`."""
    match = re.fullmatch(r"s3://([^/]+)/?(.*)", uri)
    if match is None:
        raise UsageError(f"{uri!r} is no S3 URI: s3://BUCKET/PREFIX.")
    return match[1], match[2]


def _ask(name: str, clients: Clients) -> TransformState | None:
    try:
        return describe_transform_job(name, clients)
    except AwsError as error:
        if not is_transient(error):
            raise
        return None


def _well_ended(state: TransformState) -> TransformState:
    if state.status == "Failed":
        raise JobFailed(state.name, state.failure_reason, kind="Transform job")
    if state.status == "Stopped":
        raise JobStopped(state.name, kind="Transform job")
    return state
