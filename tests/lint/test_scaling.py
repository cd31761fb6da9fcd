"""Which scale fits which range, at the edges."""

from __future__ import annotations

import pytest

from hpo_spec import Finding, load_spec
from hpo_spec.lint import lint_spec
from hpo_spec.lint.scaling import RULES

SPEC = """
version: 1
name: example
training_job:
  algorithm: {{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
tuning:
  strategy: {strategy}
  ranges: {{x: {{type: {type}, min: {low}, max: {high}, scaling: {scaling}}}}}
  limits: {{max_jobs: 60, max_parallel_jobs: 5}}
"""


def found(low: str, high: str, scaling: str, type: str = "continuous", strategy: str = "Bayesian") -> list[Finding]:
    text = SPEC.format(low=low, high=high, scaling=scaling, type=type, strategy=strategy)
    return lint_spec(load_spec(text), RULES)


def rules(*given: str) -> list[str]:
    return [finding.rule for finding in found(*given)]


@pytest.mark.parametrize("type", ["continuous", "integer"])
@pytest.mark.parametrize(("low", "expected"), [("0", ["log-scale-nonpositive"]), ("1", [])])
def test_a_logarithmic_scale_starts_above_0(type: str, low: str, expected: list[str]) -> None:
    assert rules(low, "100", "Logarithmic", type) == expected


@pytest.mark.parametrize(("low", "high"), [("2", "-1"), ("0", "0"), ("0", "abc")])
def test_wrong_bounds_are_not_said_twice(low: str, high: str) -> None:
    assert rules(low, high, "Logarithmic") == []
    assert rules(low, high, "ReverseLogarithmic") == []


@pytest.mark.parametrize(
    ("low", "high", "bound"),
    [("0", "0.999", None), ("0", "1", "max"), ("-0.1", "0.9", "min"), ("2", "3", "max")],
)
def test_a_reverse_logarithmic_scale_goes_from_0_to_below_1(low: str, high: str, bound: str | None) -> None:
    findings = found(low, high, "ReverseLogarithmic")

    assert [finding.path[-1] for finding in findings] == ([bound] if bound else [])


def test_an_integer_range_is_told_only_that_it_has_no_such_scale() -> None:
    assert rules("1", "10", "ReverseLogarithmic", "integer") == ["reverse-log-integer"]


@pytest.mark.parametrize(
    ("low", "high", "type", "is_wide"),
    [
        ("0.001", "0.1", "continuous", True),
        ("0.001", "0.099", "continuous", False),
        ("0", "1000", "continuous", False),
        ("1", "100", "integer", False),
        ("1", "1000", "integer", True),
    ],
)
def test_a_wide_range_is_better_searched_on_a_logarithmic_scale(low: str, high: str, type: str, is_wide: bool) -> None:
    assert rules(low, high, "Linear", type) == ["scale-linear-wide"] * is_wide
    assert rules(low, high, "Auto", type) == ["scale-auto-wide"] * is_wide
    assert rules(low, high, "null", type) == ["scale-auto-wide"] * is_wide


def test_near_1_the_reverse_scale_is_named_too() -> None:
    (finding,) = found("0.001", "0.999", "Linear")

    assert finding.help == "Set it to Logarithmic, or to ReverseLogarithmic if small steps matter near 1."


@pytest.mark.parametrize(("high", "expected"), [("0.9", ["scale-log-narrow"]), ("1", [])])
def test_a_narrow_range_needs_no_logarithmic_scale(high: str, expected: list[str]) -> None:
    assert rules("0.1", high, "Logarithmic") == expected


@pytest.mark.parametrize(("scaling", "high"), [("Linear", "1"), ("Auto", "1"), ("Logarithmic", "0.0002")])
def test_grid_has_no_use_for_a_numeric_range_at_all(scaling: str, high: str) -> None:
    assert rules("0.0001", high, scaling, "continuous", "Grid") == []
