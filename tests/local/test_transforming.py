"""The lesson in one root: tune, make a model of the best trial, and let a batch transform job answer a test file."""

from __future__ import annotations

import io
import tarfile
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from hpo_spec import compile_request, load_spec, submit
from hpo_spec.aws.clients import Clients
from hpo_spec.local_mode import local_clients
from tests.local.jobs import nothing_left
from tests.local.programs.xgboost_jobs import csv_text, rows

SPEC = """\
version: 1
name_prefix: lesson
region: us-west-2
training_job:
  algorithm: {name: xgboost, version: 1.7-1}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {objective: "reg:squarederror", num_round: 5}
  inputs:
    train: {s3_uri: s3://lesson/train.csv, content_type: text/csv}
    validation: {s3_uri: s3://lesson/validation.csv, content_type: text/csv}
  output: s3://lesson/output
  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: "validation:rmse"}
  ranges: {eta: {type: continuous, min: 0.1, max: 0.5}}
  limits: {max_jobs: 2, max_parallel_jobs: 2}
"""
TESTED = rows(6)
WITHOUT_LABEL = [row[1:] for row in TESTED]
FINAL = ("Completed", "Failed", "Stopped")
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
MODEL = {"ExecutionRoleArn": "arn:aws:iam::123456789012:role/SageMakerRole"}


class Lesson(NamedTuple):
    """A root in which the best model has been made."""

    clients: Clients
    image: str

    def put(self, key: str, text: str | bytes) -> None:
        body = text if isinstance(text, bytes) else text.encode()
        self.clients.s3.put_object(Bucket="lesson", Key=key, Body=body)

    def create_model(self, name: str, url: str) -> None:
        container = {"Image": self.image, "ModelDataUrl": url}
        self.clients.sagemaker.create_model(ModelName=name, PrimaryContainer=container, **MODEL)

    def start(self, name: str, key: str, *, model: str = "best", source: Any = None, **more: Any) -> None:
        found = {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://lesson/{key}"}},
            "ContentType": "text/csv",
            "SplitType": "Line",
        }
        self.clients.sagemaker.create_transform_job(
            **{
                "TransformJobName": name,
                "ModelName": model,
                "TransformInput": {**found, **(source or {})},
                "TransformOutput": {"S3OutputPath": f"s3://lesson/{name}", "AssembleWith": "Line"},
                "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
                **more,
            }
        )

    def ended(self, name: str) -> dict[str, Any]:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = self.clients.sagemaker.describe_transform_job(TransformJobName=name)
            if found["TransformJobStatus"] in FINAL:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{name} did not end: {found}")

    def run(self, name: str, key: str, **more: Any) -> dict[str, Any]:
        self.start(name, key, **more)
        return self.ended(name)

    def answer(self, name: str, key: str = "test.csv") -> list[str]:
        return self.clients.s3.get_object(Bucket="lesson", Key=f"{name}/{key}.out")["Body"].read().decode().splitlines()

    def log(self, name: str) -> list[str]:
        streams = self.clients.logs.describe_log_streams(logGroupName=TRANSFORM_GROUP, logStreamNamePrefix=f"{name}/")[
            "logStreams"
        ]
        found = self.clients.logs.get_log_events(
            logGroupName=TRANSFORM_GROUP, logStreamName=streams[0]["logStreamName"], startFromHead=True
        )
        return [event["message"] for event in found["events"]]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory) -> Iterator[Lesson]:
    root = tmp_path_factory.mktemp("root")
    with nothing_left(root):
        yield _made(local_clients(root))


def _made(clients: Clients) -> Lesson:
    clients.s3.create_bucket(Bucket="lesson", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    request = compile_request(load_spec(SPEC))
    found = Lesson(clients, request["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingImage"])
    for key, table in {
        "train.csv": rows(),
        "validation.csv": rows(20),
        "test.csv": WITHOUT_LABEL,
        "mistake.csv": TESTED,
    }.items():
        found.put(key, csv_text(table))
    best = submit(request, clients).wait(timeout_s=60).best
    assert best is not None
    trained = clients.sagemaker.describe_training_job(TrainingJobName=best.name)
    found.create_model("best", trained["ModelArtifacts"]["S3ModelArtifacts"])
    return found


@pytest.mark.parametrize("strategy", ["MultiRecord", "SingleRecord"])
def test_each_line_of_the_test_file_has_a_prediction(lesson, strategy):
    name = f"each-{strategy}"
    found = lesson.run(name, "test.csv", BatchStrategy=strategy)

    assert found["TransformJobStatus"] == "Completed", found
    assert len([float(line) for line in lesson.answer(name)]) == len(TESTED)


def test_one_request_for_each_line_gives_the_same_answers(lesson):
    lesson.run("together", "test.csv", BatchStrategy="MultiRecord")
    lesson.run("apart", "test.csv", BatchStrategy="SingleRecord")
    lesson.run("whole", "test.csv", source={"SplitType": "None"})

    assert lesson.answer("together") == lesson.answer("apart") == lesson.answer("whole")


def test_the_label_left_in_fails_the_job_with_the_cause_and_in_the_log(lesson):
    found = lesson.run("mistake", "mistake.csv")

    cause = "(3 vs. 4) : Number of columns does not match number of features in booster."
    assert found["TransformJobStatus"] == "Failed"
    assert found["FailureReason"].startswith("ClientError: 400: Unable to evaluate payload provided: ")
    assert cause in found["FailureReason"]
    log = lesson.log("mistake")
    assert "ClientError: 400" in log
    assert "Message:" in log
    assert any(cause in line for line in log)


def test_an_input_filter_takes_the_label_out(lesson):
    lesson.run("right", "test.csv")
    found = lesson.run("mended", "mistake.csv", DataProcessing={"InputFilter": "$[1:]"})

    assert found["TransformJobStatus"] == "Completed", found
    assert lesson.answer("mended", "mistake.csv") == lesson.answer("right")


def test_the_input_can_stand_before_the_prediction(lesson):
    lesson.run("alone", "test.csv")
    found = lesson.run(
        "joined", "mistake.csv", DataProcessing={"InputFilter": "$[1:]", "JoinSource": "Input", "OutputFilter": "$"}
    )

    assert found["TransformJobStatus"] == "Completed", found
    inputs = csv_text(TESTED).splitlines()
    assert lesson.answer("joined", "mistake.csv") == [
        f"{line},{prediction}" for line, prediction in zip(inputs, lesson.answer("alone"), strict=True)
    ]


def test_an_output_filter_keeps_only_label_and_prediction(lesson):
    filters = {"InputFilter": "$[1:]", "JoinSource": "Input", "OutputFilter": "$[0,-1]"}
    lesson.run("pairs", "mistake.csv", DataProcessing=filters)

    pairs = [line.split(",") for line in lesson.answer("pairs", "mistake.csv")]
    assert [float(label) for label, _ in pairs] == [row[0] for row in TESTED]


def test_every_object_below_a_prefix_has_its_own_answer(lesson):
    lesson.put("many/a.csv", csv_text(WITHOUT_LABEL[:2]))
    lesson.put("many/deep/b.csv", csv_text(WITHOUT_LABEL[2:]))
    lesson.run("many-out", "many/")

    assert len(lesson.answer("many-out", "a.csv")) == 2
    assert len(lesson.answer("many-out", "deep/b.csv")) == len(TESTED) - 2


def test_an_empty_object_has_an_empty_answer(lesson):
    lesson.put("empty.csv", "")
    found = lesson.run("empty", "empty.csv")

    assert found["TransformJobStatus"] == "Completed", found
    assert lesson.answer("empty", "empty.csv") == []


def test_a_prefix_without_objects_fails_the_job(lesson):
    found = lesson.run("nothing", "nowhere/")

    assert found["TransformJobStatus"] == "Failed"
    assert 'No S3 objects found under S3 URL "s3://lesson/nowhere/"' in found["FailureReason"]


def test_a_job_can_be_stopped(lesson):
    for number in range(200):
        lesson.put(f"slow/{number:03}.csv", csv_text(WITHOUT_LABEL))
    lesson.start("stopped", "slow/")
    lesson.clients.sagemaker.stop_transform_job(TransformJobName="stopped")

    assert lesson.ended("stopped")["TransformJobStatus"] == "Stopped"


def _archive(member: tarfile.TarInfo, content: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        member.size = len(content) if member.isfile() else 0
        archive.addfile(member, io.BytesIO(content) if member.isfile() else None)
    return target.getvalue()


def _link(kind: bytes, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo("xgboost-model")
    member.type, member.linkname = kind, target
    return member


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("../x"),
        tarfile.TarInfo("/tmp/x"),
        tarfile.TarInfo("a/../../x"),
        _link(tarfile.SYMTYPE, "/etc/passwd"),
        _link(tarfile.LNKTYPE, "../x"),
        _link(tarfile.FIFOTYPE, ""),
    ],
    ids=["parent", "absolute", "parent within", "symlink", "hard link", "pipe"],
)
def test_an_archive_that_reaches_outside_of_itself_is_refused(lesson, request, member):
    name = "unsafe-" + request.node.callspec.id.replace(" ", "-")
    lesson.put(f"{name}/model.tar.gz", _archive(member))
    lesson.create_model(name, f"s3://lesson/{name}/model.tar.gz")
    found = lesson.run(name, "test.csv", model=name)

    assert found["TransformJobStatus"] == "Failed"
    assert "which is no plain file inside of it" in found["FailureReason"]


def test_what_is_no_archive_is_said_so(lesson):
    lesson.put("broken/model.tar.gz", "no archive")
    lesson.create_model("broken", "s3://lesson/broken/model.tar.gz")
    found = lesson.run("broken", "test.csv", model="broken")

    assert found["TransformJobStatus"] == "Failed"
    assert "cannot be unpacked" in found["FailureReason"]
