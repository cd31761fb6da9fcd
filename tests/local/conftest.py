"""A root of its own for each test, and clients of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hpo_spec.aws.clients import Clients
from hpo_spec.local_mode import local_clients
from tests.local.jobs import nothing_left


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "root"
    with nothing_left(folder):
        yield folder


@pytest.fixture
def clients(root: Path) -> Clients:
    return local_clients(root, max_parallel=2)
