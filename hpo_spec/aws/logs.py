"""The logs of training and transform jobs, from CloudWatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.refusals import is_transient, refusals
from hpo_spec.aws.waiting import Clock, SystemClock
from hpo_spec.errors import AwsError

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients

TRAINING_GROUP = "/aws/sagemaker/TrainingJobs"
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
_NOT_FOUND = "ResourceNotFoundException"
_PAGE = 10_000


class LogLine(NamedTuple):
    """An event of a log."""

    job: str
    host: str
    """Which of several instances wrote it, such as `algo-1`."""
    time: datetime
    message: str

    def to_json(self) -> dict[str, object]:
        """Plain data for programs."""
        return {**self._asdict(), "time": self.time.isoformat()}


class JobLog:
    """The log of one job, read from where the last reading ended."""

    def __init__(self, job: str, clients: Clients, group: str = TRAINING_GROUP) -> None:
        self.job = job
        self._clients = clients
        self._group = group
        self._tokens: dict[str, str] = {}

    def new_lines(self, since: datetime | None = None) -> list[LogLine]:
        """What was written since the last time, by all instances, in the order of its time. Raises `AwsError`."""
        lines = [line for stream in self._streams() for line in self._read(stream, since)]
        return sorted(lines, key=lambda line: line.time)

    def last_lines(self, count: int) -> list[LogLine]:
        """The last lines, of all instances together, without reading the rest."""
        lines: list[LogLine] = []
        for stream in self._streams():
            with refusals("GetLogEvents"):
                answer = self._clients.logs.get_log_events(
                    logGroupName=self._group, logStreamName=stream, limit=count, startFromHead=False
                )
            lines += [self._line(stream, event) for event in answer["events"]]
        return sorted(lines, key=lambda line: line.time)[-count:] if count else []

    def _streams(self) -> list[str]:
        """The names of the job's streams; none for a job that has not logged anything yet."""
        try:
            with refusals("DescribeLogStreams"):
                pages = self._clients.logs.get_paginator("describe_log_streams").paginate(
                    logGroupName=self._group, logStreamNamePrefix=f"{self.job}/"
                )
                return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]
        except AwsError as error:
            if error.code == _NOT_FOUND:
                return []
            raise

    def _read(self, stream: str, since: datetime | None) -> Iterator[LogLine]:
        start: dict[str, Any] = {"startTime": round(since.timestamp() * 1000)} if since else {}
        while True:
            token = self._tokens.get(stream)
            given: dict[str, Any] = {"nextToken": token} if token else {}
            with refusals("GetLogEvents"):
                answer = self._clients.logs.get_log_events(
                    logGroupName=self._group, logStreamName=stream, startFromHead=True, limit=_PAGE, **start, **given
                )
            yield from (self._line(stream, event) for event in answer["events"])
            self._tokens[stream] = answer["nextForwardToken"]
            if answer["nextForwardToken"] == token:  # the end: CloudWatch says so by giving the same again
                return

    def _line(self, stream: str, event: Any) -> LogLine:
        host = stream.removeprefix(f"{self.job}/").rpartition("-")[0] or stream.rpartition("/")[2]
        time = datetime.fromtimestamp(event["timestamp"] / 1000, timezone.utc)
        return LogLine(self.job, host, time, event["message"])


def follow_logs(
    jobs: Sequence[JobLog],
    show: Callable[[LogLine], None],
    *,
    is_over: Callable[[], bool],
    since: datetime | None = None,
    clock: Clock | None = None,
    pause_s: float = 5.0,
) -> None:
    """Show the lines of some jobs as they come, until it `is_over`, and then what is left.

    Throttling and a broken network do not end it. Raises `AwsError` for what waiting cannot mend.
    """
    clock = clock or SystemClock()
    while True:
        ends = _surviving(is_over) or False
        for job in jobs:
            for line in _surviving(lambda job=job: job.new_lines(since)) or []:  # type: ignore[misc]
                show(line)
        if ends:
            return
        clock.sleep(pause_s)


def _surviving(ask: Callable[[], Any]) -> Any:
    """What an answer is, or `None` if AWS could not be asked just now."""
    try:
        return ask()
    except AwsError as error:
        if not is_transient(error):
            raise
        return None
