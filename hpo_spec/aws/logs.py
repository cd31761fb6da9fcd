"""The logs of training and transform jobs, from CloudWatch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.refusals import is_transient, refusals
from hpo_spec.aws.renewing import Renewal
from hpo_spec.aws.waiting import Clock, SystemClock
from hpo_spec.errors import AwsError

if TYPE_CHECKING:
    from hpo_spec.aws.clients import Clients
    from hpo_spec.aws.job import TuningJob

TRAINING_GROUP = "/aws/sagemaker/TrainingJobs"
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
_FINAL = ("Completed", "Failed", "Stopped")
_NOT_FOUND = "ResourceNotFoundException"
_PAGE = 10_000
_ROUNDS_AFTER_END = 2
_STARTED = r"-\d{8,}$"
"""When a stream was begun, at the end of its name."""


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
        self.clients = clients
        self._group = group
        self._tokens: dict[str, str] = {}
        self._unseen: list[LogLine] = []
        """What was read before a call failed: it comes with the next reading."""

    def new_lines(self, since: datetime | None = None) -> list[LogLine]:
        """What was written since the last time, by all instances, in the order of its time.

        Raises `AwsError`; what was read until then comes with the next reading.
        """
        for stream in self._streams():
            self._read(stream, since)
        lines, self._unseen = self._unseen, []
        return sorted(lines, key=lambda line: line.time)

    def last_lines(self, count: int) -> list[LogLine]:
        """The last lines, of all instances together, without reading the rest if they are not very many."""
        if count > _PAGE:
            return self.new_lines()[-count:]
        lines: list[LogLine] = []
        for stream in self._streams():
            with refusals("GetLogEvents"):
                answer = self.clients.logs.get_log_events(
                    logGroupName=self._group, logStreamName=stream, limit=count, startFromHead=False
                )
            lines += [self._line(stream, event) for event in answer["events"]]
        return sorted(lines, key=lambda line: line.time)[-count:] if count else []

    def _streams(self) -> list[str]:
        """The names of the job's streams; none for a job that has not logged anything yet."""
        try:
            with refusals("DescribeLogStreams"):
                pages = self.clients.logs.get_paginator("describe_log_streams").paginate(
                    logGroupName=self._group, logStreamNamePrefix=f"{self.job}/"
                )
                return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]
        except AwsError as error:
            if error.code == _NOT_FOUND:
                return []
            raise

    def _read(self, stream: str, since: datetime | None) -> None:
        start: dict[str, Any] = {"startTime": round(since.timestamp() * 1000)} if since else {}
        while True:
            token = self._tokens.get(stream)
            given: dict[str, Any] = {"nextToken": token} if token else {}
            with refusals("GetLogEvents"):
                answer = self.clients.logs.get_log_events(
                    logGroupName=self._group, logStreamName=stream, startFromHead=True, limit=_PAGE, **start, **given
                )
            self._unseen += [self._line(stream, event) for event in answer["events"]]
            self._tokens[stream] = answer["nextForwardToken"]
            if answer["nextForwardToken"] == token:  # the end: CloudWatch says so by giving the same again
                return

    def _line(self, stream: str, event: Any) -> LogLine:
        host = re.sub(_STARTED, "", stream.removeprefix(f"{self.job}/"))
        time = datetime.fromtimestamp(event["timestamp"] / 1000, timezone.utc)
        return LogLine(self.job, host, time, event["message"])


class JobLogs:
    """The logs of a tuning job's training jobs, which come one after another.

    One that has ended is read for two rounds more: CloudWatch may have its last lines a little later.
    """

    def __init__(self, job: TuningJob, clients: Clients) -> None:
        self._job = job
        self.clients = clients
        self._logs: dict[str, JobLog] = {}
        self._rounds_after_end: Counter[str] = Counter()
        self._unseen: list[LogLine] = []

    def is_over(self) -> bool:
        """Whether the tuning job has ended, so that nothing comes after the next reading."""
        return self._job.state().status.is_final

    def new_lines(self, since: datetime | None = None) -> list[LogLine]:
        """What was written since the last time, one training job after another.

        Raises `AwsError`; what was read until then comes with the next reading.
        """
        for trial in sorted(self._job.trials(), key=lambda trial: trial.name):
            if self._rounds_after_end[trial.name] < _ROUNDS_AFTER_END:
                log = self._logs.setdefault(trial.name, JobLog(trial.name, self.clients))
                self._unseen += log.new_lines(since)
                self._rounds_after_end[trial.name] += trial.status in _FINAL
        lines, self._unseen = self._unseen, []
        return lines


def follow_logs(
    logs: JobLog | JobLogs,
    show: Callable[[LogLine], None],
    *,
    is_over: Callable[[], bool],
    since: datetime | None = None,
    clock: Clock | None = None,
    pause_s: float = 5.0,
) -> None:
    """Show the lines as they come, until it `is_over`, and then what is left.

    Throttling and a broken network do not end it, nor do credentials that expired, for a while. Raises `AwsError` for
    what waiting cannot mend.
    """
    clock = clock or SystemClock()
    renewal = Renewal(logs.clients, clock)
    while True:
        ends = _surviving(is_over, renewal)
        lines = _surviving(lambda: logs.new_lines(since), renewal)
        for line in lines or []:
            show(line)
        if lines is not None:
            renewal.worked()
        if ends and lines is not None:
            return
        clock.sleep(pause_s)


def _surviving(ask: Callable[[], Any], renewal: Renewal) -> Any:
    """What an answer is, or `None` if AWS could not be asked just now."""
    try:
        return ask()
    except AwsError as error:
        if not renewal.is_worth(error) and not is_transient(error):
            raise
        return None
