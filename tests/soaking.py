"""What the suite runs small and the soak runs big: submitting through faults, being killed, and waiting half a day."""

import gc
import json
import math
import random
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.queueing import Outcome, run_queue
from hpo_spec.aws.status import JobState
from hpo_spec.aws.waiting import wait_for
from hpo_spec.request.comparing import described_differences
from tests.fault_proxy import Plan, proxied
from tests.hasty import LATE_S, hasty_clients
from tests.scripted import EXPIRED, INTERNAL, RESET, THROTTLED, UNAVAILABLE, FakeClock
from tests.tiny_sagemaker import NAME, START, EndingSageMaker, LastingJob, LastingSageMaker, served

ROOT = Path(__file__).parent.parent
_LOOK_S = 0.005
_HOUR_S = 3_600


class Tally(NamedTuple):
    """What a run is judged by."""

    jobs: int
    lost: int
    """Jobs that are not there, or not as they were sent."""
    doubled: int
    calls: int
    faults: Mapping[str, int]


def submit_all(sagemaker: EndingSageMaker, sent: list[dict[str, Any]], plan: Plan, *, max_active: int) -> list[Outcome]:
    """Submit through a fault proxy, in this process."""
    with served(sagemaker) as upstream, proxied(upstream, plan, delay_s=LATE_S) as url:
        clock, jitter = FakeClock(), random.Random(0)
        return run_queue(sent, hasty_clients(url), max_active=max_active, clock=clock, jitter=jitter)


def submit_and_be_killed(
    sagemaker: EndingSageMaker, sent: list[dict[str, Any]], plan: Plan, folder: Path, *, kills: int, max_active: int
) -> int:
    """Submit by the command line, through a fault proxy; the exit code of the run that was not killed.

    Each run is killed after some more jobs were made, and started again with the same command.
    """
    specs = [_written(request, folder) for request in sent]
    moments = sorted(random.Random(len(sent)).sample(range(1, len(sent)), kills))
    options = ["--wait", "--no-lint", "--max-active", str(max_active), "--endpoint-url"]
    with served(sagemaker) as upstream, proxied(upstream, plan, delay_s=LATE_S) as url:
        command = [sys.executable, "-m", "tests.hasty", "submit", *map(str, specs), *options, url]
        for moment in [*moments, None]:
            code = _run(command, sagemaker, moment, folder)
    return code


def _written(request: Mapping[str, Any], folder: Path) -> Path:
    path = folder / f"{request[NAME]}.json"
    path.write_text(json.dumps(request))
    return path


def _run(command: Sequence[str], sagemaker: EndingSageMaker, moment: int | None, folder: Path) -> int:
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        while process.poll() is None:
            if moment is not None and len(sagemaker.created) >= moment:
                process.kill()
            time.sleep(_LOOK_S)
    return process.wait()


def tally(sagemaker: EndingSageMaker, sent: Sequence[Mapping[str, Any]], plan: Plan) -> Tally:
    """How a run has ended."""
    made = {name: job.request for name, job in sagemaker.jobs.items()}
    lost = [
        request for request in sent if request[NAME] not in made or described_differences(request, made[request[NAME]])
    ]
    doubled = len(sagemaker.created) - len(set(sagemaker.created))
    return Tally(len(made), len(lost), doubled, plan.requests, plan.faults)


class Waited(NamedTuple):
    """What a wait on a clock of its own came to."""

    states: list[JobState]
    wrong: int
    """Jobs whose last state is not the one that they ended with."""
    lists: int
    describes: int
    most_lists_a_round: int
    faults: Counter[str]
    early_bytes: int
    """What is held after the first hour, without what only waits to be collected."""
    late_bytes: int
    """And an hour before the last."""
    peak_growth: float
    """The peak of the last hour but one, in times of that of the second."""


class _Hours(FakeClock):
    """A clock that notes the memory by the hour, and the calls of List by the round."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[int, int] = {}
        self.peaks: dict[int, int] = {}
        self.counts: Counter[str] = Counter()
        self.most_lists = 0
        self._lists = 0

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        lists = self.counts["ListHyperParameterTuningJobs"]
        self.most_lists, self._lists = max(self.most_lists, lists - self._lists), lists
        hour = int(self.now_s // _HOUR_S)
        if tracemalloc.is_tracing() and hour not in self.held:
            self.peaks[hour] = tracemalloc.get_traced_memory()[1]
            gc.collect()
            self.held[hour] = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()


def wait_for_hours(jobs: int, hours: float, *, rate: float = 0.0, seed: int = 0, trace: bool = False) -> Waited:
    """Wait for jobs that take up to so many hours, with a share of all calls that go wrong."""
    clock = _Hours()
    sagemaker = LastingSageMaker(clock, jobs, hours, rate=rate, seed=seed)
    names, clients = list(sagemaker.jobs), sagemaker.clients()
    if trace:
        _load_shapes(sagemaker, clients, clock)
        tracemalloc.start()
    sagemaker.kinds = (THROTTLED, UNAVAILABLE, INTERNAL, RESET, EXPIRED)
    clock.counts = sagemaker.counts
    try:
        states = wait_for(names, clients, clock=clock, jitter=random.Random(seed))
    finally:
        tracemalloc.stop()
    ends = {name: sagemaker.jobs[name].final for name in names}  # type: ignore[attr-defined]
    return Waited(
        states,
        sum(ends[state.name] != state.status.value for state in states),
        sagemaker.counts["ListHyperParameterTuningJobs"],
        sagemaker.counts["DescribeHyperParameterTuningJob"],
        clock.most_lists,
        sagemaker.injected,
        clock.held.get(1, 0),
        clock.held.get(int(hours) - 1, 0),
        clock.peaks.get(int(hours) - 1, 0) / clock.peaks.get(2, 1),
    )


def _load_shapes(sagemaker: LastingSageMaker, clients: Clients, clock: _Hours) -> None:
    """Wait for jobs that soon end: botocore keeps the shapes of what it has seen answered, once."""
    early = [f"early-{number}" for number in range(2)]
    for name, final in zip(early, ("Completed", "Failed"), strict=True):
        sagemaker.jobs[name] = LastingJob(name, clock, 60, final, START)
    wait_for(early, clients, clock=clock, jitter=random.Random(0))
    sagemaker.counts.clear()


def most_lists_for(jobs: int) -> int:
    """The most calls of List that a round may cost."""
    return math.ceil(jobs / 100)


def job_hours(jobs: int, hours: float, seed: int = 0) -> float:
    """For how long the jobs of `wait_for_hours` are in progress, all together."""
    made = LastingSageMaker(FakeClock(), jobs, hours, seed=seed).jobs.values()
    return sum(job.ends_s for job in made) / _HOUR_S  # type: ignore[attr-defined]
