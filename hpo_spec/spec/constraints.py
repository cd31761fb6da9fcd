"""The checks that annotate fields: texts with bounds and patterns, scalars that become text, open enums.

Bounds count Unicode characters. A pattern is botocore's own text and must match the whole string.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from hpo_spec.spec.text import hyperparameter_text, scalar_text

JsonSchema = dict[str, Any]
OPEN_ENUM = "x-open-enum"
"""Marks an open enum in a JSON Schema until its values are known."""
MAX_NESTING = 30
"""How deep a hyperparameter's lists and maps may nest: far above any use."""


class Text(NamedTuple):
    """A string of `min` to `max` characters that matches `pattern`; `what` says so in words."""

    min: int = 0
    max: int | None = None
    pattern: str = ""
    what: str = ""

    def check(self, text: str) -> str:
        """The text itself. Raises `PydanticCustomError` if it is not allowed."""
        matches = not self.pattern or matcher(self.pattern)(text)
        if len(text) < self.min and (matches or not text):
            message = f"must have at least {self.min} characters, has {len(text)}" if text else "must not be empty"
            raise PydanticCustomError("text_length", "{message}", {"message": message})
        if self.max is not None and len(text) > self.max:
            message = f"must have at most {self.max} characters, has {len(text)}"
            raise PydanticCustomError("text_length", "{message}", {"message": message})
        if not matches:
            message = f"{text!r} is not allowed: {self.what or 'expected ' + self.pattern}"
            raise PydanticCustomError("text_pattern", "{message}", {"message": message})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        shown: JsonSchema = {"type": "string"}
        if self.min:
            shown["minLength"] = self.min
        if self.max is not None:
            shown["maxLength"] = self.max
        if self.pattern and self.pattern not in _ANY and r"\p" not in self.pattern:
            shown["pattern"] = f"^(?:{self.pattern})$"
        return shown


class ScalarText(NamedTuple):
    """A number, a boolean or a string whose text is bounded like a `Text`."""

    text: Text
    booleans: bool = True

    def check(self, value: object) -> object:
        """The value itself. Raises `PydanticCustomError` if it is no scalar, or its text is not allowed."""
        if isinstance(value, str):
            return self.text.check(value)
        if isinstance(value, (int, float)) and (self.booleans or not isinstance(value, bool)):
            self.text.check(scalar_text(finite(value)))
            return value
        expected = "a number, `true`, `false` or text" if self.booleans else "a number"
        raise PydanticCustomError("scalar_type", "{message}", {"message": f"must be {expected}, not {shape(value)}"})

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return {"type": ["string", "number", "boolean"] if self.booleans else ["string", "number"]}


class HyperparameterText(NamedTuple):
    """Any value whose text, or JSON where the training job says `hyperparameter_encoding: json`, is a `Text`."""

    text: Text

    def check(self, value: Any, info: core_schema.ValidationInfo) -> object:
        """The value itself. Raises `PydanticCustomError` if it has no text, or one that is not allowed."""
        json_values = bool(info.data) and info.data.get("hyperparameter_encoding") == "json"
        if value is None and not json_values:
            message = "must not be null: remove it, or quote it if the text 'null' is meant"
            raise PydanticCustomError("hyperparameter_null", "{message}", {"message": message})
        check_jsonable(value)
        self.text.check(hyperparameter_text(value, json_values))
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return {}


class Jsonable:
    """Anything that JSON can say."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(check_jsonable)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return {}


class Whole(NamedTuple):
    """An integer, neither a text nor a boolean, from `ge` to `le`."""

    ge: int | None = None
    le: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _optional(source, core_schema.int_schema(strict=True, ge=self.ge, le=self.le))


class TrueOrFalse:
    """A boolean, and nothing that could be taken for one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.bool_schema(strict=True)


class Size(NamedTuple):
    """A list or a map of `min` to `max` entries."""

    min: int | None = None
    max: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        target: Any = schema["schema"] if schema["type"] == "nullable" else schema
        bounds = {"min_length": self.min, "max_length": self.max}
        target.update({name: bound for name, bound in bounds.items() if bound is not None})
        return schema


class FiniteNumber:
    """A number, kept as it is: an integer stays one."""

    @staticmethod
    def check(value: object) -> float:
        """The number itself. Raises `PydanticCustomError` for anything else, and for infinity."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise PydanticCustomError("scalar_type", "{message}", {"message": f"must be a number, not {shape(value)}"})
        return finite(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return {"type": "number"}


class OpenEnum(NamedTuple):
    """An enum of the API that grows faster than anyone releases: lint warns of values not in `facts`."""

    shape: str
    """The API's shape, by which `facts.open_enums` has the known values."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.str_schema(strict=True)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        return {"type": "string", OPEN_ENUM: self.shape}


def _optional(source: Any, schema: CoreSchema) -> CoreSchema:
    return core_schema.nullable_schema(schema) if type(None) in get_args(source) else schema


def finite(value: int | float) -> int | float:
    """The number itself. Raises `PydanticCustomError` for infinity and not-a-number."""
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("not_finite", "{message}", {"message": f"must be a finite number, not {value}"})
    return value


def check_jsonable(value: Any, depth: int = 0) -> Any:
    """The value itself. Raises `PydanticCustomError` if JSON cannot say it."""
    if depth > MAX_NESTING:
        raise PydanticCustomError("nesting", "{message}", {"message": f"nests more than {MAX_NESTING} levels"})
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise PydanticCustomError("scalar_type", "{message}", {"message": f"the key {key!r} must be text"})
            check_jsonable(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_jsonable(item, depth + 1)
    elif isinstance(value, float):
        finite(value)
    elif not (value is None or isinstance(value, (str, int))):
        raise PydanticCustomError("scalar_type", "{message}", {"message": f"must be plain data, not {shape(value)}"})
    return value


def shape(value: object) -> str:
    """What a value is, in the words of YAML."""
    names: dict[type, str] = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}
    if value is None:
        return "null"
    return names.get(type(value)) or ("a mapping" if isinstance(value, dict) else type(value).__name__)


_ANY = frozenset({".*", r"[\S\s]*", r"[\s\S]*"})
_TAG_PATTERN = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    r"""Whether a whole string matches one of botocore's patterns.

    Python's `re` has no `\p{…}`, which only the pattern of tags uses.
    """
    if pattern == _TAG_PATTERN:
        return _is_tag_text
    if pattern == ".*":
        return lambda text: "\n" not in text
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _is_tag_text(text: str) -> bool:
    return all(unicodedata.category(char)[0] in "LZN" or char in "_.:/=+-@" for char in text)
