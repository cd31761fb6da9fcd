"""Durations: seconds, written as a number or as `90s`, `30m`, `1h30m`, `2d`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")


def parse_duration(text: str) -> int:
    """The seconds of `1h30m`. Raises `ValueError` for anything else."""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"{text!r} is no duration: write seconds, or a text like 90s, 30m, 1h30m or 2d")
    return sum(int(count) * unit for count, unit in zip(match.groups(), _UNITS.values(), strict=True) if count)


def format_duration(seconds: int) -> str:
    """The shortest text for a number of seconds: `1h30m` for 5400."""
    text = ""
    for unit, size in _UNITS.items():
        count, seconds = divmod(seconds, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


class Duration(NamedTuple):
    """Seconds from `ge` to `le`: reads a duration's text, and writes seconds as a person would."""

    ge: int
    le: int | None = None

    @staticmethod
    def read(value: object) -> object:
        """Seconds for a text; anything else is left to the number's own checks."""
        if not isinstance(value, str):
            return value
        try:
            return parse_duration(value)
        except ValueError as error:
            raise PydanticCustomError("duration", "{message}", {"message": str(error)}) from error

    @staticmethod
    def write(seconds: int) -> object:
        """`1h` for 3600; what is no round number of minutes stays a number."""
        return format_duration(seconds) if seconds > 0 and seconds % 60 == 0 else seconds

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        seconds = core_schema.int_schema(strict=True, ge=self.ge, le=self.le)
        schema = core_schema.no_info_before_validator_function(self.read, seconds)
        return core_schema.nullable_schema(schema) if type(None) in get_args(source) else schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$"}]}
