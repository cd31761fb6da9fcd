"""Failures of the same kind are said once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec.aws.failures import grouped_failures, without_stack
from hpo_spec.aws.trials import Trial
from tests.scripted import START


def failed(name: str, reason: str, minute: int = 0, status: str = "Failed") -> Trial:
    end = START + timedelta(minutes=minute)
    return Trial(name, status, None, "", False, "", {}, START, START, end, reason)


def test_the_most_frequent_reason_comes_first_with_its_earliest_trial() -> None:
    trials = [failed("a", "x", 3), failed("b", "y", 2), failed("c", "y", 1), failed("d", "z", 0, "Completed")]

    groups = grouped_failures(trials)

    assert [(group.reason, [item.name for item in group.trials]) for group in groups] == [
        ("y", ["c", "b"]),
        ("x", ["a"]),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exit code: 1", "exit code: 137"),
        ("eta is 0.5, not below 1e-3", "eta is 0.25, not below 2.5"),
        ("[01:12:50] at 0x7fad2b51031e", "[23:00:00] at 0x1"),
        ("no file s3://bucket/job-001-aaaaaaaa/x", "no file s3://bucket/job-002-bbbbbbbb/x"),
    ],
)
def test_reasons_that_differ_in_numbers_or_the_trial_s_name_are_one(one: str, other: str) -> None:
    (group,) = grouped_failures([failed("job-001-aaaaaaaa", one), failed("job-002-bbbbbbbb", other)])

    assert group.reason == one


def test_other_words_are_another_reason() -> None:
    assert len(grouped_failures([failed("a", "ClientError: no"), failed("b", "AlgorithmError: no")])) == 2


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 9)), max_size=20))
def test_every_failure_is_in_one_group(given: list[tuple[str, int]]) -> None:
    trials = [failed(f"t-{place}", reason, minute) for place, (reason, minute) in enumerate(given)]

    groups = grouped_failures(trials)

    assert sorted(item.name for group in groups for item in group.trials) == sorted(item.name for item in trials)
    assert [len(group.trials) for group in groups] == sorted((len(group.trials) for group in groups), reverse=True)


def test_a_native_stack_is_left_out() -> None:
    said = (
        "Check failed: (12 vs. 13) : Number of columns\nStack trace:\n  [bt] (0) /lib/x.so(+0x1) [0x7f]\n  [bt] (1) /li"
    )

    assert without_stack(said) == "Check failed: (12 vs. 13) : Number of columns"
    assert without_stack(f"{said}\n\nafter") == "Check failed: (12 vs. 13) : Number of columns\n\nafter"
