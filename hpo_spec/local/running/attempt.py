"""One run of a training job's program: started, listened to, stopped, and its artifacts stored.

It works in threads of its own and changes no state: what happens is put into a queue as events.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from time import time as now
from typing import NamedTuple

from hpo_spec.local.commands import Command
from hpo_spec.local.logs import LogWriter
from hpo_spec.local.objects import Objects
from hpo_spec.local.refusal import Refusal
from hpo_spec.local.running.container import Container, MissingData
from hpo_spec.local.running.leftovers import MARK, end_leftovers
from hpo_spec.local.running.listening import spoken_lines
from hpo_spec.local.running.scraping import Found, Scraper


class Status(NamedTuple):
    """A secondary status has begun."""

    job: str
    secondary: str
    time: float


class Measured(NamedTuple):
    """Metrics were found in a line of the log."""

    job: str
    found: Sequence[Found]


class Ended(NamedTuple):
    """The program has ended, and its artifacts are stored."""

    job: str
    failure: str
    """Why it failed; empty if it did not."""
    time: float


Event = Status | Measured | Ended


class Attempt:
    """A run of a training job."""

    def __init__(
        self,
        job: str,
        command: Command,
        container: Container,
        *,
        log: LogWriter,
        scraper: Scraper,
        objects: Objects,
        threads: int,
        events: SimpleQueue[Event],
    ) -> None:
        self._job = job
        self._command = command
        self._container = container
        self._log = log
        self._scraper = scraper
        self._objects = objects
        self._threads = threads
        self._events = events
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopping = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=job, daemon=True)

    def start(self) -> None:
        """Begin; events say how it goes, `Ended` is the last one."""
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether something of it is still to be done."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until all is done, and nothing of it runs any more."""
        self._thread.join()

    def terminate(self) -> None:
        """Ask the program to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the program, whatever it does."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with self._lock:
            self._is_stopping = True
            if self._process is not None and self._process.poll() is None:
                _signal_group(self._process.pid, number)

    def _run(self) -> None:
        failure = ""
        try:
            failure = self._train()
        except MissingData as error:
            failure = f"ClientError: {error}"
        except Refusal as error:
            failure = f"ClientError: {error.message}"
        except Exception as error:  # a bug, or a full disk: the trial has failed, and nothing waits for it
            failure = f"InternalServerError: the local engine failed: {type(error).__name__}: {error}"
        finally:
            self._log.close()
            self._events.put(Ended(self._job, failure, now()))
            end_leftovers([self._container.base])

    def _train(self) -> str:
        self._events.put(Status(self._job, "Downloading", now()))
        self._container.prepare(self._objects)
        code = self._listen()
        self._events.put(Status(self._job, "Uploading", now()))
        self._container.store_artifacts(self._objects)
        return f"AlgorithmError: {self._container.failure()}, exit code: {code}" if code else ""

    def _listen(self) -> int:
        """Run the program to its end, and hear what it says; its exit code."""
        process = self._start()
        if process is None:
            return 0
        self._events.put(Status(self._job, "Training", now()))
        try:
            for line in spoken_lines(process, self._end_leftovers):
                self._hear(line)
        finally:
            self.kill()  # after an error of our own it may still run, and otherwise what it left in its group
            process.wait()
            _signal_group(process.pid, signal.SIGKILL)
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def _end_leftovers(self) -> None:
        """What the program left running ends with it, as it would with a container."""
        end_leftovers([self._container.base])

    def _start(self) -> subprocess.Popen[bytes] | None:
        """The program's process; `None` if it was stopped before it began."""
        with self._lock:
            if self._is_stopping:
                return None
            environment = self._container.environment(self._threads)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - what the spec says stands in for the image
                    self._container.filled_in(self._command.arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    cwd=self._command.folder or self._container.base / "code",
                    env={**environment, "PATH": _path(environment), MARK: str(self._container.base)},
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:  # no such program; a name or a value that no variable can have
                program, said = self._command.arguments[0], getattr(error, "strerror", None) or error
                raise Refusal("ClientError", f"the program {program!r} cannot be started: {said}.") from error
        return self._process

    def _hear(self, line: str) -> None:
        time = now()
        self._log.write(time, line)
        found = self._scraper.found_in(line.replace("\t", "#011"), time)
        if found:
            self._events.put(Measured(self._job, found))


def _path(environment: Mapping[str, str]) -> str:
    """The search path, with the folder of this Python first: `python` is the one that hpo-spec runs in."""
    return os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
