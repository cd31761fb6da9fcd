"""Many jobs through a tight account: so many at a time, in their order, and nothing twice."""

import random
from typing import Any

import pytest

from hpo_spec.aws.queueing import Outcome, Queued, run_queue
from hpo_spec.errors import AwsError, JobNotFound
from tests.request.boston import REQUEST
from tests.scripted import INTERNAL, RESET, THROTTLED, FakeClock, Fault, ScriptedSageMaker, ended, in_progress

LIMIT = Fault(400, "ResourceLimitExceeded", "The account-level service limit 'Concurrent tuning jobs' is 2")
INVALID = Fault(400, "ValidationException", "no such role")


class EndingSageMaker(ScriptedSageMaker):
    """Its jobs end by themselves; it allows so many at a time."""

    def __init__(self, limit: int = 100, looks: int = 3) -> None:
        super().__init__()
        self.limit = limit
        self.looks = looks
        self.most = 0

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.running() >= self.limit:
            raise LIMIT
        answer = super()._create(request)
        self.jobs[request["HyperParameterTuningJobName"]].steps = [in_progress()] * self.looks + [ended("Completed")]
        self.most = max(self.most, self.running())
        return answer

    def running(self) -> int:
        return sum(len(job.steps) > 1 for job in self.jobs.values())


def requests(count: int) -> list[dict[str, Any]]:
    return [{**REQUEST, "HyperParameterTuningJobName": f"job-{number:03d}"} for number in range(count)]


def run(
    sagemaker: ScriptedSageMaker, sent: list[dict[str, Any]], max_active: int = 3
) -> tuple[list[Outcome], list[Queued]]:
    events: list[Queued] = []
    outcomes = run_queue(
        sent,
        sagemaker.clients(),
        max_active=max_active,
        on_event=events.append,
        clock=FakeClock(),
        jitter=random.Random(0),
    )
    return outcomes, events


def test_no_more_are_in_progress_than_were_asked_for_and_their_order_is_kept() -> None:
    sagemaker = EndingSageMaker()

    outcomes, events = run(sagemaker, requests(10))

    assert sagemaker.most == 3
    assert [outcome.name for outcome in outcomes] == [f"job-{number:03d}" for number in range(10)]
    assert [event.name for event in events if event.kind == "submitted"] == [outcome.name for outcome in outcomes]
    assert {outcome.state.status.value for outcome in outcomes if outcome.state} == {"Completed"}


def test_a_reached_limit_queues_instead_of_failing() -> None:
    sagemaker = EndingSageMaker(limit=2)

    outcomes, events = run(sagemaker, requests(6), max_active=5)

    assert sagemaker.most == 2
    assert all(outcome.state for outcome in outcomes)
    blocked = [event for event in events if event.kind == "blocked"]
    assert blocked
    assert "its limit of tuning jobs at a time" in blocked[0].text


def test_a_quota_of_instances_is_told_apart() -> None:
    sagemaker = EndingSageMaker()
    quota = "The account-level service limit 'ml.p3.2xlarge for training job usage' is 0 Instances"
    sagemaker.faults = [Fault(400, "ResourceLimitExceeded", quota)]

    outcomes, events = run(sagemaker, requests(1))

    assert outcomes[0].state
    assert "its quota of instances" in next(event.text for event in events if event.kind == "blocked")


def test_the_same_again_goes_on_where_it_was() -> None:
    sagemaker = EndingSageMaker()
    run(sagemaker, requests(4))
    sagemaker.calls.clear()

    outcomes, _ = run(sagemaker, requests(6))

    assert [outcome.attached for outcome in outcomes] == [True] * 4 + [False] * 2
    assert len(sagemaker.jobs) == 6


def test_jobs_that_have_ended_before_are_asked_for_once_and_take_no_turn() -> None:
    sagemaker = EndingSageMaker()
    run(sagemaker, requests(50))
    sagemaker.calls.clear()

    outcomes, events = run(sagemaker, requests(50), max_active=1)

    assert all(outcome.state and outcome.state.status.is_final for outcome in outcomes)
    assert "ListHyperParameterTuningJobs" not in sagemaker.calls
    assert sagemaker.calls.count("DescribeHyperParameterTuningJob") == 50
    assert {event.active for event in events} == {0}


def test_a_refused_job_is_its_own_outcome_and_the_others_go_on() -> None:
    sagemaker = EndingSageMaker()
    sagemaker.faults = [INVALID]

    outcomes, _ = run(sagemaker, requests(3), max_active=1)

    assert "no such role" in str(outcomes[0].error)
    assert [outcome.state is not None for outcome in outcomes] == [False, True, True]


def test_trouble_of_every_kind_makes_each_job_once() -> None:
    sagemaker = EndingSageMaker()
    chance = random.Random(5)
    trouble = (THROTTLED, INTERNAL, RESET)
    sagemaker.faults = [chance.choice(trouble) if chance.random() < 0.2 else None for _ in range(2_000)]
    sagemaker.after = [chance.choice((INTERNAL, RESET)) if chance.random() < 0.1 else None for _ in range(2_000)]

    outcomes, _ = run(sagemaker, requests(100), max_active=10)

    assert len(sagemaker.jobs) == 100
    assert all(outcome.state and outcome.error is None for outcome in outcomes)


def test_a_lost_answer_to_a_create_that_happened_is_success() -> None:
    sagemaker = EndingSageMaker()
    sagemaker.after = [RESET]

    outcomes, _ = run(sagemaker, requests(2), max_active=1)

    assert len(sagemaker.jobs) == 2
    assert all(outcome.state for outcome in outcomes)


def test_an_address_that_never_answers_ends_the_queue() -> None:
    sagemaker = EndingSageMaker()
    sagemaker.faults = [RESET] * 1_000

    with pytest.raises(AwsError, match="--endpoint-url"):
        run(sagemaker, requests(2))


def test_a_queue_with_nothing_in_progress_pauses_too() -> None:
    sagemaker, clock = EndingSageMaker(), FakeClock()
    sagemaker.faults = [INVALID, *[THROTTLED] * 5]

    run_queue(requests(2), sagemaker.clients(), max_active=1, clock=clock)

    assert min(clock.sleeps) > 1


def test_an_address_that_has_answered_may_be_away_for_long() -> None:
    sagemaker = EndingSageMaker()
    sagemaker.faults = [None, *[RESET] * 300]

    outcomes, _ = run(sagemaker, requests(2), max_active=1)

    assert all(outcome.state for outcome in outcomes)


def test_a_job_that_somebody_deleted_is_its_own_outcome_and_the_others_go_on() -> None:
    class Deleting(EndingSageMaker):
        def _create(self, request: dict[str, Any]) -> dict[str, Any]:
            answer = super()._create(request)
            self.jobs.pop("job-001", None)
            return answer

    outcomes, _ = run(Deleting(), requests(3))

    assert [type(outcome.error) for outcome in outcomes] == [type(None), JobNotFound, type(None)]
