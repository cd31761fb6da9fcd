"""What a spec allows is what botocore's shape allows: each bound, pattern and enum is tried in each of its places.

A value is put into a request that has everything, and the request imported: the findings name what was refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy
from typing import Any

import pytest
from botocore.model import Shape

from hpo_spec import SpecError
from hpo_spec.facts.open_enums import OPEN_ENUMS
from hpo_spec.finding import Finding, Path, format_path
from hpo_spec.request.importing import read_request
from hpo_spec.validation import validate_data
from tests.request.shapes import (
    OPEN_ENUM_SHAPES,
    REQUIRED_TOO,
    UNIQUE_BY,
    Request,
    allows,
    full_request,
    input_shape,
    name_text,
    places,
    sample_text,
)

ABSENT = object()
FULL = full_request()
SHAPES: dict[str, Shape] = {}
PLACES: dict[str, list[Path]] = defaultdict(list)
"""By name of a shape, every place of `FULL` that it describes; a map's key is a place that ends in `KEY`."""
KEY = "<key>"
for _path, _shape in places(input_shape(), FULL):
    SHAPES[_shape.name] = _shape
    PLACES[_shape.name].append(_path)
    if _shape.type_name == "map":
        SHAPES[_shape.key.name] = _shape.key
        PLACES[_shape.key.name].append((*_path, KEY))
ONE_AT_A_TIME = frozenset({"ParameterKey"})
"""Names that must differ among each other."""
NEAR_MISSES = ("", " ", "-", "_", ".", ":", "/", "a", "Z", "7", "!", "é", "日", "\t", "\n", "\u00a0", "\U0001f600")


def of_type(*types: str) -> list[str]:
    """The names of the shapes of some types."""
    return sorted(name for name, shape in SHAPES.items() if shape.type_name in types)


TEXTS = [name for name in of_type("string") if not SHAPES[name].enum]
ENUMS = [name for name in of_type("string") if SHAPES[name].enum]


def test_every_type_of_shape_is_tried():
    tried = {"structure", "list", "map", "string", "integer", "long", "float", "boolean"}
    assert {shape.type_name for shape in SHAPES.values()} <= tried


@pytest.mark.parametrize("name", of_type("integer", "long"))
def test_a_whole_number_is_allowed_within_the_api_s_bounds(name):
    bounds = SHAPES[name].metadata
    low, high = bounds.get("min"), bounds.get("max")
    largest = 2**31 - 1 if SHAPES[name].type_name == "integer" else 2**63 - 1
    assert (
        disagreements(name, [low if low is not None else -largest, high if high is not None else largest], True) == []
    )
    assert disagreements(name, [] if low is None else [low - 1], False) == []
    assert disagreements(name, [] if high is None else [high + 1], False) == []


@pytest.mark.parametrize("name", of_type("integer", "long"))
def test_a_whole_number_is_no_text_no_boolean_and_no_fraction(name):
    least = SHAPES[name].metadata.get("min", 1)
    assert disagreements(name, [str(least), float(least), least + 0.5, True, [], {}, "1h", "many"], False) == []


@pytest.mark.parametrize("name", of_type("float"))
def test_a_number_is_any_finite_one(name):
    assert disagreements(name, [0, -1, 0.5, -1e300, 10**20], True) == []
    assert disagreements(name, ["1", True, float("inf"), float("nan"), []], False) == []


@pytest.mark.parametrize("name", of_type("boolean"))
def test_a_boolean_is_true_or_false_only(name):
    assert disagreements(name, [True, False], True) == []
    assert disagreements(name, [1, 0, "true", "false", []], False) == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_as_long_as_the_api_allows(name):
    shape = SHAPES[name]
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 5000)
    texts = {sample_text(shape, size) for size in (0, low - 1, low, low + 1, high - 1, high, high + 1) if size >= 0}
    assert any(allows(shape, text) for text in texts)
    for text in sorted(texts):
        assert disagreements(name, [text], allows(shape, text)) == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_matches_the_api_s_pattern_from_its_beginning_to_its_end(name):
    shape = SHAPES[name]
    sample = name_text(shape, 987)
    middle = len(sample) // 2
    for part in NEAR_MISSES:
        for text in (part + sample, sample + part, sample[:middle] + part + sample[middle:], sample[1:] + part, part):
            assert disagreements(name, [text], allows(shape, text)) == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_neither_a_number_nor_a_list(name):
    if PLACES[name][0][-1] != KEY:
        assert disagreements(name, [5, 0.5, True, [], ["x"], {}, {"x": "y"}], False) == []


@pytest.mark.parametrize("name", [name for name in ENUMS if name not in OPEN_ENUM_SHAPES])
def test_an_enum_s_values_are_the_api_s(name):
    values = SHAPES[name].enum
    assert disagreements(name, values, True) == []
    assert disagreements(name, ["Other", "", values[0].upper() + "x", values[0].swapcase(), 1, True], False) == []
    listed = {finding.message.removeprefix("must be ").removeprefix("expected ") for finding in findings(name, "Other")}
    assert [sorted(re.findall(r"\w+", text.partition(", not ")[0].replace(" or ", " "))) for text in listed] == [
        sorted(values)
    ]


def test_the_known_values_of_open_enums_are_the_api_s():
    assert {name: set(values) for name, values in OPEN_ENUMS.items()} == {
        name: set(SHAPES[name].enum) for name in OPEN_ENUM_SHAPES
    }


@pytest.mark.parametrize("name", sorted(OPEN_ENUM_SHAPES))
def test_an_open_enum_allows_values_that_this_release_does_not_know(name):
    assert disagreements(name, [*SHAPES[name].enum, "ml.x99.new"], True) == []
    assert disagreements(name, [5, True], False) == []


@pytest.mark.parametrize("name", of_type("list", "map"))
def test_a_collection_is_as_large_as_the_api_allows(name):
    largest = SHAPES[name].metadata["max"]
    for place in PLACES[name]:
        assert refused({place: grown(place, largest)}) == []
        assert refused({place: grown(place, largest + 1)}) != []


@pytest.mark.parametrize("name", [name for name in of_type("list", "map") if SHAPES[name].metadata.get("min")])
def test_a_collection_that_the_api_wants_filled_is_not_empty_in_a_spec(name):
    imported = read_request(FULL)
    spec_paths = {origin: path for path, origin in reversed(imported.origins.items())}
    for place in PLACES[name]:
        data: Any = imported.spec.to_data()
        spec_path = spec_paths[place]
        emptied = type(value_at(data, spec_path))()
        with pytest.raises(SpecError) as caught:
            validate_data(put(data, spec_path, emptied))
        assert [finding.path for finding in caught.value.findings] == [spec_path]


def test_a_member_is_required_where_the_api_requires_it():
    differences = []
    for path, shape in [((), input_shape()), *places(input_shape(), FULL)]:
        for member in shape.members if shape.type_name == "structure" else ():
            required = member in {*shape.required_members, *REQUIRED_TOO.get(shape.name, [])}
            if bool(refused({(*path, member): ABSENT})) != required:
                differences.append(format_path((*path, member)))
    assert differences == []


@pytest.mark.parametrize("name", of_type("structure", "list", "map"))
def test_a_collection_of_another_kind_is_refused_where_it_stands(name):
    wrong: dict[str, list[Any]] = {
        "structure": ["x", 5, [], ["x"]],
        "list": ["x", 5, {"x": "y"}],
        "map": ["x", 5, ["x"]],
    }
    assert disagreements(name, wrong[SHAPES[name].type_name], False) == []


def disagreements(name: str, values: list[Any], allowed: bool) -> list[str]:
    """The places of a shape where a value is refused though it is allowed, or the other way round."""
    found = []
    rounds = [[place] for place in PLACES[name]] if name in ONE_AT_A_TIME else [PLACES[name]]
    for value in values:
        for together in rounds:
            wrong = refused(dict.fromkeys(together, value))
            told = wrong if allowed else [place for place in together if place not in wrong]
            found += [f"{format_path(place)} {'refuses' if allowed else 'allows'} {value!r}" for place in told]
    return found


def refused(values: dict[Path, Any]) -> list[Path]:
    """Which of the places refuse their value; what is wrong with a member may be said of its structure."""
    try:
        read_request(changed(values))
    except SpecError as error:
        said = {finding.path for finding in error.findings}
        named = {place: (*place[:-1], values[place]) if place[-1] == KEY else place for place in values}
        return [place for place, path in named.items() if path in said or path[:-1] in said]
    return []


def findings(name: str, value: object) -> list[Finding]:
    """What is said of a value in all the places of a shape."""
    with pytest.raises(SpecError) as caught:
        read_request(changed(dict.fromkeys(PLACES[name], value)))
    return list(caught.value.findings)


def changed(values: dict[Path, Any]) -> Request:
    """The full request with some values replaced."""
    request: Request = deepcopy(FULL)
    for place, value in values.items():
        request = put(request, place, value)
    return request


def put(data: Any, path: Path, value: Any) -> Any:
    """Plain data with the value at `path` replaced, in place; a `KEY` renames the key of a map's one entry."""
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    if path[-1] == KEY:
        only = holder.pop(next(iter(holder)))
        holder[value] = only
    elif value is ABSENT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = deepcopy(value)
    return data


def value_at(data: Any, path: Path) -> Any:
    """The value at a path, or the key of a map's one entry."""
    for part in path:
        data = next(iter(data)) if part == KEY else data[part]
    return data


def grown(place: Path, size: int) -> Any:
    """The collection at a place with more entries of the same kind, named apart."""
    collection = value_at(FULL, place)
    if isinstance(collection, dict):
        return {f"key{number}": next(iter(collection.values())) for number in range(size)}
    key = UNIQUE_BY.get(str(place[-1]))
    if key is None:
        return collection * size
    return [{**collection[0], key: f"{place[-1]}{number}"} for number in range(size)]
