"""The fault proxy stands before any server: it passes on what it is to pass on, and says what it did not."""

import http.client
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from hpo_spec.local.engine import Engine
from hpo_spec.local.root import Root
from tests.fault_proxy import KINDS, Plan, proxied
from tests.local.serving import running
from tests.tiny_sagemaker import EndingSageMaker, served

ROOT = Path(__file__).parent.parent


def client(url: str, service: str, key: str = "key") -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=5)
    who = {"aws_access_key_id": key, "aws_secret_access_key": "any"}
    return boto3.client(service, endpoint_url=url, region_name="us-west-2", config=config, **who)


def test_without_faults_it_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    with (
        running(Engine(Root(tmp_path / "root"), 1)) as server,
        proxied(f"http://127.0.0.1:{server.server_port}", Plan(0, 0.0)) as url,
    ):
        s3 = client(url, "s3", server.access_key)
        s3.put_object(Bucket="bucket", Key="key", Body=b"content")

        assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"content"
        assert s3.head_object(Bucket="bucket", Key="key")["ContentLength"] == 7
        assert client(url, "sagemaker", server.access_key).list_hyper_parameter_tuning_jobs()


def test_it_stands_before_moto_too(moto_url: str) -> None:
    with proxied(moto_url, Plan(0, 0.0)) as url:
        assert client(url, "sts").get_caller_identity()["Account"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("delayed", "garbage")])
def test_each_kind_of_fault_is_an_error_to_boto3_and_counted(kind: str) -> None:
    plan = Plan(0, 1.0, [kind])
    with served(EndingSageMaker()) as upstream, proxied(upstream, plan) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        if kind == "truncated":
            connection.request("POST", "/", b"{}", {"X-Amz-Target": "SageMaker.ListHyperParameterTuningJobs"})
            with pytest.raises(http.client.IncompleteRead):
                connection.getresponse().read()
        else:
            with pytest.raises((ClientError, HTTPClientError)):
                client(url, "sagemaker").list_hyper_parameter_tuning_jobs()
        connection.close()
    assert plan.faults == {kind: 1}


def test_its_command_prints_its_address_and_at_its_end_the_faults() -> None:
    with served(EndingSageMaker()) as upstream:
        command = [
            sys.executable,
            "-m",
            "tests.fault_proxy",
            "--upstream",
            upstream,
            "--rate",
            "1",
            "--kinds",
            "throttled",
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            url = process.stdout.readline().strip()
            with pytest.raises(ClientError, match="ThrottlingException"):
                client(url, "sagemaker").list_hyper_parameter_tuning_jobs()
            process.send_signal(signal.SIGTERM)
            said = process.stdout.read()
    assert said.split() == ["throttled", "1", "all", "faults", "1", "requests", "1"]
