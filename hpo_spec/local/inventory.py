"""What a root holds, and how to get rid of it."""

from __future__ import annotations

import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from hpo_spec.errors import LocalError
from hpo_spec.local.root import DEFAULT_ROOT, ROOT_VARIABLE, Root
from hpo_spec.local.running.leftovers import end_leftovers
from hpo_spec.local.running.locks import try_lock, unlock
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import Model, Record, TrainingJob, TransformJob, TuningJob

_KINDS: dict[type[Record], str] = {
    TuningJob: "tuning job",
    TrainingJob: "training job",
    TransformJob: "transform job",
    Model: "model",
}
_OURS = (
    *("state.sqlite", "state.sqlite-wal", "state.sqlite-shm", "s3", "logs", "engine", "uploads", "training-jobs"),
    *("transform-jobs", "access-key", ".gitignore", "locks", ".hpo-spec-root"),
)
"""All that the engine puts into a root, what it is known by last: nothing else is removed."""


class Kept(NamedTuple):
    """A job or a model."""

    kind: str
    name: str
    status: str
    created: str
    """ISO 8601, in UTC."""
    size: int
    """Bytes of its folder; a tuning job has those of its trials."""


def kept_in(root: Root) -> list[Kept]:
    """Everything, the newest first; trials count for their tuning job. Raises `LocalError`."""
    _check(root)
    with Database(root).reading() as session:
        records: list[tuple[type[Record], Record]] = [(kind, each) for kind in _KINDS for each in session.select(kind)]
    trials = [record for _, record in records if isinstance(record, TrainingJob)]
    sizes = {trial.name: _size(root.training_job(trial.name)) for trial in trials}
    shown = [(kind, record) for kind, record in records if not getattr(record, "tuning_job", "")]

    def size(name: str) -> int:
        return sizes.get(name, 0) + sum(sizes[trial.name] for trial in trials if trial.tuning_job == name)

    return [
        Kept(_KINDS[kind], record.name, record.status, _iso(record.created), size(record.name))
        for kind, record in sorted(shown, key=lambda item: -item[1].created)
    ]


def remove_all(root: Root) -> None:
    """Remove what the engine keeps in a root. Raises `LocalError` while something runs, or if it cannot be removed."""
    _check(root)
    held = [path.stem for path in sorted(root.locks.glob("*_jobs-*.lock")) if not _is_free(path)]
    if held:
        raise LocalError(
            f"{_counted(len(held))} running in {root.path}: {', '.join(name.partition('-')[2] for name in held)}.",
            help="Stop them first: hpo-spec stop JOB --local.",
        )
    end_leftovers(list((root.path / "training-jobs").glob("*")))
    try:
        for name in _OURS:
            _remove(root.path / name)
        if not any(root.path.iterdir()):
            root.path.rmdir()
    except OSError as error:
        raise LocalError(f"{error.filename} cannot be removed: {error.strerror}.") from error


def _check(root: Root) -> None:
    if root.path.exists() and not root.is_ours:
        raise LocalError(
            f"{root.path} is no folder of the local engine.",
            help=f"{ROOT_VARIABLE} names the folder; the default is {DEFAULT_ROOT} in the current one.",
        )


def _is_free(path: Path) -> bool:
    lock = try_lock(path)
    if lock is not None:
        unlock(lock)
    return lock is not None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _iso(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).isoformat(timespec="seconds")


def _counted(jobs: int) -> str:
    return "1 job is" if jobs == 1 else f"{jobs} jobs are"
