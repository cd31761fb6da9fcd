"""Waiting for jobs, hours of it, on a clock that does not really wait."""

import random

import boto3
import pytest
from botocore.config import Config

from hpo_spec.aws import Clients, JobState, JobStatus, Progress, raise_for_state, wait_for
from hpo_spec.errors import AwsError, JobFailed, JobNotFound, JobStopped, WaitTimeout
from tests.scripted import (
    EXPIRED,
    INTERNAL,
    REGION,
    RESET,
    THROTTLED,
    UNAVAILABLE,
    FakeClock,
    Fault,
    ScriptedSageMaker,
    ended,
    in_progress,
    status,
)
from tests.soaking import most_lists_for, wait_for_hours


def wait(
    sagemaker: ScriptedSageMaker, clock: FakeClock, *names: str, timeout_s: float | None = None
) -> tuple[list[JobState], list[Progress]]:
    seen: list[Progress] = []
    states = wait_for(
        names, sagemaker.clients(), timeout_s=timeout_s, on_change=seen.append, clock=clock, jitter=random.Random(1)
    )
    return states, seen


def test_a_job_is_followed_through_its_life(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script(
        "a", in_progress(0, 3), in_progress(2, 3, best=4.5), in_progress(2, 3, best=4.5), ended("Completed")
    )

    (state,), seen = wait(sagemaker, clock, "a")

    assert state.status is JobStatus.COMPLETED
    assert [(p.kind, p.state.done) for p in seen if p.state] == [("state", 0), ("state", 2), ("ended", 20)]
    assert [p.state.best.value for p in seen if p.state and p.state.best] == [4.5, 3.5]


def test_a_failed_job_gives_sagemakers_reason(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), ended("Failed", reason="No training job succeeded after 5 attempts."))

    (state,), _ = wait(sagemaker, clock, "a")

    with pytest.raises(JobFailed, match="No training job succeeded") as caught:
        raise_for_state(state)
    assert caught.value.exit_code == 1


def test_a_stopped_job_is_waited_for_until_it_has_stopped(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), status("Stopping"), status("Stopping"), ended("Stopped"))

    (state,), seen = wait(sagemaker, clock, "a")

    assert [p.state.status.value for p in seen if p.state] == ["InProgress", "Stopping", "Stopped"]
    with pytest.raises(JobStopped) as caught:
        raise_for_state(state)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("fault", [THROTTLED, UNAVAILABLE, INTERNAL, RESET], ids=lambda fault: fault.code)
def test_trouble_on_the_way_is_said_and_survived(fault: Fault, sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), ended("Completed"))
    sagemaker.faults = [None, *[fault] * 100]

    (state,), seen = wait(sagemaker, clock, "a")

    assert state.status is JobStatus.COMPLETED
    assert sum(p.kind == "trouble" for p in seen) == 100


def test_expired_credentials_that_are_refreshed_are_survived(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), ended("Completed"))
    sagemaker.faults = [None, *[EXPIRED] * 10]

    (state,), _ = wait(sagemaker, clock, "a")

    assert state.status is JobStatus.COMPLETED


def test_expired_credentials_that_nobody_refreshes_end_the_wait(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.faults = [EXPIRED] * 1000

    with pytest.raises(AwsError, match="expired"):
        wait(sagemaker, clock, "a")
    assert 300 < clock.now_s < 3600


def test_credentials_that_somebody_refreshed_are_read_again(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), ended("Completed"))
    tokens: list[str] = []

    def session(token: str) -> boto3.Session:
        made = boto3.Session("key", "secret", token, region_name=REGION)
        made.events.register("before-send.sagemaker", sagemaker.answer)
        made.events.register_first("before-send", lambda **_: tokens.append(token))
        return made

    sagemaker.faults = [None, EXPIRED]
    config = Config(retries={"total_max_attempts": 1})
    clients = Clients(session("old"), config=config, reopen=lambda: session("new"))

    wait_for(["a"], clients, clock=clock)

    assert tokens == ["old", "old", "new"]


def test_what_was_heard_before_an_error_is_kept(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    names = [f"job-{number}" for number in range(4)]
    for name in names:
        sagemaker.script(name, ended("Completed"))
    sagemaker.faults = [None, None, THROTTLED] * 1000  # each round, a second job cannot be described

    states, _ = wait(sagemaker, clock, *names)

    assert all(state.status is JobStatus.COMPLETED for state in states)
    assert len(clock.sleeps) == 3


def test_the_state_is_shown_again_once_trouble_is_over(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(2, 3), in_progress(2, 3), in_progress(2, 3), ended("Completed"))
    sagemaker.faults = [None, THROTTLED]

    _, seen = wait(sagemaker, clock, "a")

    assert [progress.kind for progress in seen] == ["state", "trouble", "state", "ended"]


def test_a_few_old_jobs_cost_no_long_lists(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    for name in ("a", "b"):
        sagemaker.script(name, *[in_progress()] * 10, ended("Completed"))
    for number in range(1200):
        sagemaker.script(f"other-{number}", in_progress())

    wait(sagemaker, clock, "a", "b")

    calls = sagemaker.calls
    assert calls.count("ListHyperParameterTuningJobs") <= calls.count("DescribeHyperParameterTuningJob")


def test_an_address_that_never_answers_ends_the_wait(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.faults = [RESET] * 1000

    with pytest.raises(AwsError, match="--region"):
        wait(sagemaker, clock, "a")
    assert clock.now_s < 900


def test_a_refusal_ends_the_wait(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.faults = [None, Fault(400, "AccessDeniedException", "not you")]

    with pytest.raises(AwsError, match="not you"):
        wait(sagemaker, clock, "a")


def test_a_job_that_is_gone_ends_the_wait(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(), Fault(400, "ResourceNotFound", "can't find"))

    with pytest.raises(JobNotFound):
        wait(sagemaker, clock, "a")


def test_the_timeout_ends_the_wait_and_not_the_job(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress())

    with pytest.raises(WaitTimeout, match="goes on") as caught:
        wait(sagemaker, clock, "a", timeout_s=100)

    assert caught.value.exit_code == 6
    assert clock.now_s == pytest.approx(100)
    assert "StopHyperParameterTuningJob" not in sagemaker.calls


def test_rounds_grow_from_seconds_to_a_minute(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", *[in_progress()] * 30, ended("Completed"))

    wait(sagemaker, clock, "a")

    assert clock.sleeps[0] < 10
    assert 45 < clock.sleeps[-1] < 75
    assert len(set(clock.sleeps)) == len(clock.sleeps)


def test_a_job_that_has_ended_already_takes_one_call(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", ended("Completed"))

    wait(sagemaker, clock, "a")

    assert sagemaker.calls == ["DescribeHyperParameterTuningJob"]
    assert clock.sleeps == []


def test_many_jobs_cost_a_list_call_for_each_hundred_and_a_describe_as_each_ends(
    sagemaker: ScriptedSageMaker, clock: FakeClock
) -> None:
    names = [f"job-{number}" for number in range(250)]
    for name in names:
        sagemaker.script(name, in_progress(), in_progress(), ended("Completed"))

    states, _ = wait(sagemaker, clock, *names)

    assert [state.name for state in states] == names
    assert sagemaker.calls.count("DescribeHyperParameterTuningJob") == 250
    assert sagemaker.calls.count("ListHyperParameterTuningJobs") == 3 * 3


def test_final_states_are_not_asked_for_again(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("fast", ended("Completed"))
    sagemaker.script("slow", *[in_progress()] * 20, ended("Completed"))

    wait(sagemaker, clock, "fast", "slow")

    assert sagemaker.calls.count("ListHyperParameterTuningJobs") == 1


def test_waiting_for_nothing_is_over_at_once(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    assert wait(sagemaker, clock) == ([], [])


def test_a_name_given_twice_is_asked_for_once(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", ended("Completed"))

    states, _ = wait(sagemaker, clock, "a", "a")

    assert len(states) == 2
    assert len(sagemaker.calls) == 1


def test_an_interrupt_passes_through(sagemaker: ScriptedSageMaker) -> None:
    class Interrupted(FakeClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    sagemaker.script("a", in_progress())

    with pytest.raises(KeyboardInterrupt):
        wait(sagemaker, Interrupted(), "a")


def test_events_are_plain_data(sagemaker: ScriptedSageMaker, clock: FakeClock) -> None:
    sagemaker.script("a", in_progress(1, 2, best=4.5), ended("Completed"))

    _, seen = wait(sagemaker, clock, "a")

    first, last = seen[0].to_json(), seen[-1].to_json()
    assert first["event"] == "state"
    assert last["event"] == "ended"
    assert last["job"]["best"]["value"] == 3.5  # type: ignore[index]
    assert last["job"]["ended"] == "2026-11-23T12:30:00+00:00"  # type: ignore[index]


def test_half_a_day_with_faults_ends_with_each_job_as_it_ended_and_in_flat_memory() -> None:
    waited = wait_for_hours(5, 12, rate=0.05, trace=True)

    assert (len(waited.states), waited.wrong) == (5, 0)
    assert waited.faults
    assert waited.late_bytes < waited.early_bytes * 1.05 + 50_000
    assert waited.peak_growth < 1.5


def test_a_thousand_jobs_cost_ten_list_calls_a_round_and_a_describe_as_each_ends() -> None:
    waited = wait_for_hours(1_000, 0.1)

    assert waited.wrong == 0
    assert waited.most_lists_a_round <= most_lists_for(1_000)
    assert waited.describes == 1_000


def test_rounds_of_many_jobs_that_change_all_the_time_keep_the_calls_apart(
    sagemaker: ScriptedSageMaker, clock: FakeClock
) -> None:
    names = [f"job-{number}" for number in range(350)]
    for name in names:
        sagemaker.script(name, *[in_progress(done) for done in range(5)], ended("Completed"))

    wait(sagemaker, clock, *names)

    assert all(4 * 5 * 0.8 <= pause_s <= 4 * 5 * 1.2 for pause_s in clock.sleeps)


def test_credentials_that_expire_now_and_then_do_not_end_a_wait_that_gets_on(
    sagemaker: ScriptedSageMaker, clock: FakeClock
) -> None:
    names = [f"job-{number}" for number in range(100)]
    for name in names:
        sagemaker.script(name, ended("Completed"))
    sagemaker.faults = [None, None, EXPIRED] * 1_000  # each round, a second job cannot be described

    states, _ = wait(sagemaker, clock, *names)

    assert all(state.status is JobStatus.COMPLETED for state in states)
