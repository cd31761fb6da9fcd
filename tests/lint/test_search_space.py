"""How ranges add up."""

from __future__ import annotations

import pytest

from hpo_spec import Finding, load_spec
from hpo_spec.lint import lint_spec
from hpo_spec.lint.search_space import RULES

JOB = """
    algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}
    role: arn:aws:iam::123456789012:role/SageMakerRole
    output: s3://my-bucket/output"""
FEW = "{x: {type: integer, min: 1, max: 3}, y: {type: categorical, values: [a, b]}}"
CONTINUOUS = "{x: {type: continuous, min: 0, max: 1}}"


def single(ranges: str, jobs: int = 60, *, static: str = "{}", strategy: str = "Bayesian", more: str = "") -> str:
    return f"""
version: 1
name: example
training_job:{JOB}
    static_hyperparameters: {static}
tuning:
  strategy: {strategy}
  ranges: {ranges}
  limits: {{max_jobs: {jobs}, max_parallel_jobs: 1}}
{more}"""


def several(*ranges: str, jobs: int = 60) -> str:
    definitions = "".join(f"\n  - name: d{i}{JOB}\n    ranges: {item}" for i, item in enumerate(ranges))
    return f"""
version: 1
name: example
training_jobs:{definitions}
tuning:
  limits: {{max_jobs: {jobs}, max_parallel_jobs: 1}}
"""


def found(text: str) -> list[Finding]:
    return lint_spec(load_spec(text), RULES)


def rules(text: str) -> list[str]:
    return [finding.rule for finding in found(text)]


def integers(count: int) -> str:
    return ", ".join(f"i{index}: {{type: integer, min: 1, max: 1000}}" for index in range(count))


def categories(count: int) -> str:
    return ", ".join(f"c{index}: {{type: categorical, values: [a, b]}}" for index in range(count))


def autos(count: int) -> str:
    return ", ".join(f"a{index}: {{type: auto, hint: 1}}" for index in range(count))


def test_each_definition_needs_ranges_of_its_own() -> None:
    (finding,) = found(several(CONTINUOUS, "{}"))

    assert (finding.rule, finding.path) == ("search-space-empty", ("training_jobs", 1, "ranges"))


def test_autotune_finds_ranges_itself() -> None:
    assert rules(single("{}", more="autotune: true")) == []


def test_as_many_training_jobs_as_combinations_are_enough() -> None:
    assert "search-space-too-small" not in rules(single(FEW, 6))


def test_more_training_jobs_than_combinations_are_too_many() -> None:
    (finding,) = [item for item in found(single(FEW, 20)) if item.rule == "search-space-too-small"]

    assert finding.message == "is 20, but the ranges have only 6 combinations (3 × 2 = 6)"
    assert finding.help == "Lower it to 6, or widen the ranges."


def test_one_range_needs_no_arithmetic() -> None:
    (finding,) = found(single("{x: {type: integer, min: 1, max: 3}}"))

    assert finding.message == "is 60, but the ranges have only 3 combinations"


def test_definitions_add_up() -> None:
    (finding,) = found(several(FEW, FEW))

    assert finding.message.endswith("12 combinations (3 × 2 + 3 × 2 = 12)")


def test_big_numbers_are_exact() -> None:
    big = 2**60
    ranges = f"{{x: {{type: integer, min: 1, max: {big}}}}}"

    assert "search-space-too-small" not in rules(single(ranges, big))
    assert "search-space-too-small" in rules(single(ranges, big + 1))


@pytest.mark.parametrize(
    "text",
    [
        single(CONTINUOUS),
        single("{x: {type: integer, min: 3, max: 1}}"),
        single("{x: {type: integer, min: 1, max: many}}"),
        single("{x: {type: auto, hint: 1}}", more="autotune: true"),
        single("{x: {type: integer, min: 1, max: 3}}", more="autotune: true"),
        single("{x: {type: categorical, values: [a, b]}}", strategy="Grid"),
        several(FEW, CONTINUOUS),
    ],
)
def test_what_cannot_be_counted_is_not_too_small(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(("continuous", "expected"), [(15, []), (16, ["range-count-over-30"])])
def test_30_ranges_of_all_types_are_allowed(continuous: int, expected: list[str]) -> None:
    ranges = f"{{{integers(continuous)}, {categories(15)}, {autos(20)}}}"

    assert [rule for rule in rules(single(ranges, 750)) if rule == "range-count-over-30"] == expected


def test_30_ranges_are_allowed_in_each_definition() -> None:
    assert "range-count-over-30" not in rules(several(f"{{{integers(30)}}}", f"{{{integers(30)}}}", jobs=750))


@pytest.mark.parametrize(("static", "is_over"), [(94, False), (95, True)])
def test_99_hyperparameters_leave_room_for_sagemakers_own(static: int, is_over: bool) -> None:
    given = "{" + ", ".join(f"h{index}: 1" for index in range(static)) + "}"

    assert rules(single(f"{{{integers(5)}}}", static=given)) == ["total-hyperparameters-over-100"] * is_over


def test_automatic_ranges_count_as_well() -> None:
    findings = found(single(f"{{{autos(100)}}}", 750, more="autotune: true"))

    assert [(finding.rule, finding.path) for finding in findings] == [
        ("total-hyperparameters-over-100", ("tuning", "ranges"))
    ]


@pytest.mark.parametrize(
    ("count", "jobs", "is_many"), [(10, 50, False), (10, 49, True), (11, 750, True), (1, 2, False)]
)
def test_many_hyperparameters_need_many_training_jobs(count: int, jobs: int, is_many: bool) -> None:
    assert rules(single(f"{{{integers(count)}}}", jobs)) == ["many-tunable-hyperparameters"] * is_many


def test_a_warm_start_brings_earlier_training_jobs() -> None:
    warm_start = "warm_start: {type: TransferLearning, parents: [parent]}"

    assert rules(single(f"{{{integers(5)}}}", 10, more=warm_start)) == []


@pytest.mark.parametrize("strategy", ["Bayesian", "Random", "Grid"])
def test_combinations_too_many_to_be_written_crash_no_rule(strategy):
    huge = ", ".join(f"i{index}: {{type: integer, min: 1, max: '{'9' * 256}'}}" for index in range(20))
    spec = load_spec(single(f"{{{huge}}}", strategy=strategy))

    assert "rule-crashed" not in [finding.rule for finding in lint_spec(spec)]


def test_a_large_number_of_combinations_is_told_by_its_magnitude():
    many = ", ".join(f"c{index}: {{type: categorical, values: {list(range(30))}}}" for index in range(20))
    [finding] = [item for item in lint_spec(load_spec(single(f"{{{many}}}", strategy="Grid"))) if "grid" in item.rule]

    assert finding.message == "there are more than 10^29 combinations, at most 750 are allowed"
