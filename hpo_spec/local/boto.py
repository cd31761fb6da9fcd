"""boto3 sessions whose calls the engine answers, in this process: botocore checks what goes in and what comes out.

The parameters are taken before they are serialised, and the answer is given before anything would be signed or sent:
no credentials are needed, nothing leaves the process, and the wire format does not matter.
"""

from __future__ import annotations

import copy
import os
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hpo_spec.local.engine import Engine
from hpo_spec.local.operations.buckets import Part
from hpo_spec.local.refusal import Refusal

if TYPE_CHECKING:
    import boto3
    from botocore.model import OperationModel

_PARAMETERS = "hpo_spec_local_parameters"
_NOTHING_OF_THE_USERS = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""botocore's settings, of which none is looked for in the environment: a profile is nobody's here."""


class _Http:
    """What botocore looks at of an HTTP response."""

    def __init__(self, status: int) -> None:
        self.status_code = status


def local_session(engine: Engine, region: str) -> boto3.Session:
    """A session of its own, all of whose clients the engine answers."""
    import boto3
    import botocore.session

    core = botocore.session.Session(session_vars=_NOTHING_OF_THE_USERS)
    core.set_config_variable("region", region)
    core.set_credentials("local", "local")
    session = boto3.Session(botocore_session=core, region_name=region)
    session.events.register_last("before-parameter-build", _take_parameters)
    session.events.register_first("before-call", _Answerer(engine).answer)
    return session


def _take_parameters(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context[_PARAMETERS] = _copied(params)


def _copied(value: Any) -> Any:
    """A copy in which files stay the files that they are."""
    return (
        value
        if hasattr(value, "read")
        else copy.deepcopy(value)
        if not isinstance(value, dict)
        else {key: _copied(item) for key, item in value.items()}
    )


class _Answerer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answer(self, model: OperationModel, context: dict[str, Any], **_: Any) -> Any:
        """What botocore takes for the response, and what it was parsed to."""
        service = model.service_model.service_name
        region = context["client_region"]
        try:
            parsed = self._engine.call(service, model.name, context.pop(_PARAMETERS), region)
            status = 200
        except Refusal as refusal:
            parsed = {"Error": {"Code": refusal.code, "Message": refusal.message}, "Message": refusal.message}
            status = refusal.status
        else:
            check_answer(model, parsed)
        parsed["ResponseMetadata"] = {
            "RequestId": str(uuid.uuid4()),
            "HTTPStatusCode": status,
            "HTTPHeaders": {},
            "RetryAttempts": 0,
        }
        return _Http(status), {name: _as_stream(value) for name, value in parsed.items()}


def check_answer(model: OperationModel, answer: Mapping[str, Any]) -> None:
    """Raises `AssertionError` for an answer that is not of the operation's shape: a bug of the engine."""
    from botocore.validate import ParamValidator

    if model.output_shape is None:
        return
    plain = {name: b"" if isinstance(value, Part) else value for name, value in answer.items()}
    unknown = set(plain) - set(model.output_shape.members)
    report = ParamValidator().validate(plain, model.output_shape)
    if unknown or report.has_errors():
        raise AssertionError(
            f"the answer to {model.name} is not of its shape: {sorted(unknown)} {report.generate_report()}"
        )


class _PartStream:
    """A part of a file as botocore reads a response's body; the file is closed once all of it has been read."""

    def __init__(self, part: Part) -> None:
        self._file = part.open()
        self._left = part.length

    def read(self, amount: int | None = None) -> bytes:
        """The next bytes."""
        data = b"" if self._file.closed else self._file.read(self._left if amount is None else min(amount, self._left))
        self._left -= len(data)
        if not self._left or not data:
            self.close()
        return data

    def close(self) -> None:
        """Read no more."""
        self._file.close()


def _as_stream(value: Any) -> Any:
    from botocore.response import StreamingBody

    if not isinstance(value, Part):
        return value
    return StreamingBody(_PartStream(value), value.length)  # type: ignore[arg-type]  # it only reads and closes
