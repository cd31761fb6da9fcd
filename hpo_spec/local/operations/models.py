"""SageMaker: models."""

from __future__ import annotations

from collections.abc import Mapping
from time import time as now
from typing import Any

from hpo_spec.local.accepting import check_request
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.operations.pages import moment
from hpo_spec.local.operations.tags import forget_tags, store_tags
from hpo_spec.local.refusal import invalid
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import Model
from hpo_spec.local.state.status import JobStatus

_ECHOED = ("PrimaryContainer", "Containers", "InferenceExecutionConfig", "ExecutionRoleArn", "VpcConfig")


def create_model(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateModel`."""
    check_request("CreateModel", parameters)
    name = parameters["ModelName"]
    request = {member: value for member, value in parameters.items() if member != "Tags"}
    arn = context.arn("model", name)
    with context.database.transaction() as session:
        if session.find(Model, name):
            raise invalid(f'Cannot create already existing model "{arn}".')
        at, done = now(), JobStatus.COMPLETED
        session.add(Model(name=name, region=context.region, request=request, created=at, modified=at, status=done))
        store_tags(session, arn, parameters.get("Tags") or [])
    return {"ModelArn": arn}


def describe_model(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DescribeModel`."""
    with context.database.reading() as session:
        model = found_model(context, session, parameters["ModelName"])
    return {
        "ModelName": model.name,
        "ModelArn": context.arn("model", model.name, model.region),
        "CreationTime": moment(model.created),
        "EnableNetworkIsolation": model.request.get("EnableNetworkIsolation", False),
        **{member: model.request[member] for member in _ECHOED if member in model.request},
    }


def delete_model(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DeleteModel`."""
    with context.database.transaction() as session:
        model = found_model(context, session, parameters["ModelName"])
        session.remove(model)
        forget_tags(session, context.arn("model", model.name, model.region))
    return {}


def found_model(context: Context, session: Session, name: str) -> Model:
    """The model of that name. Raises `Refusal`."""
    model = session.find(Model, name)
    if model is None:
        raise invalid(f'Could not find model "{context.arn("model", name)}".')
    return model


OPERATIONS: dict[str, Operation] = {
    "CreateModel": create_model,
    "DescribeModel": describe_model,
    "DeleteModel": delete_model,
}
