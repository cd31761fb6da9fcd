"""boto3 sessions whose calls the engine answers, in this process: botocore checks what goes in and what comes out.

The parameters are taken before they are serialised, and the answer is given before anything would be signed or sent:
no credentials are needed, nothing leaves the process, and the wire format does not matter.
"""

from __future__ import annotations

import copy
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


class _Http:
    """What botocore looks at of an HTTP response."""

    def __init__(self, status: int) -> None:
        self.status_code = status


def local_session(engine: Engine, region: str) -> boto3.Session:
    """A session of its own, all of whose clients the engine answers."""
    import boto3
    import botocore.session

    core = botocore.session.Session()
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


def _as_stream(value: Any) -> Any:
    from botocore.response import StreamingBody

    return StreamingBody(value.open(), value.length) if isinstance(value, Part) else value
