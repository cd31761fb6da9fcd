"""Numbers and the texts that stand for them."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpo_spec.spec.text import number_text, scalar_text, text_scalar

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-4, "0.0001"),
        (5.0, "5"),
        (-5.0, "-5"),
        (0.1, "0.1"),
        (0.30000000000000004, "0.30000000000000004"),
        (100.0, "100"),
        (1e22, "10000000000000000000000"),
        (1.5e22, "15000000000000000000000"),
        (1e-7, "0.0000001"),
        (1e-300, "1e-300"),
        (1.25e-300, "1.25e-300"),
        (1e300, "1e300"),
        (0.0, "0"),
        (-0.0, "-0"),
        (0, "0"),
        (-7, "-7"),
        (10**30, "1" + "0" * 30),
        (2**63, "9223372036854775808"),
        (True, "true"),
        (False, "false"),
        ("0.10", "0.10"),
        ("", ""),
    ],
)
def test_a_scalar_is_sent_as_its_shortest_exact_text(value, text):
    assert scalar_text(value) == text


@given(FINITE)
@example(5e-324)
@example(1.7976931348623157e308)
def test_a_number_s_text_is_exactly_that_number(value):
    assert float(number_text(value)) == value
    assert math.copysign(1, float(number_text(value))) == math.copysign(1, value)
    assert len(number_text(value)) <= 40


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("-3", -3),
        ("0", 0),
        ("0.5", 0.5),
        ("0.0001", 0.0001),
        ("true", True),
        ("false", False),
        ("12345678901234567890", 12345678901234567890),
    ],
)
def test_a_text_that_survives_is_read_as_what_it_is(text, value):
    assert text_scalar(text) == value
    assert type(text_scalar(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("0.10", "007", "+1", "1.0", "-0", "-0.0", ".5", "5.", "1e-4", "1E5", "1_000", "0x1F", "0o17", "1e400"),
        *("True", "TRUE", "yes", "null", "~", ".inf", "nan", "", " 1", "1 ", "1\n", "\u0661", "1" * 301, "12:30:45"),
        *("0.1234567890123456789", "1.7-1", "2026-01-01", "[1]", "--1", "- 1"),
    ],
)
def test_any_other_text_stays_as_it_is(text):
    assert text_scalar(text) == text


@given(
    st.text() | FINITE.map(number_text) | st.integers().map(str) | st.from_regex(r"-?[0-9.eE+-]{1,12}", fullmatch=True)
)
def test_every_text_comes_back_the_same(text):
    assert scalar_text(text_scalar(text)) == text
