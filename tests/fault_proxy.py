"""A proxy that lets things go wrong between boto3 and an HTTP server, by a seed, so that a run can be repeated.

    python -m tests.fault_proxy --upstream http://127.0.0.1:5000 --seed 7 --rate 0.2

Some faults come before the request is carried out, some after, when only the answer is lost. It listens on loopback
only, and prints at its end how many faults of each kind there were.
"""

import argparse
import http.client
import json
import random
import signal
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
_TIMEOUT_S = 60
_GARBAGE = (b"<html>Sign in to this network</html>", b"\xff\xfe\x00garbage", b"[]", b'"yes"', b"null", b"{}", b"")


class Refused(NamedTuple):
    """An answer of AWS's that is an error."""

    status: int
    code: str
    carried_out: bool
    """Whether the request is carried out all the same."""


REFUSALS = {
    "throttled": Refused(400, "ThrottlingException", False),
    "error 500": Refused(500, "InternalFailure", True),
    "error 503": Refused(503, "ServiceUnavailable", False),
    "expired": Refused(400, "ExpiredTokenException", False),
}
KINDS = (*REFUSALS, "reset before", "reset after", "delayed", "truncated", "garbage")


class Plan:
    """Which fault the next request meets; counted."""

    def __init__(self, seed: int, rate: float, kinds: Sequence[str] = KINDS) -> None:
        self._chance = random.Random(seed)
        self._rate = rate
        self._kinds = kinds
        self._lock = threading.Lock()
        self.requests = 0
        self.faults: Counter[str] = Counter()

    def next(self) -> str:
        """The kind of the next fault, or nothing."""
        with self._lock:
            self.requests += 1
            if self._chance.random() >= self._rate:
                return ""
            kind = self._chance.choice(self._kinds)
            self.faults[kind] += 1
            return kind

    def garbage(self) -> bytes:
        """What somebody else would have answered."""
        with self._lock:
            return self._chance.choice(_GARBAGE)

    def table(self) -> str:
        """How many faults there were of each kind."""
        lines = [f"{kind:<14}{self.faults[kind]:>8}" for kind in self._kinds]
        total = f"{'all faults':<14}{sum(self.faults.values()):>8}\n{'requests':<14}{self.requests:>8}"
        return "\n".join([*lines, total])


class FaultProxy(ThreadingHTTPServer):
    """Passes requests on to `upstream`, but for what the plan lets go wrong."""

    daemon_threads = True

    def __init__(self, upstream: str, plan: Plan, *, port: int = 0, delay_s: float = 0.05) -> None:
        parts = urlsplit(upstream)
        self.upstream = (parts.hostname or LOOPBACK, parts.port or 80)
        self.plan = plan
        self.delay_s = delay_s
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no news."""


class _Answer(NamedTuple):
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class _Handler(BaseHTTPRequestHandler):
    server: FaultProxy
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.server.plan.next()
        if kind in REFUSALS:
            self._refuse(REFUSALS[kind], body)
        elif kind == "reset before":
            self._reset()
        elif kind == "reset after":
            self._pass_on(body)
            self._reset()
        elif kind == "garbage":
            self._pass_on(body)
            self._send(_Answer(200, (), self.server.plan.garbage()))
        else:
            answer = self._pass_on(body)
            time.sleep(self.server.delay_s if kind == "delayed" else 0)
            self._send(answer, cut=kind == "truncated")

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _handle  # noqa: N815 - the names that the base class calls

    def _pass_on(self, body: bytes) -> _Answer:
        connection = http.client.HTTPConnection(*self.server.upstream, timeout=_TIMEOUT_S)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            ours = ("connection",) if self.command == "HEAD" else ("content-length", "connection")
            kept = [item for item in answer.getheaders() if item[0].lower() not in ours]
            return _Answer(answer.status, kept, answer.read())
        finally:
            connection.close()

    def _refuse(self, refused: Refused, body: bytes) -> None:
        if refused.carried_out:
            self._pass_on(body)
        said = json.dumps({"__type": refused.code, "message": "a fault of the proxy"}).encode()
        self._send(_Answer(refused.status, (("Content-Type", "application/x-amz-json-1.1"),), said))

    def _send(self, answer: _Answer, *, cut: bool = False) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in answer.headers}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def _reset(self) -> None:
        """End the connection with RST: what was under way is lost."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def proxied(upstream: str, plan: Plan, *, delay_s: float = 0.05) -> Iterator[str]:
    """The address of a fault proxy before `upstream`."""
    proxy = FaultProxy(upstream, plan, delay_s=delay_s)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield proxy.url
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until interrupted, and print the faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault_proxy", description="Lets calls to a server go wrong.")
    parser.add_argument("--upstream", required=True, metavar="URL", help="the server behind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.2, help="the share of requests that meet a fault")
    parser.add_argument("--port", type=int, default=0, help="0 is a free one")
    parser.add_argument("--delay", type=float, default=0.05, metavar="SECONDS", help="how long a delayed answer takes")
    parser.add_argument("--kinds", default=",".join(KINDS), help="which faults, with commas between")
    given = parser.parse_args(arguments)
    plan = Plan(given.seed, given.rate, given.kinds.split(","))
    proxy = FaultProxy(given.upstream, plan, port=given.port, delay_s=given.delay)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(proxy.url, flush=True)
    with suppress(KeyboardInterrupt):
        proxy.serve_forever()
    print(plan.table(), flush=True)


if __name__ == "__main__":
    main()
