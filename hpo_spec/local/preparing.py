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


def prepare(
    engine: Engine,
    request: Mapping[str, Any],
    *,
    data: Mapping[str, str],
    command: Sequence[str] | None,
    folder: Path,
) -> int:
    """Copy `data`, by S3 prefix files or folders relative to `folder`, and let `command` stand in for the images.

    What is there already and unchanged is not copied again. How many files were copied. Raises `LocalError`.
    """
    objects = Objects(engine.root.objects)
    engine.root.make()
    copied = sum(_copy(objects, uri, (folder / path).resolve(), path) for uri, path in data.items())
    if command:
        with engine.database.transaction() as session:
            for body in bodies_of(request):
                specification = body.get("AlgorithmSpecification", {})
                image = specification.get("TrainingImage") or specification.get("AlgorithmName", "")
                remember_command(session, image, Command(list(command), folder))
    return copied


def _copy(objects: Objects, uri: str, source: Path, named: str) -> int:
    if not source.exists():
        raise LocalError(
            f"local.data: there is no file or folder {named!r} (as {source}) for {uri}.",
            help="Paths are relative to the spec. Correct the path, or make the data.",
        )
    files = {uri: source} if source.is_file() else _below(uri, source)
    try:
        return sum(objects.put_unless_there(*split_uri(target), path) for target, path in files.items())
    except Refusal as refusal:
        raise LocalError(f"local.data: {refusal.message}") from refusal
    except OSError as error:
        raise LocalError(f"local.data: {error.filename or named} cannot be copied: {error.strerror}.") from error


def _below(uri: str, folder: Path) -> dict[str, Path]:
    """By URI, the files in a folder; hidden ones are nobody's data."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    shown = {name: path for name, path in found.items() if not any(part.startswith(".") for part in name.parts)}
    return {f"{uri.rstrip('/')}/{name.as_posix()}": path for name, path in shown.items()}
