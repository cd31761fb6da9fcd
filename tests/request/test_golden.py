"""The request of the Boston Housing lesson, and the spec that stands for it: each is made from the other."""

from __future__ import annotations

import json
from pathlib import Path

from hpo_spec import compile_request, dump_spec, import_request, load_spec
from tests.request.shapes import without_empty

GOLDEN = Path(__file__).parent.parent / "golden"
REQUEST = json.loads((GOLDEN / "boston-request.json").read_text())
SPEC = GOLDEN / "boston-request.yaml"


def test_the_boston_spec_compiles_to_the_boston_request_exactly():
    assert compile_request(load_spec(SPEC)) == without_empty(REQUEST)


def test_the_boston_request_is_imported_as_a_person_would_have_written_it():
    comment, written = SPEC.read_text().split("\n", 1)
    assert comment.startswith("#")
    assert dump_spec(import_request(REQUEST)) == written
