from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpo_spec.lint.regex_tree import Expression, read_regex

LETTERS = "ab1. A_"


def expression(regex: str) -> Expression:
    found = read_regex(regex).expression
    assert found is not None
    return found


def regexes() -> st.SearchStrategy[str]:
    atoms = st.sampled_from(["a", "A", "1", ".", r"\.", r"\d", r"\W", r"\S", "[ab]", "[^a1]", "[0-9.]", r"[^\d ]"])
    repetitions = st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{0,2}?", "{2,}"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda parts: f"(?:{parts[0]}|{parts[1]})"),
            st.tuples(inner, repetitions).map(lambda parts: f"(?:{parts[0]}){parts[1]}"),
            inner.map(lambda part: f"(?i:{part})"),
        )

    return st.recursive(atoms, larger, max_leaves=6)


@settings(deadline=None)
@given(regexes(), st.text(LETTERS, max_size=6))
def test_a_group_accepts_just_what_python_matches(regex, text):
    assert expression(f"({regex})").group.accepts(text) == bool(re.fullmatch(regex, text))


@settings(deadline=None)
@given(regexes(), regexes())
def test_a_sample_line_is_matched_and_captured(before, after):
    found = expression(f"{before}(1){after}")
    sample = found.sample("1")

    if sample:
        line, start = sample
        match = found.pattern.search(line)
        assert match is not None
        assert (match[1], match.start(1)) == ("1", start)


@pytest.mark.parametrize(
    "regex",
    [
        "(a+)+",
        r"(\S+\s*)*=",
        r"(.|\s)*=",
        r"(?:a*b?)*(c)",
        r"(\d{1,3})+x",
        r"(?:ab|a|b)*(c)",
        r"(a{0,500}){0,500}b",
        r"^(?:\[.*?\]\s*)*loss=(\S+)",
    ],
)
def test_a_repetition_that_has_two_ways_through_a_text_is_ambiguous(regex):
    assert expression(regex).is_ambiguous


@pytest.mark.parametrize(
    "regex",
    [
        r"(\S+\s+)*=",
        r"(\w+\W+)*=",
        r"(?:\d+,)*(\d+)=",
        r"(\d{3})+x",
        r"(\d{1,3}){1,4}x",
        r"(?:a+b)*(c)",
        r"(.|\n)*=",
        "([a-z]+[A-Z]+)*=",
        r".*\[[0-9]+\].*#011validation-rmse:([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*",
    ],
)
def test_repetitions_with_one_way_through_a_text_are_not(regex):
    assert not expression(regex).is_runaway


@pytest.mark.parametrize("regex", [r".*.*.*x(\d)", r".*\S+.*=(\d)", ".{0,500}.{0,500}.{0,500}(x)"])
def test_three_endless_repetitions_in_a_row_are_a_runaway(regex):
    assert expression(regex).has_loops_in_a_row


@pytest.mark.parametrize(
    "regex",
    [r".*.*x(\d)", r".*x.*y.*=(\d)", r".*\s*\s*\s*=(\d)", r"(\d)=.*.*.*", r"(\d)=.*.*.*(?:;.*)?"],
)
def test_fewer_or_separated_ones_or_such_as_never_fail_are_not(regex):
    assert not expression(regex).is_runaway


@pytest.mark.skipif("sys.version_info < (3, 11)", reason="before, Python has no possessive repetitions")
@pytest.mark.parametrize("regex", ["(?:a+)++(b)", "(?>a+)+(b)", "(.*+.*.*.*x)"])
def test_what_is_never_tried_again_is_no_runaway(regex):
    assert not expression(regex).is_runaway


@pytest.mark.parametrize("regex", [r"(a)\1", "(a)?(?(1)b|c)", "((a{50}){50}){50}"])
def test_nothing_is_said_of_what_an_automaton_cannot_be_made_for(regex):
    reading = read_regex(regex)

    assert (reading.error, reading.expression) == ("", None)


def test_nesting_as_deep_as_a_regex_can_be_does_no_harm():
    assert read_regex("(" * 249 + "a" + ")" * 249).error == ""


@pytest.mark.parametrize(
    "regex",
    [
        ".*" * 240 + "(x)",
        ".*" * 200 + "(x)?",
        "(?:" + "a?" * 120 + ")*(b)",
        "(?:" + "|".join(f"{a}{b}" for a in "abcdefghijk" for b in "mnopqrstuvw") + ")+(x)",
        "(?:" * 100 + "a" + ")*" * 100 + "(b)",
    ],
)
def test_no_regex_takes_long(regex):
    start = time.perf_counter()
    found = read_regex(regex).expression
    assert found is None or found.is_runaway in (True, False)
    assert found is None or found.sample("0.25") is None

    assert time.perf_counter() - start < 5


def test_a_line_is_not_searched_where_that_takes_long():
    assert not expression(".*a" * 9 + "!(x)").captures("a" * 100, "x", 0)


@pytest.mark.parametrize("regex", ["(", "a**(b)", "(a", r"(?<=a+)(b)", "(a{99999999999})", "(?P<1>a)"])
def test_what_python_cannot_read_has_an_error(regex):
    reading = read_regex(regex)

    assert reading.error
    assert (reading.groups, reading.expression) == (0, None)


def test_python_s_warnings_are_kept_quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_regex("[[a](b)").error == ""


@pytest.mark.parametrize(
    "regex",
    [r"(?:a?){30}a{30}([0-9.]+)", r"(?:.{0,20}x){40}([0-9.]+)", "a?" * 30 + "a" * 30 + "([0-9.]+)", "(a|a)" * 30 + "b"],
)
def test_a_regex_with_many_bounded_choices_is_never_tried_on_a_line(regex):
    expression = read_regex(regex).expression
    assert expression is not None
    assert not expression.captures("a" * 40 + "0.25", "0.25", 40)
