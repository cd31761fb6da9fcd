"""What ends a tuning job: pure functions of what its training jobs came to."""

import pytest

from hpo_spec.local.running.completion import ALL_FAILED, NO_SUCCESS, Criteria, Outcome, failure_of, not_improving
from hpo_spec.local.state.status import JobStatus


def completed(*values: float) -> list[Outcome]:
    return [Outcome(JobStatus.COMPLETED, value) for value in values]


FAILED = Outcome(JobStatus.FAILED, None)
UNMEASURED = Outcome(JobStatus.COMPLETED, None)


@pytest.mark.parametrize(("maximize", "reached"), [(False, [False, False, True]), (True, [True, True, True])])
def test_a_target_is_reached_from_the_right_side(maximize: bool, reached: list[bool]) -> None:
    criteria = Criteria(maximize, target=2.0)

    assert [criteria.are_met(completed(*values)) for values in ((3.0,), (3.0, 2.5), (3.0, 2.0))] == reached


def test_only_an_improvement_of_a_hundredth_counts() -> None:
    assert not_improving(completed(100, 99.5, 99.2, 99.1), maximize=False) == 3
    assert not_improving(completed(100, 99.5, 99.0), maximize=False) == 0
    assert not_improving(completed(100, 101), maximize=True) == 0
    assert not_improving([*completed(100), FAILED, UNMEASURED], maximize=False) == 0
    assert not_improving(completed(0, 0, 0), maximize=False) == 2
    assert not_improving(completed(-1, -2), maximize=False) == 0


def test_a_search_that_stands_still_is_stuck_and_then_converged() -> None:
    stuck = Criteria(False, most_not_improving=3)
    assert [stuck.are_met(completed(*[1.0] * count)) for count in (3, 4)] == [False, True]

    config = {"TuningJobCompletionCriteria": {"ConvergenceDetected": {"CompleteOnConvergence": "Enabled"}}}
    criteria = Criteria.of(config, maximize=False, ranges=5)
    assert [criteria.has_converged(completed(*[1.0] * count)) for count in (15, 16)] == [False, True]


def test_without_criteria_nothing_ends_a_job() -> None:
    assert not Criteria.of({}, maximize=False, ranges=1).are_met(completed(*[1.0] * 100))


def test_five_failures_without_a_success_are_too_many() -> None:
    assert failure_of([FAILED] * 4, is_last=False) == ""
    assert failure_of([FAILED] * 5, is_last=False) == NO_SUCCESS
    assert failure_of([FAILED] * 50 + completed(1), is_last=True) == ""
    assert failure_of([FAILED] * 2, is_last=True) == ALL_FAILED
    assert failure_of([FAILED, Outcome(JobStatus.STOPPED, None)], is_last=True) == ""


def test_where_nothing_failed_and_nothing_was_measured_the_regular_expression_is_asked_about() -> None:
    assert failure_of([UNMEASURED] * 5, is_last=False).startswith(f"{NO_SUCCESS} (None of them logged")
    assert failure_of([UNMEASURED], is_last=True).startswith(f"{ALL_FAILED} (None of them logged")
