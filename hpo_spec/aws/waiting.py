"""Waiting for tuning jobs: one watcher for all of them, on a clock that is an argument.

One job is asked with Describe, several with List, a call for each 100; each of several is described once, when it has
ended. Rounds grow, on AWS from 5 s for each call of List to 60 s, with jitter, and a final state is never asked for
again. Throttling, trouble inside AWS and a broken network do not end a wait, nor do credentials that expired until they
have been so for a while.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from hpo_spec.aws.clients import Clients, Pace
from hpo_spec.aws.job import TuningJob
from hpo_spec.aws.listing import PAGE_SIZE, pages_of
from hpo_spec.aws.refusals import is_answer, is_transient
from hpo_spec.aws.renewing import Renewal
from hpo_spec.aws.status import JobState
from hpo_spec.errors import AwsError, WaitTimeout

_GROWTH = 1.5
_JITTER = 0.2
_SILENT_ROUNDS = 10
"""How many rounds an address may be out of reach before it has ever answered: some minutes."""
_MOST_LISTED = 1_000
"""How far back List is asked for jobs whose age is not known yet: what it does not have is described."""


class Clock(Protocol):
    """What time it is, and how to wait."""

    def time(self) -> float:
        """Seconds, from any start."""

    def sleep(self, seconds: float) -> None:
        """Come back after some seconds."""


class SystemClock:
    """The clock of this machine."""

    def time(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Progress(NamedTuple):
    """Something that somebody who waits would want to see."""

    kind: str
    """`state` when it has changed, `trouble` when AWS could not be asked, `ended` when the job has."""
    name: str
    state: JobState | None
    elapsed_s: float
    trouble: str = ""

    def to_json(self) -> dict[str, object]:
        """Plain data for programs."""
        state = self.state.to_json() if self.state else None
        event: dict[str, object] = {"event": self.kind, "name": self.name, "elapsed_s": round(self.elapsed_s, 1)}
        return {**event, **({"trouble": self.trouble} if self.trouble else {}), **({"job": state} if state else {})}


def wait_for(
    names: Sequence[str],
    clients: Clients,
    *,
    timeout_s: float | None = None,
    on_change: Callable[[Progress], None] | None = None,
    clock: Clock | None = None,
    jitter: random.Random | None = None,
) -> list[JobState]:
    """Wait until every job has ended; their final states, in the order asked for.

    Raises `WaitTimeout` after `timeout_s` seconds, `JobNotFound`, or the `AwsError` that no waiting can mend.
    """
    if not names:
        return []
    watcher = Watcher(clients, on_change or (lambda _: None), clock or SystemClock())
    return watcher.run(list(dict.fromkeys(names)), names, timeout_s, jitter or random.Random())  # noqa: S311


def next_pause_s(pace: Pace, pause_s: float, jobs: int, *, changed: bool) -> float:
    """The pause after one of `pause_s`: short after a change, but no call of List comes sooner than the pace has it.

    Of a thousand jobs, one changes all the time: their rounds take ten calls, and come ten times as seldom.
    """
    first_s = min(pace.last_s, pace.first_s * max(1, math.ceil(jobs / PAGE_SIZE)))
    return first_s if changed else min(pace.last_s, max(first_s, pause_s * _GROWTH))


class Watcher:
    """What one wait remembers: asked in rounds, it says which jobs have changed, and survives trouble."""

    def __init__(self, clients: Clients, show: Callable[[Progress], None], clock: Clock) -> None:
        self._clients = clients
        self._show = show
        self._clock = clock
        self._start = clock.time()
        self._states: dict[str, JobState] = {}
        self._renewal = Renewal(clients, clock)
        self._silent_rounds = 0
        self._has_heard = False
        self._troubled = ""
        """The job that trouble was last shown for."""

    def run(
        self, open_names: list[str], names: Sequence[str], timeout_s: float | None, jitter: random.Random
    ) -> list[JobState]:
        pace = self._clients.pace
        pause_s = pace.first_s
        while True:
            changed = self.ask(open_names)
            open_names = [name for name in open_names if not self.has_ended(name)]
            if not open_names:
                return [self._states[name] for name in names]
            pause_s = next_pause_s(pace, pause_s, len(open_names), changed=changed)
            self._sleep(pause_s * jitter.uniform(1 - _JITTER, 1 + _JITTER), timeout_s, open_names[0])

    def ask(self, names: list[str]) -> bool:
        """One round; whether a job has changed. What was heard before an error is kept."""
        changed = False
        try:
            for state in self._describe(names) if len(names) == 1 else self._list(names):
                self._renewal.worked()
                changed |= self.note(state)
        except AwsError as error:
            self._survive(error, next((name for name in names if not self.has_ended(name)), names[0]))
        return changed

    def _describe(self, names: list[str]) -> Iterator[JobState]:
        return (TuningJob(name, self._clients).state() for name in names)

    def _list(self, names: list[str]) -> Iterator[JobState]:
        """All of them by List; those that have ended, and those that List does not have, by Describe.

        List never costs more calls than Describe would.
        """
        filters = {"SortBy": "CreationTime", "SortOrder": "Descending", **self._window(names)}
        ended: list[str] = []
        left = dict.fromkeys(names)
        for state in pages_of(self._clients, filters, min(_MOST_LISTED + len(names), PAGE_SIZE * len(names))):
            if state.name in left:
                del left[state.name]
                if state.status.is_final:
                    ended.append(state.name)
                else:
                    yield state
            if not left:
                break
        yield from self._describe([*ended, *left])

    def _window(self, names: list[str]) -> dict[str, Any]:
        """When the jobs were created, as filters of List; none before all of them were seen."""
        created = [state.created for name in names if (state := self._states.get(name)) and state.created]
        if len(created) < len(names):
            return {}
        second = timedelta(seconds=1)
        return {"CreationTimeAfter": min(created) - second, "CreationTimeBefore": max(created) + second}

    def note(self, state: JobState) -> bool:
        """Take in how a job is doing; whether that is new."""
        before = self._states.get(state.name)
        self._states[state.name] = state
        if before == state and state.name != self._troubled:
            return False
        if state.name == self._troubled:
            self._troubled = ""  # shown again, so that nobody goes on looking at the trouble
        kind = "ended" if state.status.is_final else "state"
        self._show(Progress(kind, state.name, state, self._elapsed_s()))
        return True

    def _survive(self, error: AwsError, name: str) -> None:
        """Say what is wrong and go on. Raises the error again if waiting cannot mend it."""
        if not self._renewal.is_worth(error) and not (is_transient(error) and self.may_come(error)):
            raise error
        self._troubled = name
        self._show(Progress("trouble", name, self._states.get(name), self._elapsed_s(), f"{error} Still waiting."))

    def may_come(self, error: AwsError) -> bool:
        """Whether an answer may still come: an address that never gave one may be a region that is none."""
        self._silent_rounds += 1
        self._has_heard |= bool(self._states) or is_answer(error)
        return self._has_heard or self._silent_rounds < _SILENT_ROUNDS

    def heard(self) -> None:
        """Note that AWS has answered a call that somebody else made."""
        self._has_heard = True

    def _sleep(self, pause_s: float, timeout_s: float | None, name: str) -> None:
        if timeout_s is not None:
            left_s = timeout_s - self._elapsed_s()
            if left_s <= 0:
                raise WaitTimeout(name, timeout_s)
            pause_s = min(pause_s, left_s)
        self._clock.sleep(pause_s)

    def has_ended(self, name: str) -> bool:
        """Whether a job is known to have ended."""
        state = self._states.get(name)
        return state is not None and state.status.is_final

    def state_of(self, name: str) -> JobState:
        """What was last heard of a job."""
        return self._states[name]

    def _elapsed_s(self) -> float:
        return self._clock.time() - self._start
