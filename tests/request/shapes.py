"""Requests made from botocore's own shape of `CreateHyperParameterTuningJob`: one with everything, and any at all.

Nothing here knows the spec's models: what botocore does not say is in the few tables at the top.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

import botocore.session
from botocore.model import Shape
from hypothesis import strategies as st

from hpo_spec.facts.image_registry import IMAGES
from hpo_spec.facts.images import image_uri
from hpo_spec.finding import Path

Request = dict[str, Any]

UNIQUE_BY = {
    "Tags": "Key",
    "InputDataConfig": "ChannelName",
    "MetricDefinitions": "Name",
    "InstanceGroups": "InstanceGroupName",
    **dict.fromkeys(
        ("IntegerParameterRanges", "ContinuousParameterRanges", "CategoricalParameterRanges", "AutoParameters"), "Name"
    ),
}
"""Lists whose items a spec calls by name, and the member that is the name."""
REQUIRED_TOO = {"ParentHyperParameterTuningJob": ["HyperParameterTuningJobName"]}
"""Members that the shape leaves open, though the structure says nothing without them."""
KEPT_EMPTY = frozenset({"StoppingCondition", "DataSource"})
"""Structures that the API requires, though they may be empty."""
TAG_PATTERN = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"
OPEN_ENUM_SHAPES = frozenset({"TrainingInstanceType", "S3DataType", "HyperParameterTuningAllocationStrategy"})

_NAME = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,%d}"
SAMPLES: dict[str | None, Callable[[int], str]] = {
    None: lambda size: "x" * size,
    ".*": lambda size: "x" * size,
    ".+": lambda size: "x" * size,
    r"[\S\s]*": lambda size: "x\n" * (size // 2) + "x" * (size % 2),
    _NAME % 31: lambda size: "a-b" + "c" * (size - 3) if size > 3 else "abc"[:size],
    _NAME % 63: lambda size: "a-b" + "c" * (size - 3) if size > 3 else "abc"[:size],
    TAG_PATTERN: lambda size: "é" * size,
    "[a-zA-Z_][a-zA-Z0-9_]*": lambda size: "A" * size,
    r"[A-Za-z0-9\.\-_]+": lambda size: "c" * size,
    "[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*": lambda size: "a" * size,
    "[-0-9a-zA-Z]+": lambda size: "s" * size,
    "[a-zA-Z0-9:/_-]*": lambda size: "k" * size,
    "(fs-[0-9a-f]{8,})": lambda size: "fs-".ljust(size, "0")[:size],
    r"(https|s3)://([^/]+)/?(.*)": lambda size: "s3://b/".ljust(size, "p")[:size],
    r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+": (
        lambda size: "arn:aws:iam::123456789012:role/".ljust(size, "r")[:size]
    ),
    r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)": (
        lambda size: (
            "arn:aws:sagemaker:us-west-2:123456789012:" + "algorithm/a".rjust(size - 41, "a")
            if size > 63
            else "a" * size
        )
    ),
    r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:training-plan/.*": (
        lambda size: "arn:aws:sagemaker:us-west-2:123456789012:training-plan/".ljust(size, "p")[:size]
    ),
    r"(arn:[a-z0-9-\.]{1,63}:sagemaker:\w+(?:-\w+)+:(\d{12}|aws):hub-content\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    r"\/DataSet\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\/\d{1,4}.\d{1,4}.\d{1,4})?": (
        lambda size: "arn:aws:sagemaker:" + "us-west-2:aws:hub-content/h/DataSet/d/1.0.0".rjust(size - 18, "u")
    ),
}
"""By pattern, how to make a text of a given length that matches it, as far as the length allows."""

AWKWARD = (
    *(
        "",
        " ",
        "yes",
        "no",
        "on",
        "Off",
        "null",
        "Null",
        "~",
        "true",
        "True",
        "false",
        "FALSE",
        "=",
        "<<",
        "-",
        "?",
        "|",
        ">",
    ),
    *(
        "1",
        "4",
        "-0",
        "+1",
        "007",
        "0.10",
        "1.0",
        "1e-4",
        "1E5",
        "1_000",
        "12:30:45",
        "0x1F",
        "0o17",
        ".5",
        "5.",
        "-.5e3",
    ),
    *(".inf", "-.INF", ".nan", "1e400", "1e-400", "123456789012345678901234567890", "0.30000000000000004", "1.7-1"),
    *(
        "2026-01-01",
        "reg:squarederror",
        "validation:rmse",
        "a: b",
        "a:",
        ":a",
        "a #b",
        "#a",
        "- a",
        "-",
        "a, b",
        "[a",
        "]",
    ),
    *(
        "{a",
        "}",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "---",
        "...",
        " leading",
        "trailing ",
        "\ttab\t",
        "it's",
        '"',
        "''",
    ),
    *(
        '"abc"',
        "[1, 2]",
        "[1,2]",
        '{"a":1}',
        '{"a": 1}',
        '"1"',
        '"\\n"',
        "é",
        "日本語",
        "😀",
        "\u00a0",
        "\u2028",
        "\ufeff",
    ),
    *("\x00", "\x7f", "\x85", "\\", "\\n", "a\nb", "\n", "\r", "a\r\nb\n", "$(rm)", "{{x}}", "a" * 200),
)
"""Texts that some layer or other likes to take for something else."""
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@cache
def service_model() -> Any:
    """botocore's model of SageMaker."""
    return botocore.session.get_session().get_service_model("sagemaker")


@cache
def input_shape() -> Shape:
    """The shape of the request."""
    return service_model().operation_model("CreateHyperParameterTuningJob").input_shape


def places(shape: Shape, value: Any, path: Path = ()) -> Iterator[tuple[Path, Shape]]:
    """Every value in `value`, and in what it holds, with its path and its shape."""
    if path:
        yield path, shape
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from places(member, value[name], (*path, name))
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            yield from places(shape.member, item, (*path, index))
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from places(shape.value, item, (*path, key))


def member_paths(shape: Shape, path: str = "") -> Iterator[str]:
    """The dotted path of every member of a shape: `Tags[].Key`."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            dotted = f"{path}.{name}" if path else name
            yield dotted
            yield from member_paths(member, dotted)
    elif shape.type_name == "list":
        yield from member_paths(shape.member, f"{path}[]")


def sample_text(shape: Shape, size: int) -> str:
    """A text of `size` characters that matches the shape's pattern, as far as a text of that length can."""
    return SAMPLES[shape.metadata.get("pattern")](size)


def full_request() -> Request:
    """A request that has every member, each list with one item and each map with one entry."""
    numbers = count(1)

    def value(shape: Shape) -> Any:
        match shape.type_name:
            case "structure":
                return {name: value(member) for name, member in shape.members.items()}
            case "list":
                return [value(shape.member)]
            case "map":
                return {value(shape.key): value(shape.value)}
            case "string":
                return shape.enum[0] if shape.enum else name_text(shape, next(numbers))
            case "boolean":
                return True
        return max(1, shape.metadata.get("min", 1))

    return value(input_shape())


def name_text(shape: Shape, number: int) -> str:
    """A valid text, another one for every number where there is room for it."""
    least = max(shape.metadata.get("min", 0), 1)
    size = next(size for size in range(least, 100) if matches(shape, sample_text(shape, size)))
    text = sample_text(shape, size)
    longer = f"{text}{number}"
    return longer if matches(shape, longer) and len(longer) <= shape.metadata.get("max", 999) else text


def matches(shape: Shape, text: str) -> bool:
    """Whether the shape's pattern, which must have a sample, matches the whole text."""
    pattern = shape.metadata.get("pattern")
    if pattern == TAG_PATTERN:
        return all(char.isalnum() or char in "_.:/=+-@ \u00a0" for char in text)
    return pattern is None or re.fullmatch(pattern, text) is not None


def allows(shape: Shape, text: str) -> bool:
    """Whether the shape allows a text."""
    bounds = shape.metadata
    return bounds.get("min", 0) <= len(text) <= bounds.get("max", 9999) and matches(shape, text)


def without_empty(value: Any) -> Any:
    """The request without empty collections: what a spec does not tell from absent ones."""
    if isinstance(value, dict):
        kept = {name: without_empty(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ({}, []) or name in KEPT_EMPTY}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any request that the shape allows and a spec can say."""
    return draw(_requests(draw(st.booleans()), draw(st.booleans())))


@cache
def _requests(json_values: bool, with_definition: bool) -> st.SearchStrategy[Request]:
    """Requests whose hyperparameters are all JSON texts, or any texts."""
    values = (JSON_VALUES | st.text(max_size=9)).map(lambda value: json.dumps(value, separators=(",", ":")))
    json_texts = values.filter(lambda text: len(text) <= 256)
    special: dict[str, st.SearchStrategy[str]] = {"AlgorithmImage": st.sampled_from(_images()) | _texts(0, 255, ".*")}
    if json_values:
        special |= {"HyperParameterValue": json_texts, "ParameterValue": json_texts}
    if with_definition:
        return _values(input_shape(), special, "", frozenset({"TrainingJobDefinition", "StaticHyperParameters"}))
    return _values(input_shape(), special, "")


def _values(
    shape: Shape, special: Mapping[str, st.SearchStrategy[str]], member: str, forced: frozenset[str] = frozenset()
) -> st.SearchStrategy[Any]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    match shape.type_name:
        case "structure":
            required = {*shape.required_members, *REQUIRED_TOO.get(shape.name, []), *forced}
            members = {name: _values(each, special, name, forced) for name, each in shape.members.items()}
            structures = st.fixed_dictionaries(
                {name: each for name, each in members.items() if name in required},
                optional={name: each for name, each in members.items() if name not in required},
            )
            return structures.map(_without_repeated_ranges) if shape.name == "ParameterRanges" else structures
        case "list":
            key = UNIQUE_BY.get(member)
            return st.lists(
                _values(shape.member, special, "", forced),
                min_size=low or 0,
                max_size=min(high or 2, 2),
                unique_by=(lambda item: item[key]) if key else None,
            )
        case "map":
            keys, values = _values(shape.key, special, ""), _values(shape.value, special, "")
            return st.dictionaries(keys, values, min_size=low or 0, max_size=min(high or 3, 3))
        case "string":
            if shape.enum:
                return st.sampled_from([*shape.enum, *(["ml.x9.new"] if shape.name in OPEN_ENUM_SHAPES else [])])
            if shape.name in special:
                return special[shape.name]
            return _texts(low or 0, high or 300, shape.metadata.get("pattern"))
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(low, 2**31 - 1 if high is None else high)
        case "long":
            return st.integers(-(2**63), 2**63 - 1)
        case "float":
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63)
    raise NotImplementedError(shape.type_name)


@cache
def _texts(low: int, high: int, pattern: str | None) -> st.SearchStrategy[str]:
    def fits(text: str) -> bool:
        return low <= len(text) <= high

    if pattern == TAG_PATTERN:
        letters = st.characters(categories=("L", "Z", "N"), include_characters="_.:/=+-@")
        awkward = [text for text in AWKWARD if fits(text) and all(ch.isalnum() or ch in "_.:/=+-@ " for ch in text)]
        return st.sampled_from(awkward) | st.text(letters, min_size=low, max_size=9)
    anything = pattern in (None, ".*", ".+", r"[\S\s]*")
    allowed = re.compile(pattern or r"[\S\s]*")
    made = st.text(min_size=low, max_size=9) if anything else st.from_regex(allowed, fullmatch=True)
    texts = made.filter(lambda text: allowed.fullmatch(text) is not None) if anything else made.map(_padded(low))
    awkward = [text for text in AWKWARD if fits(text) and allowed.fullmatch(text)]
    return (st.sampled_from(awkward) if awkward else st.nothing()) | texts.filter(fits)


def _padded(low: int) -> Callable[[str], str]:
    """A text long enough, where the pattern allows its end to be any letters."""
    return lambda text: text.ljust(low, "0") if low > 11 else text


def _without_repeated_ranges(ranges: dict[str, Any]) -> dict[str, Any]:
    """A name stands in one of the four lists only."""
    seen: set[str] = set()
    kept = {}
    for name, items in ranges.items():
        kept[name] = [item for item in items if item["Name"] not in seen]
        seen.update(item["Name"] for item in kept[name])
    return kept


def _images() -> list[str]:
    regions = ("us-west-2", "cn-north-1")
    return [image_uri(name, next(iter(IMAGES[name])), region) for name in ("xgboost", "kmeans") for region in regions]
