"""Making a root ready for a spec: its data as objects, its command as what stands in for its images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hpo_spec.errors import LocalError
from hpo_spec.local.commands import Command, remember_command
from hpo_spec.local.definitions import bodies_of
from hpo_spec.local.engine import Engine
from hpo_spec.local.objects import Objects, split_uri
from hpo_spec.local.refusal import Refusal
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import TrainingJob, TuningJob


def prepare(
    engine: Engine,
    request: Mapping[str, Any],
    *,
    data: Mapping[str, str],
    command: Sequence[str] | None,
    folder: Path,
) -> None:
    """Copy `data`, by S3 prefix files or folders relative to `folder`, and let `command` stand in for the images.

    What is there already and is the same is not copied again, and what an earlier call brought and is not there any
    more goes. Raises `LocalError`, also if a job that runs reads what would change.
    """
    sources = {uri: _found(uri, folder, path) for uri, path in data.items()}
    objects = Objects(engine.root.objects)
    engine.root.make()
    with engine.database.transaction() as session:
        for uri, source in sources.items():
            _bring(session, objects, uri, source)
        for body in bodies_of(request) if command else []:
            specification = body.get("AlgorithmSpecification", {})
            image = specification.get("TrainingImage") or specification.get("AlgorithmName", "")
            remember_command(session, image, Command(tuple(command or ()), str(folder)))


def _found(uri: str, folder: Path, path: str) -> Path:
    source = (folder / path).resolve()
    if not source.exists():
        raise LocalError(
            f"local.data: there is no file or folder {path!r} (as {source}) for {uri}.",
            help="Paths are relative to the spec. Correct the path, or make the data.",
        )
    return source


def _bring(session: Session, objects: Objects, uri: str, source: Path) -> None:
    try:
        _mirror(session, objects, uri, {uri: source} if source.is_file() else _below(uri, source))
    except Refusal as refusal:
        raise LocalError(f"local.data: {refusal.message}") from refusal
    except OSError as error:
        raise LocalError(f"local.data: {error.filename or source} cannot be copied: {error.strerror}.") from error


def _mirror(session: Session, objects: Objects, prefix: str, files: Mapping[str, Path]) -> None:
    """Make the objects of a prefix those of the files, without touching any that came from elsewhere."""
    brought = {uri for (uri,) in session.rows("SELECT uri FROM brought WHERE prefix = ?", prefix)}
    changed = [uri for uri, path in files.items() if not objects.is_same(*split_uri(uri), path)]
    gone = sorted(brought - set(files))
    if changed or gone:
        _check_unused(session, [*changed, *gone])
    for uri in changed:
        objects.put_file(uri, files[uri])
    for uri in gone:
        objects.delete(*split_uri(uri))
    session.write("DELETE FROM brought WHERE prefix = ?", [(prefix,)])
    session.write("INSERT INTO brought VALUES (?, ?)", [(prefix, uri) for uri in files])


def _check_unused(session: Session, uris: Sequence[str]) -> None:
    """Raises `LocalError` if a job that has not ended reads one of these objects."""
    jobs = [*session.select(TuningJob), *(job for job in session.select(TrainingJob) if not job.tuning_job)]
    for job in jobs:
        if job.is_final:
            continue
        bodies = bodies_of(job.request) or [job.request]
        channels = [channel for body in bodies for channel in body.get("InputDataConfig") or []]
        read = [channel["DataSource"].get("S3DataSource", {}).get("S3Uri") for channel in channels]
        used = next((uri for uri in uris for prefix in read if prefix and uri.startswith(prefix)), None)
        if used is not None:
            raise LocalError(
                f"local.data: {used} would change, and job {job.name} is reading it.",
                help=f"Wait for it (hpo-spec wait {job.name} --local), stop it, or use another S3 prefix.",
            )


def _below(uri: str, folder: Path) -> dict[str, Path]:
    """By URI, the files in a folder; hidden ones are nobody's data."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    shown = {name: path for name, path in found.items() if not any(part.startswith(".") for part in name.parts)}
    return {f"{uri.rstrip('/')}/{name.as_posix()}": path for name, path in shown.items()}
