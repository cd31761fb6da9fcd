"""Batch transform jobs: created once, tried again after a failure, waited for whatever happens, and read."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.aws.transforms import (
    TransformState,
    read_predictions,
    split_uri,
    start_transform_job,
    transform_request,
    wait_for_transform,
)
from hpo_spec.errors import AwsError, JobFailed, JobStopped, UsageError, WaitTimeout
from hpo_spec.local_mode import local_clients
from tests.scripted import EXPIRED, INTERNAL, RESET, START, THROTTLED, FakeClock, Fault, ScriptedSageMaker

SETTINGS = {
    "TransformInput": {
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/test.csv"}},
        "ContentType": "text/csv",
    },
    "TransformOutput": {"S3OutputPath": "s3://bucket/out"},
    "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
}


class Transforms:
    """The transform jobs of a scripted SageMaker: by name, the statuses that each goes through."""

    def __init__(self, sagemaker: ScriptedSageMaker) -> None:
        self.statuses: dict[str, list[str]] = {}
        self.created: list[dict[str, Any]] = []
        self.clients = sagemaker.clients()
        sagemaker.operations = {"CreateTransformJob": self._create, "DescribeTransformJob": self._describe}

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["TransformJobName"] in self.statuses:
            raise Fault(400, "ResourceInUse", "Job name must be unique")
        self.created.append(request)
        self.statuses[request["TransformJobName"]] = ["InProgress"]
        return {"TransformJobArn": "arn"}

    def _describe(self, request: dict[str, Any]) -> dict[str, Any]:
        statuses = self.statuses[request["TransformJobName"]]
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        ended = {"TransformEndTime": START + timedelta(seconds=90)} if status != "InProgress" else {}
        return {
            "TransformJobName": request["TransformJobName"],
            "TransformJobStatus": status,
            "TransformStartTime": START,
            **ended,
            "TransformOutput": SETTINGS["TransformOutput"],
            **({"FailureReason": "ClientError: See job logs"} if status == "Failed" else {}),
        }


@pytest.fixture
def transforms(sagemaker: ScriptedSageMaker) -> Transforms:
    return Transforms(sagemaker)


class TestStarting:
    def test_the_same_test_of_the_same_model_has_the_same_name(self) -> None:
        name = transform_request("model", SETTINGS)["TransformJobName"]

        assert transform_request("model", SETTINGS, [{"Key": "a", "Value": "b"}])["TransformJobName"] == name
        assert transform_request("other", SETTINGS)["TransformJobName"] != name
        assert transform_request("model", {**SETTINGS, "MaxPayloadInMB": 1})["TransformJobName"] != name

    def test_a_long_name_leaves_room_for_the_number_of_an_attempt(self) -> None:
        assert len(transform_request("m" * 63, SETTINGS)["TransformJobName"]) <= 60

    def test_the_tags_are_sent(self, transforms: Transforms) -> None:
        tags = [{"Key": "team", "Value": "pricing"}]

        start_transform_job(transform_request("model", SETTINGS, tags), transforms.clients)

        assert transforms.created[0]["Tags"] == tags

    @pytest.mark.parametrize("status", ["InProgress", "Completed"])
    def test_one_that_goes_on_or_went_well_is_attached_to(self, status: str, transforms: Transforms) -> None:
        request = transform_request("model", SETTINGS)
        assert not start_transform_job(request, transforms.clients).was_there
        transforms.statuses[request["TransformJobName"]] = [status]

        found = start_transform_job(request, transforms.clients)

        assert (found.name, found.was_there, len(transforms.created)) == (request["TransformJobName"], True, 1)

    @pytest.mark.parametrize("status", ["Failed", "Stopping", "Stopped"])
    def test_one_that_failed_or_was_stopped_is_tried_again(self, status: str, transforms: Transforms) -> None:
        request = transform_request("model", SETTINGS)
        name = request["TransformJobName"]
        transforms.statuses = {name: [status], f"{name}-2": [status]}

        found = start_transform_job(request, transforms.clients)

        assert (found.name, found.was_there) == (f"{name}-3", False)
        assert transforms.created[-1]["TransformOutput"]["S3OutputPath"] == f"s3://bucket/out/{name}-3"
        assert start_transform_job(request, transforms.clients) == (f"{name}-3", True)

    def test_one_that_went_well_can_be_done_anew(self, transforms: Transforms) -> None:
        request = transform_request("model", SETTINGS)
        transforms.statuses[request["TransformJobName"]] = ["Completed"]

        found = start_transform_job(request, transforms.clients, again=True)

        assert (found.name, found.was_there) == (f"{request['TransformJobName']}-2", False)

    def test_a_hundred_failures_are_enough(self, transforms: Transforms) -> None:
        request = transform_request("model", SETTINGS)
        name = request["TransformJobName"]
        transforms.statuses = {name: ["Failed"], **{f"{name}-{number}": ["Failed"] for number in range(2, 100)}}

        with pytest.raises(UsageError, match="has been tried 99 times"):
            start_transform_job(request, transforms.clients)

    def test_a_refusal_is_a_clear_error(self, sagemaker: ScriptedSageMaker, transforms: Transforms) -> None:
        sagemaker.faults = [Fault(400, "ResourceLimitExceeded", "0 instances of ml.m5.large")]

        with pytest.raises(AwsError, match="a limit of the account is reached: 0 instances"):
            start_transform_job(transform_request("model", SETTINGS), transforms.clients)


class TestWaiting:
    def test_it_ends_when_the_job_does_and_says_how_it_goes(self, transforms: Transforms) -> None:
        transforms.statuses["t"] = ["InProgress", "InProgress", "Completed"]
        seen: list[TransformState] = []

        state = wait_for_transform("t", transforms.clients, on_change=seen.append, clock=FakeClock())

        assert (state.status, state.duration_s, state.output) == ("Completed", 90, "s3://bucket/out")
        assert [item.status for item in seen] == ["InProgress", "Completed"]

    def test_throttling_and_a_broken_network_do_not_end_it(
        self, sagemaker: ScriptedSageMaker, transforms: Transforms
    ) -> None:
        transforms.statuses["t"] = ["InProgress", "Completed"]
        sagemaker.faults = [THROTTLED, RESET, None, INTERNAL]
        trouble: list[AwsError] = []

        state = wait_for_transform("t", transforms.clients, on_trouble=trouble.append, clock=FakeClock())

        assert state.status == "Completed"
        assert [error.code for error in trouble] == ["ThrottlingException", "ConnectionClosedError", "InternalFailure"]

    def test_credentials_that_expired_may_be_refreshed_but_not_forever(
        self, sagemaker: ScriptedSageMaker, transforms: Transforms
    ) -> None:
        transforms.statuses["t"] = ["Completed"]
        sagemaker.faults = [EXPIRED, EXPIRED]
        assert wait_for_transform("t", transforms.clients, clock=FakeClock()).status == "Completed"

        sagemaker.faults = [EXPIRED] * 100
        clock = FakeClock()
        with pytest.raises(AwsError, match="credentials have expired"):
            wait_for_transform("t", transforms.clients, clock=clock)
        assert 15 * 60 <= clock.now_s < 16 * 60

    @pytest.mark.parametrize(("status", "error"), [("Failed", JobFailed), ("Stopped", JobStopped)])
    def test_a_bad_end_is_raised_and_called_a_transform_job(
        self, status: str, error: type[Exception], transforms: Transforms
    ) -> None:
        transforms.statuses["t"] = [status]

        with pytest.raises(error, match="Transform job 't'"):
            wait_for_transform("t", transforms.clients, clock=FakeClock())

    def test_it_gives_up_after_the_timeout(self, transforms: Transforms) -> None:
        transforms.statuses["t"] = ["InProgress"]
        clock = FakeClock()

        with pytest.raises(WaitTimeout):
            wait_for_transform("t", transforms.clients, timeout_s=100, clock=clock)
        assert clock.now_s == 100

    def test_a_refusal_that_waiting_cannot_mend_ends_it(
        self, sagemaker: ScriptedSageMaker, transforms: Transforms
    ) -> None:
        sagemaker.faults = [Fault(400, "AccessDeniedException", "no")]

        with pytest.raises(AwsError, match="access is denied"):
            wait_for_transform("t", transforms.clients, clock=FakeClock())


class TestReading:
    @pytest.fixture
    def bucket(self, tmp_path: Path) -> Any:
        clients = local_clients(tmp_path)
        clients.s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        return clients

    def test_predictions_come_in_the_order_of_their_objects(self, bucket: Any) -> None:
        for key, text in {
            "data/b.csv": "-",
            "data/a.csv": "-",
            "data/more/c.csv": "-",
            "out/a.csv.out": "1\n2\n",
            "out/b.csv.out": "3\n",
            "out/more/c.csv.out": "4",
        }.items():
            bucket.s3.put_object(Bucket="bucket", Key=key, Body=text.encode())

        assert self.read(bucket, "s3://bucket/data/") == ["1", "2", "3", "4"]

    def test_a_manifest_names_the_objects(self, bucket: Any) -> None:
        manifest = json.dumps([{"prefix": "s3://bucket/data/"}, "a.csv", "b.csv"])
        for key, text in {"m.json": manifest, "out/a.csv.out": "1\n", "out/b.csv.out": "2\n"}.items():
            bucket.s3.put_object(Bucket="bucket", Key=key, Body=text.encode())

        assert self.read(bucket, "s3://bucket/m.json", kind="ManifestFile") == ["1", "2"]

    def test_predictions_that_are_gone_are_a_clear_error(self, bucket: Any) -> None:
        bucket.s3.put_object(Bucket="bucket", Key="test.csv", Body=b"-")

        with pytest.raises(AwsError, match="GetObject"):
            self.read(bucket, "s3://bucket/test.csv")

    def read(self, clients: Any, uri: str, kind: str = "S3Prefix") -> list[str]:
        state = TransformState("t", "Completed", "", "s3://bucket/out/", 1.0)
        return read_predictions(state, {"S3DataType": kind, "S3Uri": uri}, clients)


def test_what_is_no_s3_uri_is_said() -> None:
    assert split_uri("s3://bucket/a/b") == ("bucket", "a/b")
    with pytest.raises(UsageError, match="'bucket/a' is no S3 URI"):
        split_uri("bucket/a")
