"""What a range may hold, at the edges."""

from __future__ import annotations

import pytest

from hpo_spec import Finding, load_spec
from hpo_spec.finding import Severity
from hpo_spec.lint import lint_spec
from hpo_spec.lint.ranges import RULES

SPEC = """
version: 1
name: example
training_job:
  algorithm: {{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  hyperparameter_encoding: {encoding}
  output: s3://my-bucket/output
tuning:
  strategy: {strategy}
  ranges: {{{range}}}
  limits: {{max_jobs: 60, max_parallel_jobs: 5}}
"""


def found(range: str, *, encoding: str = "plain", strategy: str = "Bayesian", more: str = "") -> list[Finding]:
    return lint_spec(load_spec(SPEC.format(range=range, encoding=encoding, strategy=strategy) + more), RULES)


def rules(range: str, **given: str) -> list[str]:
    return [finding.rule for finding in found(range, **given)]


def values(texts: str) -> str:
    return f"x: {{type: categorical, values: {texts}}}"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0.1", "0.10001", []),
        ("0.1", "'0.10'", ["numeric-range-singleton"]),
        ("0.2", "0.1", ["numeric-range-inverted"]),
        ("-2", "-1", []),
    ],
)
def test_bounds_are_compared_as_numbers(low: str, high: str, expected: list[str]) -> None:
    assert rules(f"x: {{type: continuous, min: {low}, max: {high}}}") == expected


def test_whole_bounds_are_compared_exactly() -> None:
    big = 2**60

    assert rules(f"x: {{type: integer, min: {big}, max: {big + 1}}}") == []


@pytest.mark.parametrize("bound", ["10", "10.0", "'10'", "1e1", "'+10'"])
def test_a_whole_number_may_be_written_in_several_ways(bound: str) -> None:
    assert rules(f"x: {{type: integer, min: 1, max: {bound}}}") == []


@pytest.mark.parametrize("bound", ["'10.0'", "'1e1'"])
def test_a_text_that_is_a_whole_number_in_disguise_is_a_warning(bound: str) -> None:
    (finding,) = found(f"x: {{type: integer, min: 1, max: {bound}}}")

    assert (finding.rule, finding.severity) == ("integer-bound-not-integer", Severity.WARNING)


@pytest.mark.parametrize("bound", ["9.5", "abc", "''", "' 9'"])
def test_what_is_no_whole_number_is_an_error(bound: str) -> None:
    (finding,) = found(f"x: {{type: integer, min: 1, max: {bound}}}")

    assert (finding.rule, finding.severity) == ("integer-bound-not-integer", Severity.ERROR)


def test_an_integer_range_of_fractions_is_of_the_wrong_type() -> None:
    (finding,) = found("x: {type: integer, min: 0.1, max: 0.5}")

    assert finding.path == ("tuning", "ranges", "x")


@pytest.mark.parametrize("bound", ["'nan'", "'inf'", "'1e400'", "1/3", "''"])
def test_a_continuous_bound_is_a_finite_number(bound: str) -> None:
    assert rules(f"x: {{type: continuous, min: 0, max: {bound}}}") == ["continuous-bound-not-number"]


def test_blanks_around_a_number_are_named() -> None:
    (finding,) = found("x: {type: continuous, min: 0, max: '0.5 '}")

    assert finding.help == "Remove the blanks."


def test_values_that_become_the_same_text_are_told_apart_for_the_reader() -> None:
    (finding,) = found(values("[1, 2, '1']"))

    assert finding.message == "'1' is sent as 1, just as 1 is"
    assert finding.path == ("tuning", "ranges", "x", "values", 2)


def test_json_keeps_a_number_and_its_text_apart() -> None:
    assert rules(values("[1, 2, '1']"), encoding="json") == []


def test_a_value_three_times_is_found_twice() -> None:
    assert rules(values("[a, a, a]")) == ["categorical-duplicate-value"] * 2


def test_one_value_may_keep_a_parents_hyperparameter_categorical() -> None:
    warm_start = "warm_start: {type: TransferLearning, parents: [parent]}\n"

    assert rules(values("[adam]")) == ["categorical-single-value"]
    assert rules(values("[adam]"), more=warm_start) == []


@pytest.mark.parametrize(
    ("texts", "strategy"),
    [("[1, 2]", "Bayesian"), ("[1, 2, many]", "Bayesian"), ("[1, 2, 4]", "Grid"), ("[1, 2, 4]", "Random")],
)
def test_numbers_as_categories_are_fine_where_order_says_nothing(texts: str, strategy: str) -> None:
    assert rules(values(texts), strategy=strategy) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("[16, 64, 256]", "an integer range from 16 to 256 with logarithmic `scaling`"),
        ("[0, 0.1, 0.5]", "a continuous range from 0 to 0.5"),
    ],
)
def test_the_numeric_range_is_spelled_out(texts: str, expected: str) -> None:
    (finding,) = found(values(texts))

    assert finding.help == f"Where the values between them make sense too, use {expected}."


def test_a_name_of_blanks_is_no_name() -> None:
    assert rules("' ': {type: integer, min: 1, max: 2}") == ["range-name-empty"]


@pytest.mark.parametrize(("length", "expected"), [(254, []), (255, ["range-value-over-256"])])
def test_a_value_is_measured_with_its_quotes(length: int, expected: list[str]) -> None:
    assert rules(values(f"[short, {'x' * length}]"), encoding="json") == expected


def test_letters_beyond_ascii_are_longer_in_json() -> None:
    (finding,) = found(values(f"[short, {'ü' * 50}]"), encoding="json")

    assert "has 302 as JSON" in finding.message
