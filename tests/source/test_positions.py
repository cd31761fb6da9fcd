"""Every value is found where it stands, in YAML and in JSON, with libyaml and without."""

import json
import subprocess
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec.finding import Path
from hpo_spec.source import Merged, Override, parse_text
from hpo_spec.source.document import Document

KEYS = st.text("abcdefghij", min_size=1, max_size=6)
LEAVES = st.integers(10_000, 99_999) | st.text("aé日😀", min_size=1, max_size=5)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=4) | st.lists(inner, min_size=1, max_size=4),
    max_leaves=20,
).filter(lambda value: isinstance(value, dict))


def paths_of(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for key, item in children for found in paths_of(item, (*path, key)))]


def check(document: Document, data: Any) -> None:
    assert document.data == data
    for path, value in paths_of(data):
        depth, position = document.locate(path)
        assert depth == len(path)
        assert position is not None
        at = position.text[position.column - 1 :]
        if not isinstance(value, (dict, list)):
            assert at.lstrip("\"'").startswith(str(value))
        if path and isinstance(path[-1], str):
            key = document.locate_key(path)
            assert key is not None
            assert key.text[key.column - 1 :].lstrip('"').startswith(path[-1])


@given(DATA, st.booleans(), st.integers(2, 6))
def test_in_yaml(data: Any, flow: bool, indent: int) -> None:
    check(
        parse_text(yaml.safe_dump(data, default_flow_style=flow, indent=indent, sort_keys=False, allow_unicode=True)),
        data,
    )


@given(DATA, st.sampled_from([None, 1, 2, "\t"]))
def test_in_json(data: Any, indent: int | str | None) -> None:
    check(parse_text(json.dumps(data, indent=indent, ensure_ascii=False), "data.json"), data)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_what_is_missing_is_located_at_its_parent(name: str) -> None:
    document = parse_text('{"a": {"b": [1, 2]}}', name)

    assert document.locate(("a", "c", "d"))[0] == 1
    assert document.locate(("a", "b", 7))[0] == 2
    assert document.locate_key(("a", "c")) is None


def test_a_merged_value_is_located_in_the_text_that_it_came_from() -> None:
    base = parse_text("a: {b: 1, c: 2}\nd: 4\n", "base.yaml")
    over = parse_text("# over\na: {c: 3}\n", "over.yaml")
    merged = Merged([base, over, Override("d=5")])

    assert merged.data == {"a": {"b": 1, "c": 3}, "d": 5}
    found = {path: merged.locate(path)[1] for path in (("a", "b"), ("a", "c"), ("d",))}
    assert [(p.file, p.line, p.column) for p in found.values() if p] == [
        ("base.yaml", 1, 8),
        ("over.yaml", 2, 8),
        ("--set", 1, 3),
    ]


def test_without_libyaml_everything_is_the_same() -> None:
    code = """
import yaml
yaml.__with_libyaml__ = False
from hpo_spec.source import parse_text
from hpo_spec.source.yaml_text import _Composer
assert "_yaml.CParser" not in str(_Composer.__mro__)
document = parse_text("a: {b: [1, 0.5, yes, 'x']}\\n# comment\\nc: &d {e: 1}\\nf: *d\\n")
print(document.data, document.locate(("a", "b", 3))[1])
print(parse_text("a: 1\\na: 2\\n").findings, parse_text("a: [1\\n").findings[0].rule)
print(parse_text("[" * 100_000).findings[0].rule)
for escape in ("ud800", "UFFFFFFFF", "U00110000"):
    print(parse_text('a: "\\\\' + escape + '"').findings[0].message)
print(ascii(parse_text('a: "\\\\U0001f600 \\\\u00e9"\\n# \u00e9\\nb: 1\\n').locate(("b",))))
"""
    without = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    code = code.replace("yaml.__with_libyaml__ = False", "").replace(" not in str(_Composer", " in str(_Composer")
    with_it = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert without == with_it


def test_what_is_missing_belongs_where_its_parent_is_first() -> None:
    merged = Merged([parse_text("a: {b: 1}\n", "base"), parse_text("a: {c: 2}\n", "over"), Override("a.d=3")])

    assert merged.locate(("a", "x"))[1] == parse_text("a: {b: 1}\n", "base").locate(("a",))[1]
    assert merged.locate(("y",))[1] == parse_text("a: {b: 1}\n", "base").locate(())[1]


def test_of_two_entries_of_one_name_the_last_is_the_one_that_counts() -> None:
    for name in ("a.yaml", "a.json"):
        document = parse_text('{"a": 1, "a": 2}', name)
        position = document.locate(("a",))[1]
        assert document.data == {"a": 2}
        assert position is not None
        assert position.column == 15


def test_a_value_that_replaces_a_map_is_where_all_of_it_stands() -> None:
    base = parse_text("a: {b: {c: 1}}\nlist:\n  - {x: 1, y: 2}\n", "base.yaml")
    merged = Merged([base, parse_text("a: {b: text}\nlist:\n  - {x: 3}\n", "over.yaml")])

    for path in (("a", "b", "c"), ("list", 0, "x"), ("list", 0, "y")):
        position = merged.locate(path)[1]
        assert position is not None
        assert position.file == "over.yaml"


def test_an_override_that_replaces_a_map_is_where_all_of_it_stands() -> None:
    merged = Merged([parse_text("output: {s3_uri: s3://a}\n", "base.yaml"), Override("output=s3:/x")])

    position = merged.locate(("output", "s3_uri"))[1]
    assert position is not None
    assert (position.file, position.column) == ("--set", 8)
