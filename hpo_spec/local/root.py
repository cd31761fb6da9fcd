"""The root folder of the local engine: what stands where, and whether it can be used."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from pathlib import Path

from hpo_spec.errors import LocalError

DEFAULT_ROOT = ".hpo-spec"
ROOT_VARIABLE = "HPO_SPEC_LOCAL_ROOT"
_IGNORE = "*\n"
_ROOM = 64 * 1024
"""Bytes without which it is no use to begin anything: the database and a log need more before long."""


class DiskFull(LocalError):
    """There is no room left for what the engine keeps: it goes on where it was once there is some."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no room left on the disk of {path}.", help="Free some: what runs here then goes on."
        )


def is_disk_full(error: BaseException) -> bool:
    """Whether something failed because there was no room for it."""
    return isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT))


class Root:
    """A folder with all that the engine keeps. It is made when something is first put into it."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """`path`, else what `HPO_SPEC_LOCAL_ROOT` says, else `.hpo-spec` in the current folder."""
        self.path = Path(path or os.environ.get(ROOT_VARIABLE) or DEFAULT_ROOT).resolve()

    @property
    def database(self) -> Path:
        """Jobs, trials and metrics."""
        return self.path / "state.sqlite"

    @property
    def objects(self) -> Path:
        """What `s3://` is: a folder for each bucket."""
        return self.path / "s3"

    @property
    def logs(self) -> Path:
        """A folder for each log group."""
        return self.path / "logs"

    @property
    def locks(self) -> Path:
        """Files that whoever works on a job, or uses one of the places to run at, holds locked."""
        return self.path / "locks"

    def training_job(self, name: str) -> Path:
        """The container's folder of a training job."""
        return self.path / "training-jobs" / name

    def transform_job(self, name: str) -> Path:
        """What a transform job works in."""
        return self.path / "transform-jobs" / name

    def engine_log(self, kind: str, name: str) -> Path:
        """Where the process that runs a job says what goes wrong with itself."""
        return self.path / "engine" / f"{kind}-{name}.log"

    @property
    def is_ours(self) -> bool:
        """Whether the folder is an engine's: nothing in any other folder is touched."""
        return self._marker.is_file()

    @property
    def _marker(self) -> Path:
        return self.path / ".hpo-spec-root"

    def make(self) -> None:
        """Make the folder. Raises `LocalError` if that cannot be, or if the folder is somebody's own."""
        try:
            if not self.is_ours and self.path.is_dir() and any(self.path.iterdir()):
                raise LocalError(
                    f"{self.path} is not the local engine's, and has something in it.",
                    help=f"Let {ROOT_VARIABLE} name a folder that is empty, or that is not there yet.",
                )
            self.path.mkdir(parents=True, exist_ok=True)
            self._marker.touch()
            for folder in (self.objects, self.logs, self.locks, self.path / "engine"):
                folder.mkdir(exist_ok=True)
            (self.path / ".gitignore").write_text(_IGNORE, encoding="utf-8")
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull(self.path) from error
            raise LocalError(
                f"the local engine cannot keep its state in {self.path}: {error.strerror or error}.",
                help=f"Choose another folder with {ROOT_VARIABLE}, or make this one writable.",
            ) from error

    def has_room(self) -> bool:
        """Whether something can still be written."""
        probe = self.locks / f"room-{os.getpid()}-{threading.get_ident()}"
        try:
            probe.write_bytes(bytes(_ROOM))
            probe.unlink()
        except OSError as error:
            with suppress(OSError):
                probe.unlink(missing_ok=True)
            return not is_disk_full(error)
        return True
