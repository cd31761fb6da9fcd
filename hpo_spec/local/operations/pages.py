"""Lists in pages, as SageMaker gives them: filtered, sorted, and with a token for the next page."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

from hpo_spec.local.refusal import invalid
from hpo_spec.local.state.records import Record

_DEFAULT_SIZE = 10
Item = TypeVar("Item")
AnyRecord = TypeVar("AnyRecord", bound=Record)


def moment(seconds: float) -> datetime:
    """A time as botocore gives it: aware, with milliseconds."""
    return datetime.fromtimestamp(round(seconds, 3), timezone.utc)


def moments(**times: float | None) -> dict[str, datetime]:
    """The members for the times that there are."""
    return {member: moment(time) for member, time in times.items() if time is not None}


def page(
    items: Sequence[Item], parameters: Mapping[str, Any], size: int | None = None
) -> tuple[list[Item], dict[str, str]]:
    """The items of the page that is asked for, and the token of the next one as a member of the answer."""
    start = _start(parameters.get("NextToken"))
    end = start + (size or parameters.get("MaxResults", _DEFAULT_SIZE))
    return list(items[start:end]), ({"NextToken": _token(end)} if end < len(items) else {})


def matching(records: Sequence[AnyRecord], parameters: Mapping[str, Any]) -> list[AnyRecord]:
    """The records that the filters of a List operation leave."""

    def is_left(record: AnyRecord) -> bool:
        times = {"CreationTime": record.created, "LastModifiedTime": record.modified}
        return (
            parameters.get("NameContains", "").lower() in record.name.lower()
            and parameters.get("StatusEquals", record.status) == record.status
            and all(
                time > _seconds(parameters.get(f"{member}After"), time - 1)
                and time < _seconds(parameters.get(f"{member}Before"), time + 1)
                for member, time in times.items()
            )
        )

    return [record for record in records if is_left(record)]


def sorted_by(
    records: Sequence[AnyRecord], parameters: Mapping[str, Any], keys: Mapping[str, Callable[[AnyRecord], Any]]
) -> list[AnyRecord]:
    """The records in the order of `SortBy` and `SortOrder`: the first of the keys, ascending, unless it is said."""
    key = keys[parameters.get("SortBy", next(iter(keys)))]
    return sorted(records, key=key, reverse=parameters.get("SortOrder") == "Descending")


def _seconds(time: object, default: float) -> float:
    return time.timestamp() if isinstance(time, datetime) else default


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"from {start}".encode()).decode()


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("from "))
    except ValueError:
        raise invalid("The NextToken is not one that this engine gave.") from None
