"""The training jobs that a process runs: launched, listened to, stopped, and written down as they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from queue import Empty, SimpleQueue
from time import monotonic
from time import time as now

from hpo_spec.local.commands import Command
from hpo_spec.local.logs import TRAINING_GROUP, Logs
from hpo_spec.local.machine import grace_s
from hpo_spec.local.objects import Objects
from hpo_spec.local.root import Root
from hpo_spec.local.running.attempt import Attempt, Ended, Event, Measured, Status
from hpo_spec.local.running.container import HOST, Container
from hpo_spec.local.running.locks import unlock
from hpo_spec.local.running.notes import notes_of
from hpo_spec.local.running.scraping import Found, Scraper
from hpo_spec.local.state.database import Database, Session
from hpo_spec.local.state.records import TrainingJob
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

_FAILURE_LENGTH = 1024
_METRIC = "INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?)"
_DAY_S = 86_400


class Stop(Enum):
    """Why a training job is stopped: the secondary status that it ends with."""

    STOPPED = "Stopped"
    MAX_RUNTIME = "MaxRuntimeExceeded"


@dataclass
class _Running:
    """A training job in progress."""

    record: TrainingJob
    attempt: Attempt
    place: int
    metric: str
    """The objective metric; empty for a job that has none."""
    stops_at: float
    stopping: Stop | None = None
    killed_at: float | None = None
    steps: dict[str, int] = field(default_factory=dict)
    changes: dict[str, object] = field(default_factory=dict)
    metrics: list[tuple[str, str, int, float, float]] = field(default_factory=list)


class Trials:
    """What runs in this process."""

    def __init__(self, root: Root, database: Database, *, threads: int, clock: Callable[[], float] = monotonic) -> None:
        self._root = root
        self._database = database
        self._objects = Objects(root.objects)
        self._logs = Logs(root.logs)
        self._threads = threads
        self._grace_s = grace_s()
        self._clock = clock
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._running: dict[str, _Running] = {}
        self._last: list[Attempt] = []
        self.curves: dict[str, list[float]] = {}
        """By training job, the values of its objective so far."""

    @property
    def running(self) -> list[TrainingJob]:
        """Those that have not ended."""
        return [item.record for item in self._running.values()]

    def launch(self, record: TrainingJob, command: Command, place: int, metric: str = "") -> None:
        """Start a training job, which has the lock of a `place` until it has ended."""
        container = Container(self._root.training_job(record.name), record)
        stream = f"{record.name}/{HOST}-{round(now())}"
        log = self._logs.writer(TRAINING_GROUP, stream, head=list(notes_of(record.request)))
        attempt = Attempt(
            record.name,
            command,
            container,
            log=log,
            scraper=Scraper(record.request["AlgorithmSpecification"].get("MetricDefinitions", [])),
            objects=self._objects,
            threads=self._threads,
            events=self._events,
        )
        most_s = record.request["StoppingCondition"].get("MaxRuntimeInSeconds", _DAY_S)
        item = _Running(record, attempt, place, metric, stops_at=self._clock() + most_s)
        item.changes = {"stream": stream}
        self._running[record.name] = item
        self.curves[record.name] = []
        attempt.start()

    def stop(self, name: str, why: Stop) -> None:
        """Ask a training job to end, and kill it if it has not after a while."""
        item = self._running.get(name)
        if item is not None and item.stopping is None:
            item.stopping, item.killed_at = why, self._clock() + self._grace_s
            item.changes |= {"status": JobStatus.STOPPING, "secondary": "Stopping"}
            item.attempt.terminate()

    def settle(self) -> None:
        """Wait until nothing is left running of those that have ended."""
        for attempt in self._last:
            attempt.join()

    def abandon(self) -> None:
        """End all of them at once, whatever they do: they are begun again, or they are not."""
        for item in self._running.values():
            item.attempt.kill()
        for item in self._running.values():
            item.attempt.join()
            unlock(item.place)
        self._running.clear()

    def listen(self, patience_s: float) -> tuple[list[TrainingJob], list[str]]:
        """Who has ended since, or ends within some seconds, and whose objective has new values."""
        self._enforce_limits()
        ended: list[TrainingJob] = []
        measured: list[str] = []
        for event in self._drained(self._patience(patience_s)):
            item = self._running[event.job]
            if isinstance(event, Measured):
                measured += [event.job] if self._note(item, event.found) else []
            elif isinstance(event, Status):
                self._begin(item, event)
            else:
                ended.append(self._end(item, event))
        self._write_down(ended)
        return ended, [name for name in dict.fromkeys(measured) if name in self._running]

    def _patience(self, patience_s: float) -> float:
        limits = [item.killed_at or item.stops_at for item in self._running.values()]
        return max(0.0, min(patience_s, *(limit - self._clock() for limit in limits))) if limits else patience_s

    def _enforce_limits(self) -> None:
        for name, item in self._running.items():
            if item.killed_at is not None and self._clock() >= item.killed_at:
                item.attempt.kill()
                item.killed_at = self._clock() + self._grace_s
            elif self._clock() >= item.stops_at:
                self.stop(name, Stop.MAX_RUNTIME)

    def _drained(self, patience_s: float) -> list[Event]:
        events: list[Event] = []
        try:
            events.append(self._events.get(timeout=patience_s))
            while True:
                events.append(self._events.get_nowait())
        except Empty:
            return events

    def _note(self, item: _Running, found: Sequence[Found]) -> bool:
        for metric, value, time in found:
            item.steps[metric] = step = item.steps.get(metric, 0) + 1
            item.metrics.append((item.record.name, metric, step, value, time))
            if metric == item.metric:
                self.curves[item.record.name].append(value)
        return any(metric == item.metric for metric, _, _ in found)

    def _begin(self, item: _Running, event: Status) -> None:
        transitions = [*item.record.transitions, [event.secondary, event.time, ""]]
        started = {"started": event.time} if event.secondary == "Training" else {}
        item.record = replace(item.record, transitions=transitions)
        item.changes |= {"transitions": transitions, **started}
        if item.stopping is None:
            item.changes["secondary"] = event.secondary

    def _end(self, item: _Running, event: Ended) -> TrainingJob:
        unlock(item.place)
        self._last = [attempt for attempt in self._last if attempt.is_alive] + [item.attempt]
        failure = "" if item.stopping else event.failure[:_FAILURE_LENGTH]
        status = JobStatus.at_end(failure=failure, is_stopped=item.stopping)
        secondary = item.stopping.value if item.stopping else status.value
        curve = self.curves[item.record.name]
        objective_status = ObjectiveStatus.at_end(has_value=bool(curve) and status is not JobStatus.FAILED)
        item.changes |= {
            "status": status,
            "secondary": secondary,
            "transitions": [*item.record.transitions, [secondary, event.time, failure]],
            "failure": failure,
            "ended": event.time,
            "objective": curve[-1] if curve else None,
            "objective_status": objective_status if item.metric else ObjectiveStatus.NONE,
        }
        return item.record

    def _write_down(self, ended: list[TrainingJob]) -> None:
        changed = [item for item in self._running.values() if item.changes or item.metrics]
        if not changed:
            return
        with self._database.transaction() as session:
            for item in changed:
                self._save(session, item)
        for place, record in enumerate(ended):
            ended[place] = self._running.pop(record.name).record

    def _save(self, session: Session, item: _Running) -> None:
        if item.changes:
            item.record = session.update(item.record, modified=now(), **item.changes)
        session.write(_METRIC, item.metrics)
        item.changes, item.metrics = {}, []
