"""The examples in `specs/` work: they load, compile to the request that was reviewed, and AWS would take its form."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from botocore.validate import ParamValidator

from hpo_spec import Severity, compile_request, import_request, lint_spec, load_spec
from tests.request.shapes import input_shape

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "specs"
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
UPDATE = "HPO_SPEC_UPDATE_GOLDEN"

each_spec = pytest.mark.parametrize("path", SPECS, ids=[path.stem for path in SPECS])


@each_spec
def test_an_example_has_no_errors_and_no_warnings(path):
    findings = [finding for finding in lint_spec(load_spec(path)) if finding.severity is not Severity.INFO]

    assert [str(finding) for finding in findings] == []


@each_spec
def test_an_example_starts_with_the_line_for_editors_and_says_what_it_shows(path):
    first, second, *_ = path.read_text().splitlines()
    assert first == "# yaml-language-server: $schema=../schemas/tuning-job.schema.json"
    assert (path.parent / first.partition("=")[2]).is_file()
    assert second.startswith("# ")


@each_spec
def test_an_example_compiles_to_the_request_that_was_reviewed(path):
    text = json.dumps(compile_request(load_spec(path)), indent=2, ensure_ascii=False) + "\n"
    golden = GOLDEN / f"{path.stem}.json"
    if os.environ.get(UPDATE):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    reviewed = golden.read_text(encoding="utf-8") if golden.is_file() else ""
    assert text == reviewed, (
        f"{path.name} no longer gives the request in {golden.relative_to(ROOT)}. If it should not, write the file "
        f"anew with `make golden` (or {UPDATE}=1 pytest tests/test_specs.py), and review its diff."
    )


@each_spec
def test_the_request_of_an_example_passes_botocore_s_own_validation(path):
    request = compile_request(load_spec(path))
    assert ParamValidator().validate(request, input_shape()).generate_report() == ""


@each_spec
def test_the_request_of_an_example_can_be_imported_and_compiled_again(path):
    request = compile_request(load_spec(path))
    assert compile_request(import_request(request)) == request


def test_every_reviewed_request_has_an_example():
    assert {path.stem for path in GOLDEN.glob("*.json")} <= {path.stem for path in SPECS}
