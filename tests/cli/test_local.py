"""The verbs with --local: the same spec, on this machine."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hpo_spec.cli.main import main
from tests.local.jobs import nothing_left, wait_until

SPEC = r"""
version: 1
name: small
region: us-west-2
training_job:
  algorithm:
    image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-image:1.0
    metrics: {loss: 'loss=([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)'}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  inputs: {train: s3://bucket/data}
  output: s3://bucket/output
  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 10}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: loss}
  ranges: {x: {type: continuous, min: 0, max: 10}}
  limits: {max_jobs: 3, max_parallel_jobs: 2}
local:
  data: {"s3://bucket/data": my data}
  command: [PYTHON, -S, train.py, "{hyperparameters}"]
"""
PROGRAM = """
    import os, sys, time
    open(os.environ["SM_CHANNEL_TRAIN"] + "/rows.csv").close()
    assert sys.argv[1] == "-x"  # as the toolkit writes names of one letter
    time.sleep(float(os.environ.get("PAUSE", "0")))
    print("loss=" + sys.argv[2], flush=True)
"""
Run = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a spec, its program and its data; the root is another one."""
    specs = tmp_path / "the specs"
    (specs / "my data").mkdir(parents=True)
    (specs / "my data" / "rows.csv").write_text("1,2\n")
    (specs / "spec.yaml").write_text(SPEC.replace("PYTHON", sys.executable))
    (specs / "train.py").write_text(textwrap.dedent(PROGRAM))
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(tmp_path / "root"))
    monkeypatch.chdir(tmp_path)
    with nothing_left(tmp_path / "root"):
        yield specs


def test_a_spec_is_tuned_here_from_any_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", "the specs/spec.yaml", "--local", "--wait"]) == 0

    printed = capsys.readouterr()
    assert "Created small" in printed.out
    assert str(folder.parent / "root") in printed.out
    assert "Completed  3/3" in printed.out
    assert "Best of small: small-00" in printed.out
    assert "on SageMaker, at most 3 instance-hours" in printed.err


def test_a_job_that_completes_early_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = ["--set", "tuning.completion.target_metric_value=10", "--set", "tuning.limits.max_parallel_jobs=1"]
    assert main(["submit", "the specs/spec.yaml", *done, "--local", "--wait"]) == 0

    said = "small completed after 1 of 3 trials: the best objective has reached its target of 10"
    assert said in capsys.readouterr().out


def test_submitting_again_attaches_and_the_live_job_is_no_different(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["submit", "the specs/spec.yaml", "--local"]) == 0
    assert "hpo-spec wait small --region us-west-2 --local" in capsys.readouterr().err
    assert main(["wait", "small", "--local"]) == 0
    assert main(["submit", "the specs/spec.yaml", "--local"]) == 0
    assert "Attached to small" in capsys.readouterr().out
    assert main(["diff", "the specs/spec.yaml", "--job", "--local"]) == 0
    assert main(["import", "--job", "small", "--local"]) == 0
    assert "strategy: Random" in capsys.readouterr().out


def test_a_job_is_stopped_by_its_name(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAUSE", "60")
    assert main(["submit", "the specs/spec.yaml", "--local"]) == 0

    assert main(["stop", "small", "--local"]) == 0
    assert main(["wait", "small", "--local"]) == 5

    assert "small: stopping" in capsys.readouterr().err


def test_the_engine_s_jobs_are_listed_with_the_room_that_they_take(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["local", "list", "--output", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["submit", "the specs/spec.yaml", "--local", "--wait"]) == 0
    capsys.readouterr()

    assert main(["local", "list", "--output", "json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert (kept["kind"], kept["name"], kept["status"]) == ("tuning job", "small", "Completed")
    assert kept["size"] > 0
    assert main(["local", "list"]) == 0
    assert "tuning job  small  Completed" in capsys.readouterr().out
    assert main(["local", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(folder.parent / "root")
    assert main(["local", "path", "nobody"]) == 2


def test_prepare_brings_what_no_request_has(folder: Path) -> None:
    assert main(["local", "prepare", "the specs/spec.yaml"]) == 0

    assert (folder.parent / "root" / "s3" / "bucket" / "data" / "rows.csv").read_text() == "1,2\n"


def test_interrupted_while_it_waits_it_says_how_to_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAUSE", "1")
    command = [sys.executable, "-m", "hpo_spec", "submit", "the specs/spec.yaml", "--local", "--wait"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    log = folder.parent / "root" / "logs" / "TrainingJobs"
    wait_until(lambda: log.exists() and any(log.iterdir()))

    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to all that the terminal knows
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "hpo-spec wait small --region us-west-2 --local" in said
    assert main(["wait", "small", "--local"]) == 0


def test_a_queue_has_so_many_jobs_in_progress_and_ends_with_a_summary(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("b", "c", "d"):
        (folder / f"{name}.yaml").write_text((folder / "spec.yaml").read_text().replace("name: small", f"name: {name}"))
    specs = [str(folder / f"{name}.yaml") for name in ("spec", "b", "c", "d")]

    assert main(["submit", *specs, "--local", "--wait", "--max-active", "2", "--output", "json"]) == 0

    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert max(event["active"] for event in events if event["event"] == "submitted") == 2
    assert [job["name"] for job in events[-1]["jobs"]] == ["small", "b", "c", "d"]
    assert {job["job"]["status"] for job in events[-1]["jobs"]} == {"Completed"}
    assert main(["submit", *specs, "--local", "--wait", "--max-active", "2"]) == 0
    assert capsys.readouterr().out.count("Completed") == 4


def test_a_queue_needs_to_be_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", "the specs/spec.yaml", "--max-active", "2"]) == 2
    assert "give --wait too" in capsys.readouterr().err
