"""What the local engine costs beside the trials themselves: with trials that sleep, and with trials that do nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hpo_spec.aws.clients import Clients
from hpo_spec.local.engine import Engine
from hpo_spec.local.preparing import prepare
from hpo_spec.local.root import Root
from hpo_spec.local_mode import local_clients

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/nothing:1"
TRIALS = 20
AT_A_TIME = 2
SLEEP_S = 1.0
COUNTS = (10, 50, 100, 500)
SLEEPS = f"import time\ntime.sleep({SLEEP_S})\nprint('loss=1')"
NOTHING = "print('loss=1')"


def main() -> None:
    """Print the engine's overhead, and its cost for each trial as there are more of them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        clients = local_clients(root, max_parallel=AT_A_TIME)
        _sleeping(root, clients)
        _growing(root, clients)


def _sleeping(root: Path, clients: Clients) -> None:
    command = _stand_in(root, SLEEPS)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    process_s = time.perf_counter() - start - SLEEP_S
    ideal_s = TRIALS / AT_A_TIME * (SLEEP_S + process_s)
    taken_s = min(_run(clients, f"sleep-{number}", TRIALS) for number in range(2))
    what = f"{TRIALS} trials of {SLEEP_S:g} s, {AT_A_TIME} at a time, in times of the ideal"
    print(f"{what:<72} {taken_s / ideal_s:5.2f}  (<= 1.1; {taken_s:.2f} s, {ideal_s:.2f} s)")


def _growing(root: Path, clients: Clients) -> None:
    _stand_in(root, NOTHING)
    for count in COUNTS:
        taken_s = _run(clients, f"nothing-{count}", count)
        print(f"{f'{count} trials that do nothing, for each':<72} {taken_s / count * 1000:5.0f} ms")


def _run(clients: Clients, name: str, trials: int) -> float:
    request = _request(name, trials)
    start = time.perf_counter()
    clients.sagemaker.create_hyper_parameter_tuning_job(**request)
    while True:
        job = clients.sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
        if job["HyperParameterTuningJobStatus"] != "InProgress":
            return time.perf_counter() - start
        time.sleep(0.05)


def _stand_in(root: Path, program: str) -> list[str]:
    root.mkdir(exist_ok=True)
    script = root.parent / "program.py"
    script.write_text(program)
    command = [sys.executable, "-S", str(script)]
    request = {"TrainingJobDefinition": {"AlgorithmSpecification": {"TrainingImage": IMAGE}}}
    prepare(Engine(Root(root)), request, data={}, command=command, folder=script.parent)
    return command


def _request(name: str, trials: int) -> dict[str, Any]:
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": AT_A_TIME},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "1"}]},
        },
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {
                "TrainingImage": IMAGE,
                "TrainingInputMode": "File",
                "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
            },
            "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
            "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
            "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        },
    }


if __name__ == "__main__":
    main()
