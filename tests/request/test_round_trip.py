"""A request survives being read into a spec, written as YAML, loaded and compiled again."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from botocore.model import Shape
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpo_spec import compile_request, dump_spec, import_request, load_spec
from tests.request.shapes import Request, full_request, input_shape, requests, without_empty

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@given(requests())
@SLOW
def test_a_request_that_is_imported_and_compiled_is_the_same_but_for_empty_collections(request_):
    compiled = compile_request(import_request(request_))
    assert canonical(compiled) == canonical(without_empty(request_))


@given(requests())
@SLOW
def test_a_spec_survives_being_written_as_yaml_and_loaded_again(request_):
    spec = import_request(request_)
    loaded = load_spec(dump_spec(spec))
    assert loaded == spec
    assert canonical(compile_request(loaded)) == canonical(without_empty(request_))


@given(requests())
@SLOW
def test_what_is_compiled_passes_botocore_s_own_validation(request_):
    compiled = compile_request(import_request(request_))
    assert ParamValidator().validate(compiled, input_shape()).generate_report() == ""


@given(requests())
@SLOW
def test_members_come_in_the_api_s_order_and_the_same_every_time(request_):
    spec = import_request(request_)
    compiled = compile_request(spec)
    assert misplaced(input_shape(), compiled) == []
    assert (
        json.dumps(compiled)
        == json.dumps(compile_request(spec))
        == json.dumps(compile_request(import_request(compiled)))
    )


@given(requests())
@SLOW
def test_importing_leaves_the_request_as_it_was(request_):
    before = deepcopy(request_)
    import_request(request_)
    assert canonical(request_) == canonical(before)


def test_a_request_with_every_member_keeps_the_api_s_order_and_comes_back():
    request = full_request()
    compiled = compile_request(import_request(request))
    assert json.dumps(compiled) == json.dumps(request)


@given(st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_map_keeps_its_order_through_yaml(data):
    names = data.draw(st.lists(st.sampled_from("zyxabc"), unique=True, min_size=2))
    request: Request = full_request()
    request["TrainingJobDefinition"]["StaticHyperParameters"] = dict.fromkeys(names, "1")
    compiled = compile_request(load_spec(dump_spec(import_request(request))))
    assert list(compiled["TrainingJobDefinition"]["StaticHyperParameters"]) == names


def canonical(request: Request) -> str:
    """Text that tells `1` from `1.0` and from `true`, and does not depend on the order of members."""
    return json.dumps(request, sort_keys=True, indent=1)


def misplaced(shape: Shape, value: Any, path: str = "") -> list[str]:
    """The structures whose members are not in the shape's order."""
    found = []
    if shape.type_name == "structure":
        order = [name for name in shape.members if name in value]
        found += [path or "$"] if list(value) != order else []
        for name, item in value.items():
            found += misplaced(shape.members[name], item, f"{path}.{name}")
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            found += misplaced(shape.member, item, f"{path}[{index}]")
    return found
