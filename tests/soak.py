"""The big versions of what the suite runs small: `make soak` prints one table, within ten minutes.

python -m tests.soak --jobs 1000 --rate 0.2 --seed 6
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import FAKE_AWS
from tests.fault_proxy import KINDS, Plan
from tests.soaking import Tally, most_lists_for, submit_all, submit_and_be_killed, tally, wait_for_hours
from tests.tiny_sagemaker import EndingSageMaker, many_requests

KILLS = 5
HOURS = 12
WAIT_RATE = 0.05
MAX_ACTIVE = 50
TRACED_JOBS = 100
"""Fewer, since what is traced takes several times as long."""
KEPT_BYTES = 2_048
"""What may be kept of a job that has ended: its last state, with its best trial."""
SLACK_BYTES = 200_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all, print the figures, and fail if a job was lost, doubled or misjudged."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=0.2, help="the share of requests that meet a fault")
    parser.add_argument("--seed", type=int, default=6)
    given = parser.parse_args(arguments)
    os.environ.update(FAKE_AWS)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, seed {given.seed}, {given.rate:.0%} faults\n")
    start = time.monotonic()
    passed = [
        _submitted(given.jobs, given.rate, given.seed),
        _killed(given.jobs, given.rate, given.seed),
        _waited(given.jobs, given.seed),
        _waited(TRACED_JOBS, given.seed, trace=True),
    ]
    print(f"all of it took {time.monotonic() - start:.0f} s")
    return 0 if all(passed) else 1


def _submitted(jobs: int, rate: float, seed: int) -> bool:
    sagemaker, sent, plan, start = EndingSageMaker(), many_requests(jobs), Plan(seed, rate), time.monotonic()
    outcomes = submit_all(sagemaker, sent, plan, max_active=MAX_ACTIVE)
    figures = tally(sagemaker, sent, plan)
    _print("submitted through faults", figures, start)
    return _is_right(figures, jobs) and all(outcome.state and not outcome.error for outcome in outcomes)


def _killed(jobs: int, rate: float, seed: int) -> bool:
    sagemaker, sent, plan, start = EndingSageMaker(), many_requests(jobs), Plan(seed + 1, rate), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        code = submit_and_be_killed(sagemaker, sent, plan, Path(folder), kills=KILLS, max_active=MAX_ACTIVE)
        if code:
            print((Path(folder) / "log.txt").read_text()[-2_000:], file=sys.stderr)
    figures = tally(sagemaker, sent, plan)
    _print(f"the same, killed {KILLS} times", figures, start)
    return code == 0 and _is_right(figures, jobs)


def _waited(jobs: int, seed: int, *, trace: bool = False) -> bool:
    start = time.monotonic()
    waited = wait_for_hours(jobs, HOURS, rate=WAIT_RATE, seed=seed, trace=trace)
    print(f"== waited {HOURS} h on a clock of its own, with {WAIT_RATE:.0%} faults")
    rows: dict[str, object] = {
        **waited.faults,
        "jobs": len(waited.states),
        "wrong state": waited.wrong,
        "lists": waited.lists,
        "most lists a round": waited.most_lists_a_round,
        "describes": waited.describes,
        "KiB after 1 h": waited.early_bytes // 1_024 if trace else None,
        "KiB after 11 h": waited.late_bytes // 1_024 if trace else None,
        "seconds": round(time.monotonic() - start),
    }
    _lines(rows)
    print(flush=True)
    is_flat = waited.late_bytes - waited.early_bytes < KEPT_BYTES * jobs + SLACK_BYTES
    return waited.wrong == 0 and waited.most_lists_a_round <= most_lists_for(jobs) and is_flat


def _is_right(figures: Tally, jobs: int) -> bool:
    return figures[:3] == (jobs, 0, 0)


def _print(title: str, figures: Tally, start: float) -> None:
    print(f"== {title}")
    _lines({kind: figures.faults[kind] for kind in KINDS})
    _lines({"all faults": sum(figures.faults.values()), **figures._asdict()} | {"faults": None})
    _lines({"seconds": round(time.monotonic() - start)})
    print(flush=True)


def _lines(rows: Mapping[str, object]) -> None:
    for name, value in rows.items():
        if value is not None:
            print(f"{name:<22}{value:>8}")


if __name__ == "__main__":
    sys.exit(main())
