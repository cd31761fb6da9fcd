"""What waiting for many jobs costs in calls: beside a Describe every 5 s for each job, as the SDKs wait."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DESCRIBE_EVERY_S = 5
HOURS = 0.5


def main() -> None:
    """Print the calls for each job and hour, on a clock that does not really wait."""
    sys.path.insert(0, str(ROOT))
    from tests.soaking import job_hours, wait_for_hours

    print("calls for each job and hour in progress, on a clock that does not really wait\n")
    each = 3_600 / DESCRIBE_EVERY_S
    described = f"a Describe every {DESCRIBE_EVERY_S} s: {each:.0f}"
    for jobs in (1, 10, 100, 1_000):
        waited = wait_for_hours(jobs, HOURS)
        ours = (waited.lists + waited.describes) / job_hours(jobs, HOURS)
        print(f"{jobs:>5,} jobs  {ours:7.2f}   {described}   {each / ours:6.0f} times")


if __name__ == "__main__":
    main()
