"""botocore's models of the services, and values that came in as JSON or text, in the types of their shapes."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from hpo_spec.local.refusal import Refusal, invalid

if TYPE_CHECKING:
    from botocore.model import OperationModel


@cache
def _service(name: str) -> Any:
    import botocore.session

    return botocore.session.Session().get_service_model(name)


def operation_model(service: str, operation: str) -> OperationModel:
    """The model of an operation. Raises `Refusal` for one that AWS does not have."""
    model = _service(service)
    if operation not in model.operation_names:
        raise Refusal("UnknownOperationException", f"There is no operation {operation} in {service}.", 404)
    found: OperationModel = model.operation_model(operation)
    return found


def typed(shape: Any, value: Any) -> Any:
    """A value from JSON in the types of its shape: times, binary data; unknown members are left out, as AWS does."""
    if shape.type_name == "structure" and isinstance(value, dict):
        given = {name: typed(shape.members[name], item) for name, item in value.items() if name in shape.members}
        return {name: item for name, item in given.items() if item is not None}
    if shape.type_name == "list" and isinstance(value, list):
        return [typed(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: typed(shape.value, item) for key, item in value.items()}
    return _scalar(shape, value)


def _scalar(shape: Any, value: Any) -> Any:
    try:
        if shape.type_name == "timestamp" and isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, timezone.utc)
        return base64.b64decode(value) if shape.type_name == "blob" and isinstance(value, str) else value
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal("SerializationException", f"{value!r:.80} is no {shape.type_name}: {error}") from error


def check_parameters(model: OperationModel, parameters: dict[str, Any]) -> None:
    """Raises `Refusal` for parameters of other types than the operation takes."""
    from botocore.validate import ParamValidator

    if model.input_shape is None:
        return
    report = ParamValidator().validate(parameters, model.input_shape)
    if report.has_errors():
        raise invalid(" ".join(report.generate_report().split()))
