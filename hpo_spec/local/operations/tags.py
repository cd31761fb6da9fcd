"""SageMaker: tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.operations.pages import page
from hpo_spec.local.refusal import invalid
from hpo_spec.local.state.database import Session

_MOST = 50


def add_tags(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`AddTags`: the answer has all tags of the resource."""
    arn = parameters["ResourceArn"].lower()
    with context.database.transaction() as session:
        store_tags(session, arn, parameters["Tags"])
        return {"Tags": _tags(session, arn)}


def list_tags(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`ListTags`."""
    with context.database.reading() as session:
        items, token = page(
            _tags(session, parameters["ResourceArn"].lower()), parameters, parameters.get("MaxResults", _MOST)
        )
    return {"Tags": items, **token}


def store_tags(session: Session, arn: str, tags: Sequence[Mapping[str, str]]) -> None:
    """Give a resource some tags; one that it has already gets the new value."""
    session.write(
        "INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", [(arn.lower(), tag["Key"], tag["Value"]) for tag in tags]
    )
    if len(_tags(session, arn.lower())) > _MOST:
        raise invalid(f"A resource may have at most {_MOST} tags.")


def forget_tags(session: Session, arn: str) -> None:
    """Forget the tags of a resource that is no more."""
    session.write("DELETE FROM tags WHERE arn = ?", [(arn.lower(),)])


def _tags(session: Session, arn: str) -> list[Answer]:
    rows = session.rows("SELECT key, value FROM tags WHERE arn = ? ORDER BY key", arn)
    return [{"Key": key, "Value": value} for key, value in rows]


OPERATIONS: dict[str, Operation] = {"AddTags": add_tags, "ListTags": list_tags}
