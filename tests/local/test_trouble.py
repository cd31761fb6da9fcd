"""When the machine or the state is not as it must be: a clear error, and never a wrong result."""

import errno
import sqlite3
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from hpo_spec import LocalError
from hpo_spec.aws.clients import Clients
from hpo_spec.cli.main import main
from hpo_spec.local.root import DiskFull, Root
from hpo_spec.local.state.database import Database
from hpo_spec.local_mode import local_clients
from tests.local.jobs import QUADRATIC, create, described, ended, run, stand_in, trials, tuning_request


def test_a_damaged_database_is_an_error_that_says_what_to_do(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    for path in root.glob("state.sqlite*"):
        path.write_bytes(b"this is no database" * 100)

    with pytest.raises(LocalError, match=r"state\.sqlite cannot be used.*local clean"):
        clients.sagemaker.list_hyper_parameter_tuning_jobs()


@pytest.mark.parametrize(("column", "value"), [("status", "Gone"), ("request", "{"), ("request", None)])
def test_a_value_that_the_engine_never_wrote_is_an_error_that_says_it(
    column: str, value: str | None, clients: Clients, root: Path
) -> None:
    stand_in(root, QUADRATIC)
    run(clients, tuning_request(max_jobs=1))
    connection = sqlite3.connect(root / "state.sqlite", isolation_level=None)
    connection.execute(f"UPDATE tuning_jobs SET {column} = ?", [value])
    connection.close()

    with pytest.raises(LocalError, match=r"cannot be used: it holds (None|'Gone'|'\{') where"):
        clients.sagemaker.list_hyper_parameter_tuning_jobs()


def test_the_state_of_another_version_is_left_alone(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    connection = sqlite3.connect(root / "state.sqlite")
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(LocalError, match="version 99"):
        local_clients(root).sagemaker.list_hyper_parameter_tuning_jobs()


def test_a_root_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LocalError, match="cannot keep its state"):
        local_clients(tmp_path / "file" / "root").s3.create_bucket(Bucket="b")


def test_a_folder_of_somebody_s_own_is_not_used_and_not_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "mine.txt").write_text("mine")
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(tmp_path))

    assert main(["local", "clean", "--yes"]) == 4
    assert main(["local", "list"]) == 4
    with pytest.raises(LocalError, match="has something in it"):
        local_clients().s3.create_bucket(Bucket="b")

    assert [path.name for path in tmp_path.rglob("*")] == ["logs", "mine.txt"]
    assert "is no folder of the local engine" in capsys.readouterr().err


def test_a_look_at_a_root_that_is_not_there_does_not_make_it(root: Path) -> None:
    clients = local_clients(root)

    assert clients.sagemaker.list_hyper_parameter_tuning_jobs()["HyperParameterTuningJobSummaries"] == []
    assert not root.exists()


def test_nothing_of_the_user_s_aws_configuration_is_needed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    clients = local_clients(root)

    assert clients.sts.get_caller_identity()["Account"] == "000000000000"
    assert clients.region == "eu-west-1"


def test_a_grace_that_is_no_number_is_said_before_a_job_is_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HPO_SPEC_LOCAL_GRACE", "long")

    with pytest.raises(LocalError, match="HPO_SPEC_LOCAL_GRACE"):
        local_clients(root)


def test_a_process_that_dies_again_and_again_ends_its_job(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(root, QUADRATIC)
    broken = root.parent / "broken"
    broken.mkdir()
    (broken / "optuna.py").write_text("import os\nos._exit(1)")
    monkeypatch.setenv("PYTHONPATH", str(broken))

    job = run(clients, tuning_request(config={"Strategy": "Bayesian"}))

    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert "its process has died" in job["FailureReason"]


def test_an_engine_that_fails_fails_the_job_and_says_where_more_is(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(root, QUADRATIC)
    broken = root.parent / "broken"
    broken.mkdir()
    (broken / "optuna.py").write_text("raise ImportError('no such thing here')")
    monkeypatch.setenv("PYTHONPATH", str(broken))

    job = run(clients, tuning_request(config={"Strategy": "Bayesian"}))

    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert "no such thing here" in job["FailureReason"]
    assert str(root / "engine") in job["FailureReason"]


def test_a_program_that_cannot_be_started_fails_its_trials(clients: Clients, root: Path) -> None:
    from hpo_spec.local.engine import Engine
    from hpo_spec.local.preparing import prepare
    from hpo_spec.local.root import Root

    prepare(Engine(Root(root)), tuning_request(), data={}, command=["no-such-program"], folder=root)

    run(clients, tuning_request(max_jobs=1))

    assert "'no-such-program' cannot be started" in trials(clients, "job")[0]["FailureReason"]


def test_data_that_a_spec_names_and_is_not_there_is_said(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(root))
    spec = Path("specs/boston-housing.yaml").read_text(encoding="utf-8").replace("data/boston}", "data/nowhere}")
    (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")

    assert main(["submit", str(tmp_path / "spec.yaml"), "--local"]) == 4

    assert "there is no file or folder 'data/nowhere'" in capsys.readouterr().err


def test_what_runs_is_not_cleaned_away(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(root))
    stand_in(root, "import time\nprint('loss=1', flush=True)\ntime.sleep(60)")
    create(clients, tuning_request(max_jobs=1))

    assert main(["local", "clean", "--yes"]) == 4
    assert "1 job is running" in capsys.readouterr().err
    clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName="job")
    ended(clients, "job")
    while main(["local", "clean", "--yes"]) != 0:
        pass
    assert not root.exists()


def test_local_does_not_go_with_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--local", "--endpoint-url", "http://127.0.0.1:1"]) == 2
    assert main(["submit", "specs/boston-housing.yaml", "--max-parallel", "2"]) == 2

    assert "--local" in capsys.readouterr().err


def test_nothing_of_optuna_or_xgboost_is_loaded_by_a_client(root: Path) -> None:
    import subprocess

    code = (
        "import sys; from hpo_spec.local_mode import local_clients; "
        f"local_clients({str(root)!r}).sagemaker.list_hyper_parameter_tuning_jobs(); print(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"optuna", "xgboost", "numpy", "psutil", "rich", "click"}.isdisjoint(done.stdout.split())


def test_where_no_file_can_grow_the_trials_fail_with_the_reason(clients: Clients, root: Path) -> None:
    import resource

    stand_in(root, "for _ in range(40000):\n    print('x' * 50)\nprint('loss=1')")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))  # as on a disk that is full
    try:
        create(clients, tuning_request(max_jobs=2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    job = ended(clients, "job")

    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert {"File too large" in trial["FailureReason"] for trial in trials(clients, "job")} == {True}


def test_where_no_room_is_left_it_is_said_and_the_job_goes_on_once_there_is(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(root, QUADRATIC)
    said = rf"\(InternalFailure\).* no room left on the disk of {root}"

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", _no_room)
        with pytest.raises(ClientError, match=said):
            create(clients, tuning_request(max_jobs=2))
        with pytest.raises(ClientError, match=said) as error:
            described(clients, "job")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert ended(clients, "job")["HyperParameterTuningJobStatus"] == "Completed"


def test_a_database_that_cannot_grow_is_no_damaged_one(
    clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(root, QUADRATIC)
    monkeypatch.setattr(Path, "write_bytes", _no_room)

    with pytest.raises(DiskFull, match="no room left"), Database(Root(root)).transaction() as session:
        session.rows("what SQLite says of a full disk depends on what it was about to write")


def _no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
