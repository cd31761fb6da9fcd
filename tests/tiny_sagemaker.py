"""A tiny SageMaker behind HTTP: tuning jobs that end after they were looked at a few times, or at their time.

Unlike moto's, its jobs take a while to end. What goes wrong on the way is the business of the fault proxy.
"""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError

from tests.request.boston import REQUEST
from tests.scripted import (
    START,
    FakeClock,
    Fault,
    ScriptedJob,
    ScriptedSageMaker,
    ended,
    in_progress,
)

NAME = "HyperParameterTuningJobName"


class EndingSageMaker(ScriptedSageMaker):
    """Its jobs end after a few looks."""

    def __init__(self, looks: int = 2) -> None:
        super().__init__()
        self.looks = looks
        self.created: list[str] = []
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def carry_out(self, operation: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the content of the answer to a call."""
        with self._lock:
            self.counts[operation] += 1
            try:
                return 200, self._operations()[operation](request)
            except Fault as fault:
                return fault.status, {"__type": fault.code, "message": fault.message}

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = super()._create(request)
        self.jobs[request[NAME]].steps = [in_progress()] * self.looks + [ended("Completed")]
        self.created.append(request[NAME])
        return answer


class LastingJob(ScriptedJob):
    """A tuning job that ends at its time, and in its way."""

    def __init__(self, name: str, clock: FakeClock, ends_s: float, final: str, created: datetime) -> None:
        super().__init__({NAME: name}, [], created)
        self.clock = clock
        self.ends_s = ends_s
        self.final = final

    def look(self) -> dict[str, Any]:
        """What the job is now: a trial more each half an hour, each job at its own time."""
        if self.clock.time() >= self.ends_s:
            return ended(self.final)
        return in_progress(done=int((self.clock.time() + self.ends_s) // 1_800), running=3)


class LastingSageMaker(ScriptedSageMaker):
    """Its jobs end at their times on a clock; it keeps no list of what it was called, only how often, and may fail."""

    def __init__(self, clock: FakeClock, jobs: int, hours: float, *, rate: float = 0.0, seed: int = 0) -> None:
        super().__init__()
        chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()
        self.rate = rate
        self.chance = chance
        self.kinds: Sequence[Fault] = ()
        for number in range(jobs):
            ends_s = hours * 3_600 * (1 if number < 2 else chance.uniform(0.5, 1))
            final = chance.choice(("Completed", "Completed", "Completed", "Failed", "Stopped"))
            created = START + timedelta(seconds=number)
            self.jobs[f"job-{number:04d}"] = LastingJob(f"job-{number:04d}", clock, ends_s, final, created)

    def answer(self, request: AWSPreparedRequest, **others: Any) -> AWSResponse:
        """What the wire would bring back, if it does."""
        self.calls.clear()
        if self.kinds and self.chance.random() < self.rate:
            fault = self.chance.choice(self.kinds)
            self.injected[fault.code] += 1
            if fault.status == 0:
                raise ConnectionClosedError(endpoint_url=request.url)
            self.faults = [Fault(fault.status, fault.code, fault.message)]  # one raised again grows its traceback
        answer = super().answer(request, **others)
        self.counts.update(self.calls)
        return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        operation = self.headers["X-Amz-Target"].split(".")[1]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, content = self.server.sagemaker.carry_out(operation, request)  # type: ignore[attr-defined]
        body = json.dumps(content, default=datetime.timestamp).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news."""


@contextmanager
def served(sagemaker: EndingSageMaker) -> Iterator[str]:
    """The address of a server of these jobs, on loopback."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.sagemaker = sagemaker  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def many_requests(count: int) -> list[dict[str, Any]]:
    """So many requests, each for another job."""
    return [_request(number) for number in range(count)]


def _request(number: int) -> dict[str, Any]:
    definition = REQUEST["TrainingJobDefinition"]
    static = {**definition["StaticHyperParameters"], "seed": str(number)}
    return {
        **REQUEST,
        NAME: f"job-{number:04d}",
        "TrainingJobDefinition": {**definition, "StaticHyperParameters": static},
    }
