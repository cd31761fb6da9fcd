"""The scalars of YAML's 1.2 core schema, as a spec reads them."""

import math

import pytest

from hpo_spec.source import parse_text


def read(scalar: str) -> object:
    document = parse_text(f"key: {scalar}\n")
    assert document.findings == []
    assert isinstance(document.data, dict)
    return document.data["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[(text, None) for text in ("", "~", "null", "Null", "NULL")],
        *[(text, True) for text in ("true", "True", "TRUE")],
        *[(text, False) for text in ("false", "False", "FALSE")],
        *[("12", 12), ("-3", -3), ("+1", 1), ("007", 7), ("0o17", 15), ("0x1F", 31)],
        *[("0.10", 0.1), ("1e-4", 0.0001), (".5", 0.5), ("5.", 5.0), ("-1.5E3", -1500.0), ("1e3", 1000.0)],
        *[(".inf", math.inf), ("-.INF", -math.inf)],
    ],
)
def test_what_is_no_string(text: str, value: object) -> None:
    found = read(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "off", "Off", "y", "n", "Yes", "tRUE"),
        *("1_000", "12:30:45", "2026-01-01", "0b11", "0o8", "0xG", "1.2.3", "1e", "e5", "--1", "+", "."),
        *("inf", "nan", "None", "nUll", "=", "a: b".replace(": ", ":"), "s3://bucket/key", "validation:rmse"),
    ],
)
def test_what_yaml_1_1_took_for_something_else_is_a_string(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["true", "12", "null", "0.10", "~", ""])
def test_a_quoted_scalar_is_a_string(text: str) -> None:
    assert read(f"'{text}'") == text
    assert read(f'"{text}"') == text


@pytest.mark.parametrize("text", ["0.12345678901234567890", "1e400", "1" * 5000, "123456789.123456789123"])
def test_a_number_that_would_not_stay_the_same_is_an_error_at_its_place(text: str) -> None:
    document = parse_text(f"a: 1\nkey: {text}\n")

    (finding,) = document.findings
    assert finding.rule == "yaml-number"
    assert finding.help == "Quote it."
    assert finding.position is not None
    assert (finding.position.line, finding.position.column) == (2, 6)


def test_keys_are_names_as_written() -> None:
    assert parse_text("{1: a, yes: b, 0x10: c, null: d, 1.50: e}\n").data == {
        "1": "a",
        "yes": "b",
        "0x10": "c",
        "null": "d",
        "1.50": "e",
    }
