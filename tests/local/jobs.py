"""Small tuning jobs for the engine: an image of one's own, which a Python program of a few lines stands in for."""

import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from hpo_spec.aws.clients import Clients
from hpo_spec.local.engine import Engine
from hpo_spec.local.preparing import prepare
from hpo_spec.local.root import Root

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/my-image:1.0"
ROLE = "arn:aws:iam::123456789012:role/SageMakerRole"
REGEX = r"loss=(-?[0-9.]+(?:e[-+]?[0-9]+)?)"
QUADRATIC = """
    import os
    x = float(os.environ["SM_HP_X"])
    print(f"loss={(x - 3) ** 2}")
"""
"""The smallest loss is at 3."""


def definition(**members: Any) -> dict[str, Any]:
    """A training job definition without data."""
    return {
        "AlgorithmSpecification": {
            "TrainingImage": IMAGE,
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "loss", "Regex": REGEX}],
        },
        "RoleArn": ROLE,
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        **members,
    }


def tuning_request(
    name: str = "job",
    *,
    max_jobs: int | None = 3,
    parallel: int = 2,
    ranges: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    **members: Any,
) -> dict[str, Any]:
    """A request that tunes `x` between 0 and 10."""
    limits = {"MaxParallelTrainingJobs": parallel, **({"MaxNumberOfTrainingJobs": max_jobs} if max_jobs else {})}
    continuous = {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "10"}]}
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": limits,
            "ParameterRanges": ranges or continuous,
            **(config or {}),
        },
        "TrainingJobDefinition": definition(**members),
    }


def stand_in(root: Path, program: str, image: str = IMAGE) -> None:
    """From now on a Python program stands in for an image."""
    programs = root.parent / "programs"
    programs.mkdir(parents=True, exist_ok=True)
    path = programs / f"{len(list(programs.iterdir()))}.py"
    path.write_text(textwrap.dedent(program), encoding="utf-8")
    request = {"TrainingJobDefinition": {"AlgorithmSpecification": {"TrainingImage": image}}}
    prepare(Engine(Root(root)), request, data={}, command=[sys.executable, "-S", str(path)], folder=programs)


def create(clients: Clients, request: Mapping[str, Any]) -> str:
    """Create a tuning job; its name."""
    clients.sagemaker.create_hyper_parameter_tuning_job(**request)
    name: str = request["HyperParameterTuningJobName"]
    return name


def described(clients: Clients, name: str) -> dict[str, Any]:
    """Describe's answer."""
    return dict(clients.sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name))


def ended(clients: Clients, name: str, patience_s: float = 90) -> dict[str, Any]:
    """Describe's answer once the job has ended."""
    deadline = time.monotonic() + patience_s
    while (job := described(clients, name))["HyperParameterTuningJobStatus"] in ("InProgress", "Stopping"):
        assert time.monotonic() < deadline, f"{name} goes on and on: {job}"
        time.sleep(0.03)
    return job


def run(clients: Clients, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a tuning job and wait for its end."""
    return ended(clients, create(clients, request))


def trials(clients: Clients, name: str) -> list[dict[str, Any]]:
    """All its training jobs, the first one first."""
    pages = clients.sagemaker.get_paginator("list_training_jobs_for_hyper_parameter_tuning_job").paginate(
        HyperParameterTuningJobName=name
    )
    return [dict(item) for page in pages for item in page["TrainingJobSummaries"]]


def logged(clients: Clients, pattern: str) -> list[str]:
    """The lines of all training jobs that a pattern finds."""
    found = clients.logs.filter_log_events(logGroupName="/aws/sagemaker/TrainingJobs", filterPattern=pattern)
    return [event["message"] for event in found["events"]]


def wait_until(is_so: Any, patience_s: float = 30) -> None:
    """Come back once something is so."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def runners(root: Path) -> list[psutil.Process]:
    """The processes that run jobs of a root."""
    found = {process.pid: process for process in psutil.process_iter() if _runs(process, root)}
    return [
        process for process in found.values() if _parent(process) not in found
    ]  # a child that is about to be a trial


@contextmanager
def nothing_left(root: Path) -> Iterator[None]:
    """Ends what a test has left running."""
    try:
        yield
    finally:
        for process in [*runners(root), *(item for item in psutil.process_iter() if _is_trial(item, root))]:
            with suppress(psutil.Error):
                process.kill()


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def _runs(process: psutil.Process, root: Path) -> bool:
    try:
        line = process.cmdline()
        return any("hpo_spec.local.running" in part for part in line) and str(root) in line
    except psutil.Error:
        return False


def _is_trial(process: psutil.Process, root: Path) -> bool:
    try:
        return process.environ().get("HPO_SPEC_LOCAL_TRIAL", "").startswith(str(root))
    except (psutil.Error, OSError):
        return False
