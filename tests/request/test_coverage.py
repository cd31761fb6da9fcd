"""Every member of the request that the installed botocore knows has a place in the spec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.model import Shape
from botocore.validate import ParamValidator

from hpo_spec import SpecError, compile_request
from hpo_spec.finding import format_path
from hpo_spec.request.importing import read_request
from tests.request.shapes import Request, full_request, input_shape, member_paths

EXCEPTIONS: frozenset[str] = frozenset()
"""Members that a spec has no field for."""


def test_the_request_with_everything_has_every_member_and_is_valid():
    request = full_request()
    assert sorted(set(member_paths(input_shape())) - set(dotted_paths(input_shape(), request))) == []
    assert ParamValidator().validate(request, input_shape()).generate_report() == ""


def test_every_member_of_the_api_compiles_from_a_field_of_the_spec():
    assert uncovered(full_request()) == EXCEPTIONS


def test_a_member_that_no_field_stands_for_is_named():
    request = full_request()
    request["TrainingJobDefinition"]["RetryStrategy"]["Patience"] = 3
    assert uncovered(request) == {"TrainingJobDefinition.RetryStrategy.Patience"}


def test_a_member_inside_a_list_that_no_field_stands_for_is_named():
    request = full_request()
    request["TrainingJobDefinition"]["InputDataConfig"][0]["Novelty"] = {"Size": 3}
    assert uncovered(request) == {"TrainingJobDefinition.InputDataConfig[].Novelty"}


def uncovered(request: Request) -> set[str]:
    """The members that import leaves to `request_patch`, or cannot keep at all."""
    try:
        imported = read_request(request)
    except SpecError as error:
        return {re.sub(r"\[\d+\]", "[]", format_path(finding.path)) for finding in error.findings}
    compiled = compile_request(imported.spec.replace(request_patch=None))
    return set(dotted_paths(input_shape(), request)) - set(dotted_paths(input_shape(), compiled))


def dotted_paths(shape: Shape | None, value: Any, path: str = "") -> Iterator[str]:
    """The dotted path of every member of a request, known to the shape or not."""
    if isinstance(value, dict) and (shape is None or shape.type_name == "structure"):
        for name, item in value.items():
            at = f"{path}.{name}" if path else name
            yield at
            if shape is not None:
                yield from dotted_paths(shape.members.get(name), item, at)
    elif isinstance(value, list) and shape is not None:
        for item in value:
            yield from dotted_paths(shape.member, item, f"{path}[]")
