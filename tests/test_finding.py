"""Findings: how their paths, snippets and order look."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec import SpecError
from hpo_spec.finding import Finding, Position, Severity, format_path, sort_findings
from hpo_spec.opening import load_opened
from hpo_spec.source import parse_text
from hpo_spec.source.merged import parse_path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("tuning",), "tuning"),
        (("training_jobs", 0, "inputs", "train"), "training_jobs[0].inputs.train"),
        (("Tags", 3), "Tags[3]"),
        (("a", "b.c", "d e"), 'a."b.c"."d e"'),
        (("a", 'b"c'), r'a."b\"c"'),
        (("a", "b\\c"), r'a."b\\c"'),
        (("a", ""), 'a.""'),
        (("min-child_weight2",), "min-child_weight2"),
    ],
)
def test_a_path_is_written_as_one_would_say_it(path, text):
    assert format_path(path) == text


@given(st.lists(st.text(max_size=5) | st.sampled_from("\"\\.[]= '") | st.integers(0, 99), min_size=1).map(tuple))
def test_a_path_that_is_written_can_be_read_as_an_override_s(path):
    assert parse_path(format_path(path)) == path


def finding(message="wrong", severity=Severity.ERROR, **changes):
    return Finding(severity, "some-rule", message, **changes)


def test_a_finding_without_a_place_is_one_line():
    assert str(finding()) == "error: wrong [some-rule]"
    assert str(finding(severity=Severity.WARNING, path=("a", 0))) == "warning: a[0]: wrong [some-rule]"


def test_a_finding_shows_its_line_with_a_caret_and_its_help_line_by_line():
    at = Position("spec.yaml", 12, 6, "key: value")
    assert str(finding(path=("key",), position=at, help="Do this.\nOr that.")) == (
        "spec.yaml:12:6: error: key: wrong [some-rule]\n"
        "   12 | key: value\n"
        "      |      ^\n"
        "      = Do this.\n"
        "      = Or that."
    )


def test_an_empty_line_is_not_shown():
    assert str(finding(position=Position("f", 3, 1, "  "))) == "f:3:1: error: wrong [some-rule]"


def test_a_tab_counts_as_one_blank_so_that_the_caret_stands_right():
    _, line, caret = str(finding(position=Position("f", 1, 4, "\t\tx: y"))).splitlines()
    assert line[caret.index("^")] == ":"


@given(st.integers(1, 400))
def test_the_caret_stands_under_its_character_in_a_line_of_any_length(column):
    text = "".join(chr(0x4E00 + number) for number in range(400))
    _, line, caret = str(finding(position=Position("f", 1, column, text))).splitlines()
    assert line[caret.index("^")] == text[column - 1]
    assert len(line) <= 8 + 120 + 2


def test_findings_sort_by_place_and_then_the_worst_first():
    def at(line, column=1, file="a"):
        return Position(file, line, column, "text")

    ordered = [
        finding("no place"),
        finding("1", position=at(1, 5)),
        finding("2", position=at(2, 1)),
        finding("3", Severity.WARNING, position=at(2, 1)),
        finding("4", Severity.INFO, position=at(2, 1)),
        finding("5", position=at(10)),
        finding("6", position=at(1, file="b")),
    ]
    assert sort_findings(ordered[::-1]) == ordered


def test_only_an_error_is_an_error():
    assert [finding(severity=severity).is_error for severity in Severity] == [True, False, False]


def test_a_secret_that_only_its_name_tells_is_not_shown_on_a_line_of_its_own():
    request = {"HyperParameterTuningJobName": "x", "Tags": [{"Key": "db_password", "Value": "hunter2!wXyZ"}]}
    text = json.dumps(request, indent=1)
    with pytest.raises(SpecError) as caught:
        load_opened(parse_text(text, "request.json"))
    assert any("Tags" in str(finding) for finding in caught.value.findings)
    assert "hunter2" not in str(caught.value)
