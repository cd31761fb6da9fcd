"""A tuning job is created exactly once."""

from copy import deepcopy

import boto3
import moto
import pytest

from hpo_spec.aws import list_jobs, make_clients, submit
from hpo_spec.errors import AwsError, JobConflict
from tests.request.boston import REQUEST, described
from tests.scripted import RESET, UNAVAILABLE, Fault, ScriptedSageMaker, in_progress

CHANGED = deepcopy(REQUEST)
CHANGED["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"] = 10


def test_a_new_job_is_created(sagemaker: ScriptedSageMaker) -> None:
    job = submit(REQUEST, sagemaker.clients())

    assert sagemaker.jobs["boston"].request == REQUEST
    assert not job.attached
    assert job.arn.endswith("/boston")
    assert sagemaker.calls == ["CreateHyperParameterTuningJob"]


def test_the_same_request_again_attaches(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("boston", in_progress(), request=described())

    job = submit(REQUEST, sagemaker.clients())

    assert job.attached
    assert len(sagemaker.jobs) == 1


def test_another_job_of_that_name_is_a_conflict_that_shows_the_difference(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("boston", in_progress(), request=described(CHANGED))

    with pytest.raises(JobConflict) as caught:
        submit(REQUEST, sagemaker.clients())

    assert caught.value.differences == (
        "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs: sent 20, the existing job has 10",
    )
    assert caught.value.exit_code == 4


def test_a_conflict_shows_no_secret_of_either_job(sagemaker: ScriptedSageMaker) -> None:
    ours, theirs = deepcopy(REQUEST), deepcopy(CHANGED)
    ours["TrainingJobDefinition"]["Environment"] = {"DB_PASSWORD": "tiger", "NAME": "a tiger", "TOKEN_PATH": "/a"}
    theirs["TrainingJobDefinition"]["Environment"] = {"DB_PASSWORD": "lions", "NAME": "ours", "TOKEN_PATH": "lions"}
    sagemaker.script("boston", in_progress(), request=described(theirs))

    with pytest.raises(JobConflict) as caught:
        submit(ours, sagemaker.clients())

    environment = "TrainingJobDefinition.Environment"
    assert caught.value.differences == (
        "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs: sent 20, the existing job has 10",
        f"{environment}.DB_PASSWORD: sent '***', the existing job has '*** (differs)'",
        f"{environment}.NAME: sent 'a ***', the existing job has 'ours'",
        f"{environment}.TOKEN_PATH: sent '/a', the existing job has '***'",
    )
    assert "tiger" not in str(caught.value)
    assert "lions" not in str(caught.value)


@pytest.mark.parametrize("fault", [RESET, UNAVAILABLE], ids=lambda fault: fault.code)
def test_a_lost_answer_to_a_successful_create_is_a_success(fault: Fault, sagemaker: ScriptedSageMaker) -> None:
    sagemaker.after = [fault]

    job = submit(REQUEST, sagemaker.clients())

    assert job.name == "boston"
    assert len(sagemaker.jobs) == 1


def test_a_create_that_did_not_arrive_is_an_error(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.faults = [UNAVAILABLE]

    with pytest.raises(AwsError, match="try later"):
        submit(REQUEST, sagemaker.clients())
    assert sagemaker.jobs == {}


def test_a_lost_answer_that_cannot_be_asked_for_says_to_submit_again(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.after = [RESET]
    sagemaker.faults = [None, RESET]

    with pytest.raises(AwsError, match="Nor can it be asked.*Submit the same again: it attaches") as caught:
        submit(REQUEST, sagemaker.clients())
    assert caught.value.operation == "CreateHyperParameterTuningJob"


def test_a_name_that_differs_only_in_case_is_refused_clearly(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("Boston", in_progress())

    with pytest.raises(AwsError, match="already exists"):
        submit(REQUEST, sagemaker.clients())


def test_a_refusal_is_one_clear_sentence(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.faults = [Fault(400, "ResourceLimitExceeded", "The limit is 0 Instances, with current utilization of 0")]

    with pytest.raises(AwsError, match="limit of the account is reached.*0 Instances.*Service Quotas") as caught:
        submit(REQUEST, sagemaker.clients())
    assert caught.value.code == "ResourceLimitExceeded"
    assert "\n" not in str(caught.value)


def test_moto_takes_the_request_attaches_and_lists() -> None:
    with moto.mock_aws():
        clients = make_clients(region="us-west-2")
        first, second = submit(REQUEST, clients), submit(REQUEST, clients)

        assert (first.attached, second.attached) == (False, True)
        assert first.arn == second.arn
        assert [state.name for state in list_jobs(clients)] == ["boston"]
        with pytest.raises(JobConflict):
            submit(CHANGED, clients)


def test_the_default_session_is_left_alone() -> None:
    make_clients(region="us-west-2")

    assert boto3.DEFAULT_SESSION is None
