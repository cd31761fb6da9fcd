"""Killed at any moment, a job is picked up: nothing is lost, and nothing counts twice."""

import random
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from hpo_spec.aws.clients import Clients
from hpo_spec.local.root import Root
from hpo_spec.local.running.launching import ensure_running
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import TuningJob
from hpo_spec.local.state.status import JobStatus
from hpo_spec.local_mode import local_clients
from tests.local.jobs import create, described, ended, run, runners, stand_in, trials, tuning_request, wait_until

SHORT = """
    import os, time
    x = float(os.environ["SM_HP_X"])
    with open(os.environ["SM_MODEL_DIR"] + "/model", "w") as file:
        file.write(os.environ["SM_HP_X"])
    with open(os.environ["SAGEMAKER_BASE_DIR"] + ".pids", "a") as file:
        print(os.getpid(), file=file)
    time.sleep(0.2)
    print(f"loss={x}", flush=True)
    time.sleep(0.2)
"""
KILLS = 10
TRIALS = 12


def alive(root: Path) -> list[int]:
    """The trials' programs that run."""
    written = [int(line) for path in (root / "training-jobs").glob("*.pids") for line in path.read_text().split()]
    return [pid for pid in written if is_alive(pid)]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_two_spellings_of_a_root_are_one(clients: Clients, root: Path, tmp_path: Path) -> None:
    stand_in(root, SHORT)
    (tmp_path / "link").symlink_to(root)
    name = create(local_clients(tmp_path / "link", max_parallel=2), tuning_request(max_jobs=2))
    wait_until(lambda: alive(root))
    for runner in runners(root):
        runner.kill()

    ended(clients, name)

    counts = [len(path.read_text().split()) for path in (root / "training-jobs").glob("*.pids")]
    assert max(counts) == 2  # begun, and begun again
    assert alive(root) == []


@pytest.mark.parametrize("seed", range(2))
def test_a_job_that_is_killed_ten_times_has_exactly_the_trials_that_were_asked_for(
    clients: Clients, root: Path, seed: int
) -> None:
    stand_in(root, SHORT)
    moment = random.Random(seed)
    name = create(clients, tuning_request(max_jobs=TRIALS, config={"Strategy": "Bayesian", "RandomSeed": seed}))
    final: dict[str, dict[str, object]] = {}

    killed = 0
    while killed < KILLS and described(clients, name)["HyperParameterTuningJobStatus"] == "InProgress":
        time.sleep(moment.uniform(0.05, 0.8))
        for runner in runners(root)[:1]:
            runner.kill()
            killed += 1
        assert len(alive(root)) <= 2 * 2  # those of the dead process, and those of the next one
        for trial in trials(clients, name):  # this contact picks it up
            if trial["TrainingJobStatus"] == "Completed":
                assert final.setdefault(trial["TrainingJobName"], trial) == trial
    job = ended(clients, name)

    assert killed == KILLS
    assert alive(root) == []
    assert job["HyperParameterTuningJobStatus"] == "Completed"
    counters = job["TrainingJobStatusCounters"]
    assert counters["Completed"] == TRIALS
    assert counters["NonRetryableError"] == counters["InProgress"] == 0
    done = trials(clients, name)
    assert [trial["TrainingJobName"][4:7] for trial in done] == [f"{number:03d}" for number in range(1, TRIALS + 1)]
    for trial in done:
        value = trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"]
        assert value == pytest.approx(float(trial["TunedHyperParameters"]["x"]))
        assert final.get(trial["TrainingJobName"], trial) == trial  # what had ended stays as it was
        key = f"output/{trial['TrainingJobName']}/output/model.tar.gz"
        assert clients.s3.head_object(Bucket="bucket", Key=key)["ContentLength"] > 0


def test_a_trial_that_outlived_its_runner_is_ended_before_it_is_begun_again(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os, time
        with open(os.environ["SAGEMAKER_BASE_DIR"] + "/../../pids", "a") as file:
            print(os.getpid(), file=file)
        time.sleep(60 if not os.path.exists(os.environ["SAGEMAKER_BASE_DIR"] + "/../../go") else 0)
        print("loss=1")
        """,
    )
    name = create(clients, tuning_request(max_jobs=1))
    wait_until(lambda: (root / "pids").exists() and (root / "pids").read_text())
    first = int((root / "pids").read_text())
    (root / "go").touch()

    for runner in runners(root):
        runner.kill()
        runner.wait(10)
    assert is_alive(first)
    job = ended(clients, name)

    assert not is_alive(first)
    assert job["TrainingJobStatusCounters"] == {
        "Completed": 1,
        "InProgress": 0,
        "RetryableError": 1,
        "NonRetryableError": 0,
        "Stopped": 0,
    }


def test_a_job_whose_runner_died_while_it_was_stopping_is_stopped(clients: Clients, root: Path) -> None:
    stand_in(
        root, "import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint('loss=4', flush=True)\ntime.sleep(60)"
    )
    name = create(clients, tuning_request(max_jobs=2, parallel=1))
    wait_until(lambda: described(clients, name).get("BestTrainingJob") or trials(clients, name))
    wait_until((root / "logs" / "TrainingJobs").exists)
    clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
    wait_until(lambda: trials(clients, name)[0]["TrainingJobStatus"] == "Stopping")

    for runner in runners(root):
        runner.kill()
    job = ended(clients, name)

    assert job["HyperParameterTuningJobStatus"] == "Stopped"
    assert job["TrainingJobStatusCounters"]["Stopped"] == 1


def test_two_engines_on_one_root_run_a_job_once(root: Path) -> None:
    stand_in(root, SHORT)
    engines = [local_clients(root, max_parallel=2) for _ in range(3)]
    name = create(engines[0], tuning_request(max_jobs=6))
    seen = [runners(root)]

    while described(engines[0], name)["HyperParameterTuningJobStatus"] == "InProgress":
        for engine in engines:
            described(engine, name)
        seen.append(runners(root))

    assert {len(found) for found in seen} <= {0, 1}
    assert len({process.pid for found in seen for process in found}) == 1
    assert described(engines[2], name)["TrainingJobStatusCounters"]["Completed"] == 6


def test_a_job_that_has_ended_since_somebody_looked_is_not_run_again(clients: Clients, root: Path) -> None:
    stand_in(root, SHORT)
    run(clients, tuning_request(max_jobs=1))
    wait_until(lambda: not runners(root))
    database = Database(Root(root))
    with database.reading() as session:
        job = session.find(TuningJob, "job")
    assert job is not None

    ensure_running(Root(root), database, replace(job, status=JobStatus.IN_PROGRESS))
    assert runners(root) == []
