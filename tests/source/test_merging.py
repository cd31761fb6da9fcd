"""Several texts as one, and `--set`."""

import pytest

from hpo_spec.errors import UsageError
from hpo_spec.source import Merged, Override, parse_text
from hpo_spec.source.merged import overlay, parse_path


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": {"b": 1}}, {"a": "text"}, {"a": "text"}),
        ({"a": "text"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": {"b": 1}}, {"a": {"b": None}}, {"a": {}}),
        ({}, {"a": {"b": None, "c": 1}}, {"a": {"c": 1}}),
    ],
)
def test_maps_merge_others_replace_and_null_removes(base: object, over: object, merged: object) -> None:
    assert overlay(base, over) == merged


def test_merging_leaves_the_texts_as_they_were() -> None:
    base, over = parse_text("a: {b: 1}\n"), parse_text("a: {c: 2}\n")
    Merged([base, over])

    assert base.data == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("argument", "data"),
    [
        ("a=1", {"a": 1}),
        ("a.b.c=text", {"a": {"b": {"c": "text"}}}),
        ('a."b.c".d=true', {"a": {"b.c": {"d": True}}}),
        ('"a=b"=1', {"a=b": 1}),
        (r'a."b\"=c"=1', {"a": {'b"=c': 1}}),
        ("a=b=c", {"a": "b=c"}),
        ("a={b: 1, c: [x]}", {"a": {"b": 1, "c": ["x"]}}),
        ("a='1'", {"a": "1"}),
        ("a=", {"a": ""}),
        ("a=Off", {"a": "Off"}),
    ],
)
def test_an_override_is_a_path_and_a_yaml_value(argument: str, data: object) -> None:
    assert Override(argument).data == data


def test_an_override_can_reach_into_a_list() -> None:
    merged = Merged([parse_text("jobs: [{a: 1}, {a: 2}]\n"), Override("jobs[1].a=3")])

    assert merged.data == {"jobs": [{"a": 1}, {"a": 3}]}


def test_a_text_without_content_changes_nothing() -> None:
    assert Merged([parse_text("a: 1\n"), parse_text("# nothing\n")]).data == {"a": 1}
    assert Merged([parse_text("# nothing\n"), parse_text("a: 1\n")]).data == {"a": 1}


def test_an_item_that_is_not_there_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"\[7\].*has 1"):
        Merged([parse_text("jobs: [{a: 1}]\n"), Override("jobs[7].a=3")])


@pytest.mark.parametrize("argument", ["a", "=1", "a..b=1", "a.=1", ".a=1", "a[x]=1", 'a"b=1', ""])
def test_an_override_that_is_none_is_a_usage_error(argument: str) -> None:
    with pytest.raises(UsageError):
        Override(argument)


def test_a_path_is_read_into_its_parts() -> None:
    assert parse_path('training_jobs[0].inputs."a.b"') == ("training_jobs", 0, "inputs", "a.b")
