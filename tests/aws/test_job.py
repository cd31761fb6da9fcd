"""A job as a handle, and what is known of it."""

from datetime import datetime, timedelta, timezone

import pytest

from hpo_spec.aws import Clients, JobState, JobStatus, TuningJob, list_jobs
from hpo_spec.errors import AwsError, JobFailed, JobNotFound, JobStopped
from tests.scripted import START, Fault, ScriptedSageMaker, ended, in_progress, status


def test_a_handle_asks_nothing_until_it_must(sagemaker: ScriptedSageMaker) -> None:
    job = TuningJob("a", sagemaker.clients())

    assert "TuningJob('a'" in repr(job)
    assert job.console_url
    assert sagemaker.calls == []


def test_the_state_has_what_people_ask_for(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress(7, 3, failed=1, best=4.5))

    state = TuningJob("a", sagemaker.clients()).state()

    assert (state.done, state.running, state.failed, state.max_jobs) == (8, 3, 1, 20)
    assert state.best is not None
    assert (state.best.name, state.best.value, state.best.hyperparameters) == (
        "boston-003-0e830ada",
        4.5,
        {"eta": "0.1"},
    )
    assert state.elapsed_s(START + timedelta(minutes=5)) == 300


def test_a_job_that_has_ended_took_as_long_as_it_took() -> None:
    answer = {
        "HyperParameterTuningJobName": "a",
        "HyperParameterTuningJobStatus": "Completed",
        "CreationTime": START,
        "HyperParameterTuningEndTime": START + timedelta(minutes=30),
    }

    assert JobState.of(answer).elapsed_s(datetime.now(timezone.utc)) == 1800


def test_a_status_that_is_newer_than_this_release_is_no_crash() -> None:
    state = JobState.of({"HyperParameterTuningJobName": "a", "HyperParameterTuningJobStatus": "Hibernating"})

    assert state.status is JobStatus.UNKNOWN
    assert not state.status.is_final


@pytest.mark.newest
def test_every_status_of_the_api_is_known() -> None:
    import botocore.session

    model = botocore.session.get_session().get_service_model("sagemaker")

    assert set(model.shape_for("HyperParameterTuningJobStatus").enum) == {status.value for status in JobStatus} - {
        "Unknown"
    }


def test_an_unknown_job_is_named(sagemaker: ScriptedSageMaker) -> None:
    with pytest.raises(JobNotFound, match="'nobody'.*hpo-spec list"):
        TuningJob("nobody", sagemaker.clients()).state()


def test_stopping_a_job_that_goes_on(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress())
    job = TuningJob("a", sagemaker.clients())

    assert job.stop()
    assert job.state().status is JobStatus.STOPPING


def test_stopping_twice_or_too_late_is_no_error(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.script("late", ended("Completed"))
    clients = sagemaker.clients()
    TuningJob("a", clients).stop()

    assert not TuningJob("a", clients).stop()
    assert not TuningJob("late", clients).stop()


def test_stopping_a_job_that_ends_at_that_moment_is_no_error(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.faults = [None, Fault(400, "ValidationException", "The job is already in a terminal state.")]

    assert not TuningJob("a", sagemaker.clients()).stop()


def test_stopping_a_job_that_ended_meanwhile_needs_no_exact_words(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress(), ended("Completed"))
    sagemaker.faults = [None, Fault(400, "ValidationException", "The request was rejected.")]

    assert not TuningJob("a", sagemaker.clients()).stop()


def test_a_stop_that_is_refused_while_the_job_goes_on_is_an_error(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress())
    sagemaker.faults = [None, Fault(400, "ValidationException", "The request was rejected.")]

    with pytest.raises(AwsError, match="was rejected"):
        TuningJob("a", sagemaker.clients()).stop()


def test_a_job_with_a_newer_status_can_be_stopped(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", status("Hibernating"))

    assert TuningJob("a", sagemaker.clients()).stop()


def test_the_tags_of_a_job(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress())

    assert TuningJob("a", sagemaker.clients()).tags() == [{"Key": "team", "Value": "pricing"}]


@pytest.mark.parametrize(("end", "error"), [("Failed", JobFailed), ("Stopped", JobStopped)])
def test_waiting_on_a_handle_raises_for_a_bad_end(
    end: str, error: type[Exception], sagemaker: ScriptedSageMaker
) -> None:
    sagemaker.script("a", ended(end))

    with pytest.raises(error):
        TuningJob("a", sagemaker.clients()).wait()


def test_waiting_on_a_handle_gives_the_final_state_and_the_best(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", ended("Completed"))
    job = TuningJob("a", sagemaker.clients())

    assert job.wait().status is JobStatus.COMPLETED
    best = job.best()
    assert best is not None
    assert best.value == 3.5


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-west-2", "https://us-west-2.console.aws.amazon.com/"),
        ("cn-north-1", "https://console.amazonaws.cn/"),
        ("us-gov-west-1", "https://console.amazonaws-us-gov.com/"),
    ],
)
def test_the_console_is_the_partitions_own(region: str, host: str) -> None:
    import boto3

    url = TuningJob("a", Clients(boto3.Session("k", "s", region_name=region))).console_url

    assert url.startswith(host)
    assert url.endswith(f"region={region}#/hyper-tuning-jobs/a")


def test_jobs_are_listed_newest_first_page_by_page(sagemaker: ScriptedSageMaker) -> None:
    for number in range(150):
        sagemaker.script(f"job-{number}", in_progress())
    found = list_jobs(sagemaker.clients())

    assert next(found).name == "job-149"
    assert len(sagemaker.calls) == 1
    assert len(list(found)) == 149
    assert len(sagemaker.calls) == 2


def test_a_list_ends_where_it_was_told_to(sagemaker: ScriptedSageMaker) -> None:
    for number in range(150):
        sagemaker.script(f"job-{number}", in_progress())

    assert len(list(list_jobs(sagemaker.clients(), max_results=120, name_contains="job"))) == 120


def test_a_list_that_is_refused_is_a_clear_error(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.faults = [Fault(400, "AccessDeniedException", "no")]

    with pytest.raises(AwsError, match="ListHyperParameterTuningJobs: access is denied"):
        list(list_jobs(sagemaker.clients()))
