"""The engine behind a loopback HTTP server: for the AWS CLI, notebooks, and clients in any language."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import traceback
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hpo_spec.errors import LocalError
from hpo_spec.local.boto import check_answer
from hpo_spec.local.engine import Engine
from hpo_spec.local.operations.buckets import Part
from hpo_spec.local.refusal import Refusal
from hpo_spec.local.root import Root
from hpo_spec.local.wire.http import Request, Response, Wire
from hpo_spec.local.wire.json_rpc import JsonWire, QueryWire
from hpo_spec.local.wire.models import check_parameters, operation_model
from hpo_spec.local.wire.rest_xml import S3Wire

LOOPBACK = "127.0.0.1"
_HOSTS = (LOOPBACK, "localhost")
_DEFAULT_REGION = "us-west-2"
_IN_MEMORY = 1 << 20
_SILENCE_S = 300
"""How long a client may keep a connection and say nothing."""
_WIRES: Mapping[str, Wire] = {"sagemaker": JsonWire(), "logs": JsonWire(), "sts": QueryWire(), "s3": S3Wire()}


def access_key(root: Root) -> str:
    """What clients of a root's servers call themselves by: other users of this machine cannot read it."""
    root.make()
    path = root.path / "access-key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("LOCAL" + secrets.token_hex(8).upper())
    return path.read_text()


class EngineServer(ThreadingHTTPServer):
    """A server of one engine, on loopback only."""

    daemon_threads = True

    def __init__(self, engine: Engine, port: int) -> None:
        self.engine = engine
        self.access_key = access_key(engine.root)
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what a bug did; that a client has gone, or is silent, is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def make_server(engine: Engine, port: int = 0) -> EngineServer:
    """A server that answers once `serve_forever` is called; port 0 is a free one. Raises `LocalError`."""
    try:
        return EngineServer(engine, port)
    except OSError as error:
        raise LocalError(
            f"nothing can listen on {LOOPBACK}:{port}: {error.strerror}.",
            help="Choose another --port; 0 takes a free one.",
        ) from error


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: EngineServer
    protocol_version = "HTTP/1.1"
    timeout = _SILENCE_S
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def _handle(self) -> None:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            try:
                self._read_body(body)
                parts = urlsplit(self.path)
            except ValueError as error:
                self.close_connection = True
                self._send(Response(400, {}, str(error).encode()))
                return
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, parts.path, query, headers, body)  # type: ignore[arg-type]  # it is a file
            self._send(self._answer(request))

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _handle  # noqa: N815 - the names that the base class calls

    def _read_body(self, body: Any) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or "chunked" in self.headers.get("Transfer-Encoding", ""):
            raise ValueError("The length of the body is not said.")
        left = int(length)
        while left > 0 and (data := self.rfile.read(min(left, _IN_MEMORY))):
            body.write(data)
            left -= len(data)
        if left:
            raise ValueError("The body is shorter than its length.")
        body.seek(0)

    def _answer(self, request: Request) -> Response:
        service, region = request.scope
        wire = _WIRES.get(service) or _wire_of(request)
        try:
            self._check_caller(request)
            if service and service not in _WIRES:
                raise Refusal(
                    "UnknownOperationException", f"The local engine does not have the service {service}.", 404
                )
            call = wire.call_of(request)
            model = operation_model(call.service, call.operation)
            check_parameters(model, call.parameters)
            answer = self.server.engine.call(call.service, call.operation, call.parameters, region or _DEFAULT_REGION)
            check_answer(model, answer)
            return wire.answer(call, answer)
        except Refusal as refusal:
            return wire.refusal(request, refusal)
        except LocalError as error:
            return wire.refusal(request, Refusal("InternalFailure", str(error), 500))
        except RecursionError:  # botocore shows what it refuses, however deep
            return wire.refusal(request, Refusal("SerializationException", "The parameters are nested too deep."))
        except Exception:  # a bug must not end the connection without a word
            traceback.print_exc(file=sys.stderr)
            return wire.refusal(request, Refusal("InternalFailure", "The local engine failed: see its stderr.", 500))

    def _check_caller(self, request: Request) -> None:
        """A web page that somebody looks at here must not be able to run anything."""
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if host not in _HOSTS or "origin" in request.headers or "sec-fetch-site" in request.headers:
            raise Refusal("AccessDenied", "The local engine only answers programs on this machine.", 403)
        if not secrets.compare_digest(request.access_key.encode(), self.server.access_key.encode()):
            message = "This is not the access key that `hpo-spec local serve` printed: only its own user is answered."
            raise Refusal("InvalidClientTokenId", message, 403)

    def _send(self, response: Response) -> None:
        body = response.body
        length = body.length if isinstance(body, Part) else len(body)
        self.send_response(response.status)
        for name, value in {"Content-Length": str(length), **response.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(body, Part):
            with body.open() as file:
                _copy(file, self.wfile, body.length)
        else:
            self.wfile.write(body)
        self.wfile.flush()

    def send_response_only(self, code: int, message: str | None = None) -> None:
        """The status, also for who speaks the first HTTP, which had none."""
        if self.request_version == "HTTP/0.9":
            self.request_version = "HTTP/1.0"
        super().send_response_only(code, message)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def _wire_of(request: Request) -> Wire:
    if "x-amz-target" in request.headers:
        return _WIRES["sagemaker"]
    is_form = request.method == "POST" and "urlencoded" in request.headers.get("content-type", "")
    return _WIRES["sts"] if is_form else _WIRES["s3"]


def _copy(source: Any, target: Any, length: int) -> None:
    while length > 0 and (data := source.read(min(length, _IN_MEMORY))):
        target.write(data)
        length -= len(data)
