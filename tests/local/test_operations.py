"""The engine as a client sees it: answers, errors, pages, tags."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError

from hpo_spec.aws.clients import Clients
from hpo_spec.local.machine import cores
from hpo_spec.local.operations import OPERATIONS
from hpo_spec.local_mode import local_clients
from tests.local.jobs import (
    IMAGE,
    QUADRATIC,
    ROLE,
    create,
    definition,
    described,
    logged,
    run,
    runners,
    stand_in,
    trials,
    tuning_request,
    wait_until,
)

PROMISED = {
    "sagemaker": {
        *("CreateHyperParameterTuningJob", "DescribeHyperParameterTuningJob", "ListHyperParameterTuningJobs"),
        *("StopHyperParameterTuningJob", "DeleteHyperParameterTuningJob", "ListTrainingJobsForHyperParameterTuningJob"),
        *("CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob", "CreateModel", "DescribeModel", "DeleteModel"),
        *("CreateTransformJob", "DescribeTransformJob", "StopTransformJob", "AddTags", "ListTags"),
    },
    "logs": {"DescribeLogStreams", "GetLogEvents", "FilterLogEvents"},
    "sts": {"GetCallerIdentity"},
}


def refused(call: object, *arguments: object, **parameters: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call(*arguments, **parameters)
    said = error.value.response["Error"]
    return said["Code"], said["Message"]


def test_every_operation_is_one_of_aws() -> None:
    session = boto3.Session(region_name="us-west-2")
    for service, operations in OPERATIONS.items():
        known = session.client(service).meta.service_model.operation_names
        assert set(operations) <= set(known)
        assert PROMISED.get(service, set()) <= set(operations)


def test_no_credentials_are_needed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)

    assert local_clients(root).sts.get_caller_identity()["Account"] == "000000000000"


def test_an_operation_that_the_engine_does_not_have_is_named(clients: Clients) -> None:
    code, message = refused(clients.sagemaker.list_domains)

    assert code == "NotImplementedLocally"
    assert "sagemaker:ListDomains" in message


def test_botocore_still_checks_parameters(clients: Clients) -> None:
    with pytest.raises(ParamValidationError):
        clients.sagemaker.create_hyper_parameter_tuning_job(HyperParameterTuningJobName="job")


def test_a_job_that_is_not_there_is_not_found(clients: Clients) -> None:
    for call in ("describe_hyper_parameter_tuning_job", "stop_hyper_parameter_tuning_job"):
        with pytest.raises(clients.sagemaker.exceptions.ResourceNotFound):
            getattr(clients.sagemaker, call)(HyperParameterTuningJobName="nobody")


def test_a_name_that_is_taken_is_in_use_in_any_case(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request("Job", max_jobs=1))

    with pytest.raises(clients.sagemaker.exceptions.ResourceInUse):
        create(clients, tuning_request("jOB", max_jobs=1))


def test_describe_shows_what_sagemaker_adds(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)

    job = run(clients, tuning_request(max_jobs=1))

    shown = job["TrainingJobDefinition"]
    assert shown["StaticHyperParameters"] == {"_tuning_objective_metric": "loss"}
    assert [item["Name"] for item in shown["AlgorithmSpecification"]["MetricDefinitions"]] == [
        "loss",
        "ObjectiveMetric",
    ]
    ranges = job["HyperParameterTuningJobConfig"]["ParameterRanges"]
    assert ranges["ContinuousParameterRanges"][0]["ScalingType"] == "Auto"
    assert job["CreationTime"].tzinfo is not None
    assert job["HyperParameterTuningEndTime"] >= job["CreationTime"]


def test_a_training_job_is_described_with_all_that_it_was_given(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request(max_jobs=1))
    name = trials(clients, "job")[0]["TrainingJobName"]

    detail = clients.sagemaker.describe_training_job(TrainingJobName=name)

    assert detail["TuningJobArn"].endswith("hyper-parameter-tuning-job/job")
    assert detail["HyperParameters"].keys() == {"x", "_tuning_objective_metric"}
    assert detail["ModelArtifacts"]["S3ModelArtifacts"] == f"s3://bucket/output/{name}/output/model.tar.gz"
    steps = [item["Status"] for item in detail["SecondaryStatusTransitions"]]
    assert steps == ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    assert {item["MetricName"] for item in detail["FinalMetricDataList"]} == {"loss", "ObjectiveMetric"}
    assert detail["TrainingEndTime"] >= detail["TrainingStartTime"]


def test_a_training_job_that_is_not_there_is_a_validation_exception(clients: Clients) -> None:
    answer = refused(clients.sagemaker.describe_training_job, TrainingJobName="nobody")

    assert answer == ("ValidationException", "Requested resource not found.")


def test_a_training_job_of_its_own_runs_too(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    clients.sagemaker.create_training_job(TrainingJobName="alone", HyperParameters={"x": "5"}, **definition())

    waiter = clients.sagemaker.get_waiter("training_job_completed_or_stopped")
    waiter.wait(TrainingJobName="alone", WaiterConfig={"Delay": 0.1, "MaxAttempts": 300})

    detail = clients.sagemaker.describe_training_job(TrainingJobName="alone")
    assert detail["TrainingJobStatus"] == "Completed"
    assert [(item["MetricName"], item["Value"]) for item in detail["FinalMetricDataList"]] == [("loss", 4.0)]
    assert refused(clients.sagemaker.stop_training_job, TrainingJobName="alone")[0] == "ValidationException"


def test_lists_come_in_pages_filtered_and_sorted(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    for name in ("b-one", "a-two", "b-three"):
        run(clients, tuning_request(name, max_jobs=1))
    call = clients.sagemaker.list_hyper_parameter_tuning_jobs

    def names(**parameters: object) -> list[str]:
        return [item["HyperParameterTuningJobName"] for item in call(**parameters)["HyperParameterTuningJobSummaries"]]

    assert names() == ["a-two", "b-one", "b-three"]
    assert names(SortBy="CreationTime", SortOrder="Descending") == ["b-three", "a-two", "b-one"]
    assert names(NameContains="b-") == ["b-one", "b-three"]
    assert names(StatusEquals="Failed") == []
    assert names(CreationTimeAfter=before) == ["a-two", "b-one", "b-three"]
    assert names(CreationTimeBefore=before) == []
    pages = list(
        clients.sagemaker.get_paginator("list_hyper_parameter_tuning_jobs").paginate(PaginationConfig={"PageSize": 2})
    )
    assert [len(page["HyperParameterTuningJobSummaries"]) for page in pages] == [2, 1]
    assert refused(call, NextToken="nonsense")[0] == "ValidationException"


def test_trials_are_sorted_by_their_objective(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request(max_jobs=4))

    answer = clients.sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="job", SortBy="FinalObjectiveMetricValue", SortOrder="Ascending"
    )

    values = [item["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for item in answer["TrainingJobSummaries"]]
    assert values == sorted(values)
    assert len(values) == 4


def test_tags_are_kept_and_added_to(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    create(clients, {**tuning_request(max_jobs=1), "Tags": [{"Key": "team", "Value": "a"}]})
    arn = described(clients, "job")["HyperParameterTuningJobArn"]

    clients.sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "b"}])

    assert clients.sagemaker.list_tags(ResourceArn=arn)["Tags"] == [
        {"Key": "stage", "Value": "b"},
        {"Key": "team", "Value": "a"},
    ]


def test_a_job_is_deleted_only_after_its_end_and_its_trials_stay(clients: Clients, root: Path) -> None:
    stand_in(root, "import time\ntime.sleep(0.3)\nprint('loss=1')")
    delete = clients.sagemaker.delete_hyper_parameter_tuning_job
    create(clients, tuning_request(max_jobs=1))
    assert "not in a terminal state" in refused(delete, HyperParameterTuningJobName="job")[1]
    run_again = tuning_request(max_jobs=1)
    first = _only_trial(clients)

    delete(HyperParameterTuningJobName="job")

    assert clients.sagemaker.describe_training_job(TrainingJobName=first)["TrainingJobStatus"] == "Completed"
    run(clients, run_again)
    assert _only_trial(clients) != first


def _only_trial(clients: Clients) -> str:
    from tests.local.jobs import ended

    ended(clients, "job")
    (trial,) = trials(clients, "job")
    name: str = trial["TrainingJobName"]
    return name


def test_stopping_what_has_ended_is_refused_as_sagemaker_does(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request(max_jobs=1))

    code, message = refused(clients.sagemaker.stop_hyper_parameter_tuning_job, HyperParameterTuningJobName="job")

    assert code == "ValidationException"
    assert "already in a terminal state" in message


def test_a_model_is_made_described_and_deleted(clients: Clients) -> None:
    sagemaker = clients.sagemaker
    container = {"Image": IMAGE, "ModelDataUrl": "s3://bucket/model.tar.gz"}
    made = sagemaker.create_model(ModelName="m", PrimaryContainer=container, ExecutionRoleArn=ROLE)

    assert sagemaker.describe_model(ModelName="m")["PrimaryContainer"] == container
    assert refused(sagemaker.create_model, ModelName="m", PrimaryContainer=container)[1] == (
        f'Cannot create already existing model "{made["ModelArn"]}".'
    )
    sagemaker.delete_model(ModelName="m")
    assert refused(sagemaker.describe_model, ModelName="m")[0] == "ValidationException"


def test_the_log_of_a_trial_is_followed_with_tokens(clients: Clients, root: Path) -> None:
    stand_in(root, "print('one\\tmore')\nprint('two')\nprint('loss=3')")
    run(clients, tuning_request(max_jobs=1))
    name = trials(clients, "job")[0]["TrainingJobName"]
    group = "/aws/sagemaker/TrainingJobs"
    (stream,) = clients.logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=f"{name}/")["logStreams"]
    assert stream["logStreamName"].startswith(f"{name}/algo-1-")

    def events(**more: object) -> dict[str, object]:
        return clients.logs.get_log_events(
            logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True, **more
        )

    first = events()
    assert [item["message"] for item in first["events"]][-3:] == ["one#011more", "two", "loss=3"]
    second = events(nextToken=first["nextForwardToken"])
    assert second["events"] == []
    assert second["nextForwardToken"] == first["nextForwardToken"]
    last = clients.logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], limit=1)
    assert [item["message"] for item in last["events"]] == ["loss=3"]


def test_a_log_that_is_not_there_is_not_found(clients: Clients) -> None:
    assert refused(clients.logs.describe_log_streams, logGroupName="/other")[0] == "ResourceNotFoundException"
    code, _ = refused(clients.logs.get_log_events, logGroupName="/aws/sagemaker/TrainingJobs", logStreamName="x/y")
    assert code == "ResourceNotFoundException"


def test_many_jobs_are_run_by_a_few_processes_and_all_get_their_turn(clients: Clients, root: Path) -> None:
    stand_in(root, "print('loss=1')")
    seen = 0
    for number in range(24):
        create(clients, tuning_request(f"job-{number}", max_jobs=1))
        seen = max(seen, len(runners(root)))

    def left() -> int:
        answer = clients.sagemaker.list_hyper_parameter_tuning_jobs(StatusEquals="InProgress", MaxResults=100)
        return len(answer["HyperParameterTuningJobSummaries"])

    wait_until(lambda: left() == 0, patience_s=90)
    assert seen <= 6 * cores()  # those that have seats, and those that have given theirs back and are ending


def test_a_training_job_of_its_own_is_stopped(clients: Clients, root: Path) -> None:
    stand_in(root, "import time\nprint('loss=7', flush=True)\ntime.sleep(60)")
    clients.sagemaker.create_training_job(TrainingJobName="alone", HyperParameters={}, **definition())
    wait_until(lambda: logged(clients, "loss"))

    clients.sagemaker.stop_training_job(TrainingJobName="alone")

    def detail() -> dict[str, object]:
        return dict(clients.sagemaker.describe_training_job(TrainingJobName="alone"))

    wait_until(lambda: detail()["TrainingJobStatus"] == "Stopped")
    assert detail()["SecondaryStatus"] == "Stopped"
    assert clients.s3.head_object(Bucket="bucket", Key="output/alone/output/model.tar.gz")


@pytest.mark.newest  # older models require it
def test_a_training_job_without_an_algorithm_is_refused(clients: Clients) -> None:
    body = {member: value for member, value in definition().items() if member != "AlgorithmSpecification"}

    assert "AlgorithmSpecification" in refused(clients.sagemaker.create_training_job, TrainingJobName="x", **body)[1]


def test_a_parent_that_searched_for_something_else_is_refused(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request("parent", max_jobs=1))
    warm = {
        "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "parent"}],
        "WarmStartType": "TransferLearning",
    }
    child = {**tuning_request("child"), "WarmStartConfig": warm}
    more = {**child, "TrainingJobDefinition": definition(StaticHyperParameters={"other": "1"})}
    other = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "loss"}}

    create_job = clients.sagemaker.create_hyper_parameter_tuning_job
    assert "tunable plus static HyperParameter names is not the same" in refused(create_job, **more)[1]
    config = {**child["HyperParameterTuningJobConfig"], **other}
    assert "it must be the same" in refused(create_job, **{**child, "HyperParameterTuningJobConfig": config})[1]
