"""Many jobs over a broken network: each is made once, and is the right one."""

from pathlib import Path

import pytest

from hpo_spec.aws import TuningJob, make_clients
from hpo_spec.aws.queueing import run_queue
from hpo_spec.request.comparing import described_differences
from tests.fault_proxy import KINDS, Plan, proxied
from tests.hasty import LATE_S, hasty_clients
from tests.scripted import REGION, FakeClock
from tests.soaking import submit_all, submit_and_be_killed, tally
from tests.tiny_sagemaker import NAME, EndingSageMaker, many_requests


def test_faults_of_all_kinds_make_each_job_once_and_right() -> None:
    sagemaker, sent, plan = EndingSageMaker(), many_requests(60), Plan(seed=6, rate=0.3)

    outcomes = submit_all(sagemaker, sent, plan, max_active=10)

    assert tally(sagemaker, sent, plan)[:3] == (60, 0, 0)
    assert [(outcome.name, outcome.error) for outcome in outcomes] == [(request[NAME], None) for request in sent]
    assert {outcome.state.status.value for outcome in outcomes if outcome.state} == {"Completed"}
    assert set(plan.faults) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_fault_is_survived(kind: str) -> None:
    sagemaker, sent, plan = EndingSageMaker(), many_requests(6), Plan(seed=1, rate=0.5, kinds=[kind])

    outcomes = submit_all(sagemaker, sent, plan, max_active=3)

    assert plan.faults[kind]
    assert tally(sagemaker, sent, plan)[:3] == (6, 0, 0)
    assert [outcome.error for outcome in outcomes] == [None] * 6


def test_moto_too_has_each_job_once_and_right(moto_url: str) -> None:
    sent = [{**request, NAME: f"through-faults-{request[NAME]}"} for request in many_requests(20)]

    with proxied(moto_url, Plan(seed=4, rate=0.3), delay_s=LATE_S) as url:
        outcomes = run_queue(sent, hasty_clients(url), max_active=5, clock=FakeClock())

    assert [outcome.error for outcome in outcomes] == [None] * 20
    patient = make_clients(region=REGION, endpoint_url=moto_url)
    for request in sent:
        assert described_differences(request, TuningJob(request[NAME], patient).describe()) == []


def test_the_same_command_after_each_kill_makes_each_job_once_and_right(tmp_path: Path) -> None:
    sagemaker, sent, plan = EndingSageMaker(), many_requests(20), Plan(seed=2, rate=0.2)

    code = submit_and_be_killed(sagemaker, sent, plan, tmp_path, kills=2, max_active=5)

    assert code == 0, (tmp_path / "log.txt").read_text()
    assert tally(sagemaker, sent, plan)[:3] == (20, 0, 0)


def test_the_same_faults_come_again_with_the_same_seed() -> None:
    first, second = Plan(seed=3, rate=0.5), Plan(seed=3, rate=0.5)

    assert [first.next() for _ in range(100)] == [second.next() for _ in range(100)]
