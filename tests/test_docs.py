"""What is generated is fresh."""

import json
import runpy
from pathlib import Path

import jsonschema
import pytest

from hpo_spec.facts.open_enums import OPEN_ENUMS
from hpo_spec.lint.examples import examples
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.topics import topics
from hpo_spec.source import read_document
from hpo_spec.spec.json_schema import spec_json_schema
from tests.lint.test_examples import SHOWN

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schemas" / "tuning-job.schema.json"
SPECS = sorted((ROOT / "specs").glob("*.yaml"))


@pytest.mark.newest
def test_the_json_schema_is_fresh() -> None:
    fresh = json.dumps(spec_json_schema(OPEN_ENUMS), indent=2) + "\n"

    assert SCHEMA.read_text(encoding="utf-8") == fresh, "run `make schemas`"


def test_the_page_of_fields_is_fresh() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "fields.py"))

    assert generator["PAGE"].read_text(encoding="utf-8") == generator["page"](), "run `make docs`"


def test_the_page_of_fields_leaves_no_model_out() -> None:
    import hpo_spec.spec

    generator = runpy.run_path(str(ROOT / "docs" / "fields.py"))

    assert set(generator["ORDER"]) == set(hpo_spec.spec.__all__)


def test_the_page_of_rules_is_fresh() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "rules.py"))

    assert generator["PAGE"].read_text(encoding="utf-8") == generator["page"](), "run `make docs`"


def test_the_excerpts_that_explain_shows_are_fresh() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "rules.py"))

    assert generator["EXCERPTS"].read_text(encoding="utf-8") == generator["excerpts_json"](), "run `make docs`"


def test_every_rule_is_on_the_page_with_its_excerpts() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    pairs = examples()

    for rule in RULES:
        assert page.count(f"\n### {rule.id}\n") == 1, f"{rule.id}: run `make docs`"
        assert page.count(f"[{rule.id}](#{rule.id})") == 1
        section = page.partition(f"\n### {rule.id}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
        for known in (rule.what, rule.why, rule.source, rule.server_message, *pairs.get(rule.id, ())):
            assert known in section
    assert set(pairs) == {rule.id for rule in SHOWN}


def test_the_excerpts_are_no_whole_specs_and_differ() -> None:
    for rule, example in examples().items():
        assert example.wrong != example.right, rule
        assert example.wrong, rule
        assert example.right, rule


def test_every_topic_of_the_page_has_its_place_in_the_contents() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == list(topics())
    assert [line[3 : line.index("](#")] for line in page.splitlines() if line.startswith("- [")] == headings


def test_every_field_has_a_description_in_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    structures = [schema, *schema["$defs"].values()]
    structures += [part for structure in structures for part in structure.get("anyOf", [])]

    undescribed = [
        name
        for structure in structures
        for name, field in structure.get("properties", {}).items()
        if "description" not in field and name != "type"
    ]

    assert undescribed == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_example_satisfies_the_json_schema(path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)

    assert [error.message for error in validator.iter_errors(read_document(path).data)] == []


def test_the_json_schema_refuses_an_unknown_key_and_a_missing_type() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    spec = {"name": "a", "tuning": {"limits": {"max_parallel_jobs": 1}, "rnages": {}}}
    untyped = {"name": "a", "tuning": {"limits": {"max_parallel_jobs": 1}, "ranges": {"eta": {"min": 0, "max": 1}}}}

    assert len(list(validator.iter_errors(spec))) == 1
    assert len(list(validator.iter_errors(untyped))) == 1
