"""Many jobs over a broken network: each is made once, and is the right one."""

import random
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.queueing import Outcome, run_queue
from hpo_spec.request.comparing import described_differences
from tests.fault_proxy import KINDS, Plan, proxied
from tests.scripted import LOADER, REGION, FakeClock
from tests.tiny_sagemaker import NAME, EndingSageMaker, many_requests, served

READ_TIMEOUT_S = 0.1
LATE_S = 0.15
"""How long a delayed answer takes: the client has given up by then."""
CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=READ_TIMEOUT_S, connect_timeout=5)


def clients_at(url: str) -> Clients:
    """Clients that try nothing again by themselves."""

    def open_session() -> boto3.Session:
        core = botocore.session.get_session()
        core.register_component("data_loader", LOADER)
        return boto3.Session("key", "secret", region_name=REGION, botocore_session=core)

    return Clients(open_session(), endpoint_url=url, config=CONFIG, reopen=open_session)


def submit_all(sagemaker: EndingSageMaker, sent: list[dict[str, Any]], plan: Plan, *, max_active: int) -> list[Outcome]:
    with served(sagemaker) as upstream, proxied(upstream, plan, delay_s=LATE_S) as url:
        clock, jitter = FakeClock(), random.Random(0)
        return run_queue(sent, clients_at(url), max_active=max_active, clock=clock, jitter=jitter)


def lost_and_doubled(sagemaker: EndingSageMaker, sent: list[dict[str, Any]]) -> tuple[int, int]:
    """How many jobs are not there, or not as they were sent, and how many were made more than once."""
    made = sagemaker.jobs
    lost = [
        request[NAME]
        for request in sent
        if request[NAME] not in made or described_differences(request, made[request[NAME]].request)
    ]
    return len(lost), len(sagemaker.created) - len(set(sagemaker.created))


def test_faults_of_all_kinds_make_each_job_once_and_right() -> None:
    sagemaker, sent, plan = EndingSageMaker(), many_requests(60), Plan(seed=6, rate=0.3)

    outcomes = submit_all(sagemaker, sent, plan, max_active=10)

    assert len(sagemaker.jobs) == 60
    assert lost_and_doubled(sagemaker, sent) == (0, 0)
    assert [(outcome.name, outcome.error) for outcome in outcomes] == [(request[NAME], None) for request in sent]
    assert {outcome.state.status.value for outcome in outcomes if outcome.state} == {"Completed"}
    assert set(plan.faults) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_fault_is_survived(kind: str) -> None:
    sagemaker, sent, plan = EndingSageMaker(), many_requests(6), Plan(seed=1, rate=0.5, kinds=[kind])

    outcomes = submit_all(sagemaker, sent, plan, max_active=3)

    assert plan.faults[kind]
    assert lost_and_doubled(sagemaker, sent) == (0, 0)
    assert [outcome.error for outcome in outcomes] == [None] * 6
