"""`preflight` and `submit --preflight`, on moto's server and on the local engine."""

import json
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.aws.preflight.jobs import MOST_IN_PROGRESS
from hpo_spec.cli.main import main
from hpo_spec.cli.options import Connection, Selection, Surroundings
from hpo_spec.cli.preflight import has_failed, look
from hpo_spec.cli.specs import load_all, request_for
from hpo_spec.local_mode import local_clients
from tests.local.jobs import create, ended, nothing_left, stand_in, tuning_request
from tests.scripted import ScriptedSageMaker, in_progress

QUICK = 'print("loss=1")'


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A raw request whose data is in the root of a local engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(tmp_path / "root"))
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/train/"}}
    return write(tmp_path, tuning_request(InputDataConfig=[{"ChannelName": "train", "DataSource": source}]))


def write(folder: Path, request: dict[str, Any]) -> Path:
    path = folder / f"{request['HyperParameterTuningJobName']}.json"
    path.write_text(json.dumps(request))
    return path


def put_data() -> None:
    local_clients().s3.put_object(Bucket="bucket", Key="train/data.csv", Body=b"1\n")


def outcomes(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    (look,) = json.loads(capsys.readouterr().out)
    return {check["topic"]: check["outcome"] for check in look["checks"]}


def test_the_local_engine_says_what_it_knows_and_what_it_has_not(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_data()

    assert main(["preflight", str(spec), "--local"]) == 0

    printed = capsys.readouterr().out
    assert "cannot tell  the local engine has no IAM." in printed
    assert "cannot tell  the local engine has no ECR." in printed
    assert "cannot tell  the local engine has no Service Quotas." in printed
    assert "works        there are objects." in printed


def test_data_that_is_not_there_ends_with_1(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preflight", str(spec), "--local", "--output", "json"]) == 1

    assert outcomes(capsys)["input"] == "fails"


def test_a_name_that_is_taken_and_one_that_is_ones_own(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_data()
    clients = local_clients()
    with nothing_left(Path("root").absolute()):
        stand_in(Path("root").absolute(), QUICK)
        create(clients, json.loads(spec.read_text()))
        assert main(["preflight", str(spec), "--local"]) == 0
        assert "the same job is there already" in capsys.readouterr().out

        assert main(["preflight", str(spec), "--local", "--set", "tuning.limits.max_jobs=7"]) == 1
        assert "MaxNumberOfTrainingJobs: sent 7, the existing job has 3" in capsys.readouterr().out


def test_the_local_engine_knows_the_parents_of_a_warm_start(
    spec: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = tmp_path / "root"
    parents = {"ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "parent"}]}
    start = {**parents, "WarmStartType": "TransferLearning"}
    child = write(tmp_path, {**tuning_request("child"), "WarmStartConfig": start})
    assert main(["preflight", str(child), "--local", "--output", "json"]) == 1
    assert outcomes(capsys)["parent"] == "fails"

    with nothing_left(root):
        stand_in(root, QUICK)
        create(local_clients(), tuning_request("parent"))
        ended(local_clients(), "parent")
        assert main(["preflight", str(child), "--local", "--output", "json"]) == 0
        assert outcomes(capsys)["parent"] == "works"


def test_submit_creates_nothing_if_a_preflight_fails(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", str(spec), "--local", "--preflight"]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "there is no data" in printed.err
    assert "Nothing was created." in printed.err
    assert main(["status", "job", "--local"]) == 4


def test_submit_goes_on_after_a_good_one(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_data()
    with nothing_left(Path("root").absolute()):
        stand_in(Path("root").absolute(), QUICK)
        assert main(["submit", str(spec), "--local", "--preflight"]) == 0

    assert "Created job" in capsys.readouterr().out


def test_a_dry_run_asks_nobody(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", str(spec), "--dry-run", "--preflight"]) == 2
    assert "use `hpo-spec preflight`" in capsys.readouterr().err


def test_a_server_that_lacks_some_services_leaves_these_open(
    spec: Path, moto_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    name = {"HyperParameterTuningJobName": "of-nobody"}
    path = write(spec.parent, {**tuning_request(RoleArn="arn:aws:iam::123456789012:role/Nobody"), **name})

    assert main(["preflight", str(path), "--endpoint-url", moto_url, "--output", "json"]) == 1

    found = outcomes(capsys)
    assert found["caller"] == "works"
    assert found["role"] == "fails"
    assert found["quota"] == "cannot tell"
    assert found["name"] == "works"


def test_a_queue_does_not_mind_that_the_account_is_full(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sagemaker = ScriptedSageMaker()
    for number in range(MOST_IN_PROGRESS):
        sagemaker.script(f"other-{number}", in_progress())
    connection = Connection(None, None, None, Surroundings(lambda **_: sagemaker.clients()))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # all but SageMaker is out of reach
    requests = [(item, request_for(item, connection)) for item in load_all(Selection((str(spec),), False, (), ()))]

    assert has_failed(look(requests, connection))
    assert not has_failed(look(requests, connection, passing_over=("running",)))
