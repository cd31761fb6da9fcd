"""Durations: seconds, or texts such as `1h30m`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec import Limits, StoppingCondition
from hpo_spec.errors import SpecError
from hpo_spec.spec.duration import Duration, format_duration, parse_duration
from tests.request.specs import small_spec


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *[("90s", 90), ("30m", 1_800), ("1h", 3_600), ("1h30m", 5_400), ("2d", 172_800)],
        *[("1d1h1m1s", 90_061), ("1d30s", 86_430), ("0s", 0), ("90m", 5_400), ("007s", 7), ("86400s", 86_400)],
    ],
)
def test_every_spelling_is_read(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "90",
        "1.5h",
        "-1h",
        "1h ",
        " 1h",
        "1 h",
        "30m1h",
        "1h1h",
        "h",
        "1w",
        "1H",
        "1hour",
        "1h30",
        "9999999999s",
        "\u0661s",
    ],
)
def test_anything_else_says_how_to_write_it(text):
    with pytest.raises(ValueError, match="write seconds, or a text like 90s, 30m, 1h30m or 2d"):
        parse_duration(text)


@given(st.integers(0, 10**9))
def test_every_duration_is_read_back(seconds):
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(3_600, "1h"), (5_400, "1h30m"), (86_400, "1d"), (60, "1m"), (90, 90), (59, 59), (3_601, 3_601), (0, 0)],
)
def test_round_minutes_are_written_as_a_text(seconds, written):
    assert Duration.write(seconds) == written


def test_a_model_takes_both_and_holds_seconds():
    assert StoppingCondition(max_runtime="1h30m", max_wait=7_200) == StoppingCondition(max_runtime=5_400, max_wait="2h")
    assert Limits(max_parallel_jobs=1, max_runtime="2m").max_runtime == 120


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1 hour", "'1 hour' is no duration"),
        ("0s", "must be at least 1"),
        (0, "must be at least 1"),
        (1.5, "must be a whole number, not a number (1.5)"),
        (True, "must be a whole number, not a boolean (true)"),
        ([], "must be a whole number, not a list"),
    ],
)
def test_a_wrong_duration_in_a_spec_is_an_error_at_its_field(value, said):
    with pytest.raises(SpecError) as caught:
        small_spec(training_job={"stopping_condition": {"max_runtime": value}})
    (finding,) = caught.value.findings
    assert finding.path == ("training_job", "stopping_condition", "max_runtime")
    assert said in finding.message
