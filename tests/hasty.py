"""hpo-spec as it is, on a clock that hurries: for tests in which a process of its own is killed.

python -m tests.hasty submit specs/*.yaml --wait --max-active 10 --endpoint-url http://127.0.0.1:5000
"""

import sys
import time
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from hpo_spec.aws.clients import Clients
from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from tests.scripted import LOADER, REGION

HURRY = 1_000
LATE_S = 0.2
"""How long a delayed answer takes: these clients have given up by then."""
CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=LATE_S * 0.6, connect_timeout=5)
"""Nothing is tried again below hpo-spec."""


class HastyClock:
    """A clock on which a minute is some milliseconds."""

    def time(self) -> float:
        return time.monotonic() * HURRY

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / HURRY)


def hasty_clients(endpoint_url: str | None = None, **_: Any) -> Clients:
    """Clients whose sessions share one model of SageMaker, which takes long to read."""

    def open_session() -> boto3.Session:
        core = botocore.session.get_session()
        core.register_component("data_loader", LOADER)
        return boto3.Session("key", "secret", region_name=REGION, botocore_session=core)

    return Clients(open_session(), endpoint_url=endpoint_url, config=CONFIG, reopen=open_session)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Surroundings(hasty_clients, HastyClock())))
