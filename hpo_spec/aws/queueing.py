"""Many tuning jobs through a tight account: so many at a time, the rest wait their turn.

The state is SageMaker itself: a job that was submitted before is attached to, so that the same call again goes on where
an earlier one was. Throttling, a broken network and reached limits do not end it; whatever else refuses a job is that
job's own outcome.
"""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.refusals import is_transient
from hpo_spec.aws.renewing import Renewal
from hpo_spec.aws.status import JobState
from hpo_spec.aws.submitting import submit
from hpo_spec.aws.waiting import Clock, Progress, SystemClock, Watcher, next_pause_s
from hpo_spec.errors import AwsError, HpoSpecError, JobNotFound

_NAME = "HyperParameterTuningJobName"
_LIMIT = "ResourceLimitExceeded"
_JITTER = 0.2


class Outcome(NamedTuple):
    """How a job of a queue ended: its last state, or what refused it."""

    name: str
    state: JobState | None
    error: HpoSpecError | None
    attached: bool = False
    """Whether it was there already."""


class Queued(NamedTuple):
    """What a queue has to say while it goes on."""

    kind: str
    """`submitted`, `attached`, `refused`, or `blocked` while nothing more can be submitted."""
    name: str
    text: str
    waiting: int
    """How many jobs wait their turn."""
    active: int
    """How many are in progress."""


def run_queue(
    requests: Sequence[Mapping[str, Any]],
    clients: Clients,
    *,
    max_active: int,
    on_event: Callable[[Queued], None] | None = None,
    on_change: Callable[[Progress], None] | None = None,
    clock: Clock | None = None,
    jitter: random.Random | None = None,
) -> list[Outcome]:
    """Submit all requests, at most `max_active` of them in progress at a time, and wait for all; in their order."""
    clock = clock or SystemClock()
    queue = _Queue(requests, clients, on_event or (lambda _: None), on_change or (lambda _: None), clock)
    chance = jitter or random.Random()  # noqa: S311 - no secret
    pause_s = clients.pace.first_s
    while True:
        changed = queue.submit_up_to(max_active)
        changed |= queue.ask()
        if queue.is_done:
            return queue.outcomes()
        if not (changed and queue.may_submit(max_active)):
            pause_s = next_pause_s(clients.pace, pause_s, queue.active, changed=changed)
            clock.sleep(pause_s * chance.uniform(1 - _JITTER, 1 + _JITTER))


class _Queue:
    """What waits, what is in progress, and what came of the rest."""

    def __init__(
        self,
        requests: Sequence[Mapping[str, Any]],
        clients: Clients,
        on_event: Callable[[Queued], None],
        on_change: Callable[[Progress], None],
        clock: Clock,
    ) -> None:
        self._names = [str(request[_NAME]) for request in requests]
        self._waiting = deque(requests)
        self._clients = clients
        self._on_event = on_event
        self._watcher = Watcher(clients, on_change, clock)
        self._active: list[str] = []
        self._attached: set[str] = set()
        self._refused: dict[str, HpoSpecError] = {}
        self._renewal = Renewal(clients, clock)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits and nothing is in progress."""
        return not self._waiting and not self._active

    @property
    def active(self) -> int:
        """How many jobs are in progress."""
        return len(self._active)

    def may_submit(self, max_active: int) -> bool:
        """Whether there is a job that waits, and room for it."""
        return bool(self._waiting) and len(self._active) < max_active

    def submit_up_to(self, max_active: int) -> bool:
        """Submit while there is room; whether anything has happened. A reached limit ends the round."""
        changed = False
        while self.may_submit(max_active):
            request = self._waiting[0]
            try:
                self._submit(request)
            except AwsError as error:
                if self._is_to_be_waited_for(error):
                    self._say("blocked", str(request[_NAME]), _why_blocked(error))
                    return changed
                self._refuse(request, error)
            except HpoSpecError as error:
                self._refuse(request, error)
            self._renewal.worked()
            changed = True
        return changed

    def ask(self) -> bool:
        """How the jobs in progress are doing; whether one has changed."""
        if not self._active:
            return False
        try:
            changed = self._watcher.ask(list(self._active))
        except JobNotFound as error:
            return self._lose(error)
        self._active = [name for name in self._active if not self._watcher.has_ended(name)]
        return changed

    def outcomes(self) -> list[Outcome]:
        """What came of each, in the order of the requests."""
        return [
            Outcome(
                name,
                None if name in self._refused else self._watcher.state_of(name),
                self._refused.get(name),
                name in self._attached,
            )
            for name in self._names
        ]

    def _submit(self, request: Mapping[str, Any]) -> None:
        job = submit(request, self._clients)
        self._watcher.heard()
        self._waiting.popleft()
        if job.attached:
            self._attached.add(job.name)
        if job.found is not None:
            self._watcher.note(job.found)
        if not self._watcher.has_ended(job.name):
            self._active.append(job.name)
        self._say("attached" if job.attached else "submitted", job.name, "")

    def _refuse(self, request: Mapping[str, Any], error: HpoSpecError) -> None:
        self._waiting.popleft()
        self._refused[str(request[_NAME])] = error
        self._say("refused", str(request[_NAME]), str(error))

    def _lose(self, error: JobNotFound) -> bool:
        """A job that somebody has deleted is no reason to leave the others alone."""
        self._active.remove(error.name)
        self._refused[error.name] = error
        self._say("refused", error.name, str(error))
        return True

    def _is_to_be_waited_for(self, error: AwsError) -> bool:
        """Whether the job is to be tried again. Raises the error of an address that never answers: none will do."""
        if self._renewal.is_worth(error):
            return True
        if error.code != _LIMIT and not is_transient(error):
            return False
        if not self._watcher.may_come(error):
            raise error
        return True

    def _say(self, kind: str, name: str, text: str) -> None:
        self._on_event(Queued(kind, name, text, len(self._waiting), len(self._active)))


def _why_blocked(error: AwsError) -> str:
    """Which limit is reached: of tuning jobs at a time, or of instances; or what else keeps a job from being made."""
    if error.code != _LIMIT:
        return str(error)
    is_of_instances = re.search(r"\bml\.|training job usage", str(error))
    what = "its quota of instances" if is_of_instances else "its limit of tuning jobs at a time"
    return f"the account is at {what}: {error}"
