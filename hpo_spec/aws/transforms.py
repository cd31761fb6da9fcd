"""Batch transform jobs: created once, waited for, and their predictions read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.failures import without_stack
from hpo_spec.aws.refusals import is_transient, refusals
from hpo_spec.aws.renewing import Renewal
from hpo_spec.aws.waiting import Clock, SystemClock
from hpo_spec.errors import AwsError, JobFailed, JobStopped, UsageError, WaitTimeout

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients

_LONGEST_NAME = 63
_DIGEST_LENGTH = 8
_MOST_ATTEMPTS = 99
_ROOM = _LONGEST_NAME - _DIGEST_LENGTH - 1 - len(f"-{_MOST_ATTEMPTS}")
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


class Started(NamedTuple):
    """A transform job that does what was asked for."""

    name: str
    was_there: bool
    """Whether an earlier call made it, and it is going on or went well."""


def transform_request(
    model: str, settings: Mapping[str, Any], tags: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """The `CreateTransformJob` request for a model, with a name derived from all that it says, and with tags.

    Its predictions go to a folder of that name: another test with the same output must not change what this one found.
    """
    said = json.dumps([model, settings], sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGEST_LENGTH]
    name = f"{model[:_ROOM].rstrip('-')}-{digest}"
    return {
        "TransformJobName": name,
        "ModelName": model,
        **settings,
        "TransformOutput": _below(settings["TransformOutput"], f"/{name}"),
        **({"Tags": [dict(tag) for tag in tags]} if tags else {}),
    }


def start_transform_job(request: Mapping[str, Any], clients: Clients, *, again: bool = False) -> Started:
    """Create a transform job, or find the one that the same request made before. Raises `AwsError`.

    An attempt that failed or was stopped is followed by another, whose name ends in its number; so is, with `again`,
    one that went well: the data may be new.
    """
    first = request["TransformJobName"]
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        suffix = "" if attempt == 1 else f"-{attempt}"
        name, output = f"{first}{suffix}", _below(request["TransformOutput"], suffix)
        if _is_created({**request, "TransformJobName": name, "TransformOutput": output}, clients):
            return Started(name, was_there=False)
        status = describe_transform_job(name, clients).status
        if status == "InProgress" or (status == "Completed" and not again):
            return Started(name, was_there=True)
    raise UsageError(f"{first} has been tried {_MOST_ATTEMPTS} times: change something, such as where its output goes.")


def _below(output: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    return {**output, "S3OutputPath": f"{output['S3OutputPath'].rstrip('/')}{suffix}"}


def _is_created(request: Mapping[str, Any], clients: Clients) -> bool:
    """Whether a transform job was created: if not, its name is taken, and so the same was asked for before."""
    try:
        with refusals("CreateTransformJob"):
            clients.sagemaker.create_transform_job(**request)
    except AwsError as error:
        if error.code != "ResourceInUse":
            raise
        return False
    return True


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
    on_change: Callable[[TransformState], None] = lambda _: None,
    on_trouble: Callable[[AwsError], None] = lambda _: None,
    clock: Clock | None = None,
) -> TransformState:
    """Wait until a transform job has ended.

    Throttling and a broken network do not end the wait, nor do credentials that expired, for a while.

    Raises `JobFailed`, `JobStopped`, `WaitTimeout`, or the `AwsError` that no waiting can mend.
    """
    clock = clock or SystemClock()
    start, pause_s = clock.time(), clients.pace.first_s
    asking = _Asking(name, clients, on_trouble, Renewal(clients, clock))
    last: TransformState | None = None
    while True:
        state = asking.ask() or last
        if state is not None and state != last:
            on_change(state)
        last = state
        if state is not None and state.is_final:
            return _well_ended(state)
        left_s = None if timeout_s is None else timeout_s - (clock.time() - start)
        if left_s is not None and timeout_s is not None and left_s <= 0:
            raise WaitTimeout(name, timeout_s)
        clock.sleep(pause_s if left_s is None else min(pause_s, left_s))
        pause_s = min(clients.pace.last_s, pause_s * _GROWTH)


def read_predictions(state: TransformState, source: Mapping[str, str], clients: Clients) -> list[str]:
    """The lines of all predictions, in the order of the objects that they were made for. Raises `AwsError`.

    `source` is the request's `S3DataSource`.
    """
    bucket, prefix = split_uri(state.output)
    lines: list[str] = []
    for name in _inputs(source, clients):
        target = "/".join(filter(None, [prefix.rstrip("/"), f"{name}.out"]))
        lines += read_object(bucket, target, clients).splitlines()
    return lines


def _inputs(source: Mapping[str, str], clients: Clients) -> list[str]:
    """The objects of the input, each as the name that its predictions have without `.out`."""
    bucket, prefix = split_uri(source["S3Uri"])
    if source["S3DataType"] == "ManifestFile":
        return [item for item in json.loads(read_object(bucket, prefix, clients)) if isinstance(item, str)]
    parent = prefix.rpartition("/")[0]
    with refusals("ListObjectsV2"):
        pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return [key[len(parent) :].lstrip("/") for key in keys if not key.endswith("/")]


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


class _Asking:
    """Asks for a transform job, through the trouble that waiting may mend."""

    def __init__(self, name: str, clients: Clients, on_trouble: Callable[[AwsError], None], renewal: Renewal) -> None:
        self._name = name
        self._clients = clients
        self._on_trouble = on_trouble
        self._renewal = renewal

    def ask(self) -> TransformState | None:
        """How it is doing, or `None` if that cannot be asked just now. Raises `AwsError` for what will not pass."""
        try:
            state = describe_transform_job(self._name, self._clients)
        except AwsError as error:
            if not self._renewal.is_worth(error) and not is_transient(error):
                raise
            self._on_trouble(error)
            return None
        self._renewal.worked()
        return state


def _well_ended(state: TransformState) -> TransformState:
    if state.status == "Failed":
        raise JobFailed(state.name, without_stack(state.failure_reason), kind="Transform job")
    if state.status == "Stopped":
        raise JobStopped(state.name, kind="Transform job")
    return state
