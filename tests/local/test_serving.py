"""The engine behind HTTP: the AWS CLI and any other client use it through AWS_ENDPOINT_URL."""

import http.client
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from hpo_spec.aws.clients import Clients
from hpo_spec.local.engine import Engine
from hpo_spec.local.root import Root
from hpo_spec.local.serving import EngineServer, make_server
from tests.local.jobs import QUADRATIC, ended, stand_in, tuning_request


@pytest.fixture
def server(root: Path) -> Iterator[EngineServer]:
    served = make_server(Engine(Root(root), 2))
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()


def url(server: EngineServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def client(server: EngineServer, service: str) -> Any:
    config = Config(retries={"total_max_attempts": 1})
    key = {"aws_access_key_id": server.access_key, "aws_secret_access_key": "any"}
    return boto3.client(service, endpoint_url=url(server), region_name="eu-west-1", config=config, **key)


@pytest.mark.newest  # the AWS CLI of the pinned tools
def test_the_aws_cli_tunes_with_the_engine(server: EngineServer, clients: Clients, root: Path, tmp_path: Path) -> None:
    stand_in(root, QUADRATIC)
    environment = {**os.environ, "AWS_ENDPOINT_URL": url(server), "AWS_ACCESS_KEY_ID": server.access_key}
    aws = str(Path(sys.executable).parent / "aws")

    def call(*arguments: str) -> Any:
        done = subprocess.run([aws, *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout

    (tmp_path / "data.csv").write_text("1,2\n")
    (tmp_path / "request.json").write_text(json.dumps(tuning_request(max_jobs=2)))
    call("s3", "cp", str(tmp_path / "data.csv"), "s3://bucket/data/data.csv")
    assert "data.csv" in call("s3", "ls", "s3://bucket/data/")

    made = call("sagemaker", "create-hyper-parameter-tuning-job", "--cli-input-json", f"file://{tmp_path}/request.json")

    assert made["HyperParameterTuningJobArn"].endswith("hyper-parameter-tuning-job/job")
    ended(clients, "job")
    job = ("--hyper-parameter-tuning-job-name", "job")
    shown = call("sagemaker", "describe-hyper-parameter-tuning-job", *job)
    assert shown["HyperParameterTuningJobStatus"] == "Completed"
    listed = call("sagemaker", "list-training-jobs-for-hyper-parameter-tuning-job", *job)
    assert len(listed["TrainingJobSummaries"]) == 2
    stopped = subprocess.run(
        [aws, "sagemaker", "stop-hyper-parameter-tuning-job", *job], env=environment, capture_output=True, text=True
    )
    assert "already in a terminal state" in stopped.stderr


def test_the_low_level_code_of_a_notebook_works(server: EngineServer, root: Path) -> None:
    stand_in(root, QUADRATIC)
    sagemaker, logs, sts = client(server, "sagemaker"), client(server, "logs"), client(server, "sts")

    assert sts.get_caller_identity()["Account"] == "000000000000"
    made = sagemaker.create_hyper_parameter_tuning_job(**tuning_request(max_jobs=1))
    assert ":eu-west-1:" in made["HyperParameterTuningJobArn"]
    session = boto3.Session(server.access_key, "any", region_name="eu-west-1")
    job = ended(Clients(session, endpoint_url=url(server)), "job")

    assert job["CreationTime"].tzinfo is not None
    trial = job["BestTrainingJob"]["TrainingJobName"]
    streams = logs.describe_log_streams(logGroupName="/aws/sagemaker/TrainingJobs", logStreamNamePrefix=trial)
    assert len(streams["logStreams"]) == 1
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName="nobody")
    with pytest.raises(sagemaker.exceptions.ResourceInUse):
        sagemaker.create_hyper_parameter_tuning_job(**tuning_request(max_jobs=1))


def test_objects_go_up_in_parts_and_come_down_in_ranges(server: EngineServer, tmp_path: Path) -> None:
    s3 = client(server, "s3")
    content = os.urandom(20_000_000)
    (tmp_path / "up").write_bytes(content)

    s3.upload_file(str(tmp_path / "up"), "bucket", "a b/ü.bin")
    s3.download_file("bucket", "a b/ü.bin", str(tmp_path / "down"))

    assert (tmp_path / "down").read_bytes() == content
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="bucket")["Contents"]] == ["a b/ü.bin"]
    copied = s3.copy_object(Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "a b/ü.bin"})
    assert copied["CopyObjectResult"]["ETag"]
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "copy"}, {"Key": "a b/ü.bin"}]})
    assert "Contents" not in s3.list_objects_v2(Bucket="bucket")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="bucket", Key="copy")


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_url_that_was_signed_for_somebody_else_works(server: EngineServer, version: str) -> None:
    client(server, "s3").put_object(Bucket="bucket", Key="a b/c.csv", Body=b"1,2\n")
    config = Config(signature_version=version)
    key = {"aws_access_key_id": server.access_key, "aws_secret_access_key": "any"}
    signer = boto3.client("s3", endpoint_url=url(server), region_name="eu-west-1", config=config, **key)
    signed = signer.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "a b/c.csv"})

    with urllib.request.urlopen(signed) as answer:
        assert answer.read() == b"1,2\n"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(signed.replace(server.access_key, "AKIAOTHER"))


def test_an_operation_that_is_not_there_is_refused(server: EngineServer) -> None:
    with pytest.raises(Exception, match="sagemaker:ListDomains"):
        client(server, "sagemaker").list_domains()
    with pytest.raises(Exception, match=r"does not have S3's GET of objects with \?acl"):
        client(server, "s3").get_object_acl(Bucket="bucket", Key="k")


def signed_by(key: str, service: str) -> str:
    return f"AWS4-HMAC-SHA256 Credential={key}/20261125/us-west-2/{service}/aws4_request"


def raw(
    server: EngineServer, method: str, path: str, body: bytes = b"", service: str = "s3", **headers: str
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        known = {"Authorization": signed_by(server.access_key, service)}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {**known, **given})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_only_programs_on_this_machine_are_answered(server: EngineServer) -> None:
    assert raw(server, "GET", "/", Host="evil.example:80")[0] == 403
    assert raw(server, "GET", "/", Origin="https://evil.example")[0] == 403
    assert raw(server, "GET", "/", Sec_Fetch_Site="cross-site")[0] == 403
    assert raw(server, "GET", "/", Authorization=signed_by("AKIA", "s3"))[0] == 403
    assert raw(server, "GET", "/")[0] == 200


def test_a_service_that_is_not_there_is_named(server: EngineServer) -> None:
    status, said = raw(
        server,
        "POST",
        "/",
        b"Action=DescribeInstances",
        service="ec2",
        Content_Type="application/x-www-form-urlencoded",
    )

    assert (status, "the service ec2" in said) == (404, True)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"A":' * 5000])
def test_a_body_that_is_none_is_an_error_of_the_caller(server: EngineServer, body: bytes) -> None:
    status, _ = raw(
        server,
        "POST",
        "/",
        body,
        service="sagemaker",
        X_Amz_Target="SageMaker.DescribeTrainingJob",
    )

    assert status == 400


def test_parameters_of_another_type_are_an_error_of_the_caller(server: EngineServer) -> None:
    body = json.dumps({"TrainingJobName": 5}).encode()

    status, said = raw(server, "POST", "/", body, service="sagemaker", X_Amz_Target="SageMaker.DescribeTrainingJob")

    assert (status, json.loads(said)["__type"]) == (400, "ValidationException")


@pytest.mark.parametrize("path", ["/bucket/../../etc/passwd", "/bucket/%2e%2e/%2e%2e/x", "/..%2f..%2fx", "/%00/x"])
def test_no_path_leads_out_of_the_root(server: EngineServer, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert raw(server, method, path, b"x")[0] in (400, 404)


def test_a_port_that_is_taken_is_said(server: EngineServer, root: Path) -> None:
    from hpo_spec import LocalError

    with pytest.raises(LocalError, match="nothing can listen"):
        make_server(Engine(Root(root)), server.server_port)
