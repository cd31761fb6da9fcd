"""The JSON protocol, of SageMaker and CloudWatch Logs, and STS's query protocol for its one operation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4
from xml.sax.saxutils import escape

from hpo_spec.local.refusal import Refusal
from hpo_spec.local.wire.http import Call, Request, Response
from hpo_spec.local.wire.models import operation_model, typed

_TARGETS = {"SageMaker": "sagemaker", "Logs_20140328": "logs"}
_MOST_BYTES = 16 * 1024 * 1024
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class JsonWire:
    """`X-Amz-Target` names the operation, the body is its parameters."""

    def call_of(self, request: Request) -> Call:
        target, _, operation = request.headers.get("x-amz-target", "").partition(".")
        service = _TARGETS.get(target)
        if service is None:
            raise Refusal(
                "UnknownOperationException", f"The local engine does not have {target or 'this service'}.", 404
            )
        try:
            body = json.loads(request.body.read(_MOST_BYTES) or b"{}")
        except (ValueError, RecursionError) as error:
            raise Refusal("SerializationException", f"The body is not JSON: {error}") from error
        if not isinstance(body, dict):
            raise Refusal("SerializationException", "The body is not a JSON object.")
        shape = operation_model(service, operation).input_shape
        return Call(service, operation, typed(shape, body) if shape else {})

    def answer(self, _: Call, answer: Mapping[str, Any]) -> Response:
        return _json(200, json.dumps(answer, default=_seconds))

    def refusal(self, _: Request, refusal: Refusal) -> Response:
        said = {"__type": refusal.code, "message": refusal.message, "Message": refusal.message}
        return _json(refusal.status, json.dumps(said))


class QueryWire:
    """`Action` in a form names the operation, the answer is XML."""

    def call_of(self, request: Request) -> Call:
        form = parse_qs(request.body.read(_MOST_BYTES).decode(errors="replace"))
        operation = (form.get("Action") or [""])[0]
        operation_model("sts", operation)
        return Call("sts", operation, {})

    def answer(self, call: Call, answer: Mapping[str, Any]) -> Response:
        members = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
        result = f"<{call.operation}Result>{members}</{call.operation}Result>"
        return _xml(200, f'<{call.operation}Response xmlns="{_NAMESPACE}">{result}</{call.operation}Response>')

    def refusal(self, _: Request, refusal: Refusal) -> Response:
        error = f"<Code>{escape(refusal.code)}</Code><Message>{escape(refusal.message)}</Message>"
        return _xml(refusal.status, f'<ErrorResponse xmlns="{_NAMESPACE}"><Error>{error}</Error></ErrorResponse>')


def _json(status: int, text: str) -> Response:
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": str(uuid4())}
    return Response(status, headers, text.encode())


def _xml(status: int, text: str) -> Response:
    return Response(status, {"Content-Type": "text/xml", "x-amzn-RequestId": str(uuid4())}, text.encode())


def _seconds(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"an answer has {value!r} in it, which JSON has not")
