"""`hpo-spec render`: the exact request of a spec, for review."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from hpo_spec.cli.options import Selection, spec_options
from hpo_spec.cli.specs import load_all
from hpo_spec.errors import SpecError, UsageError
from hpo_spec.loading import Loaded
from hpo_spec.request import compile_request
from hpo_spec.request.compiling import Request


@click.command("render", epilog="Example: hpo-spec render specs/*.yaml --output-dir requests --check")
@spec_options
@click.option("--output-dir", type=click.Path(file_okay=False), help="Write NAME.json here for each NAME.yaml.")
@click.option("--check", is_flag=True, help="Write nothing: fail, with a diff, if a file in --output-dir is stale.")
@click.option("--no-lint", is_flag=True, help="Do not look for broken rules.")
def command(selection: Selection, output_dir: str | None, check: bool, no_lint: bool) -> int:
    """Print the request JSON of a spec: what `aws sagemaker create-hyper-parameter-tuning-job` takes.

    The same spec gives the same bytes on every machine.
    """
    if check and output_dir is None:
        raise UsageError("--check compares with the files in --output-dir: name that too.")
    loaded = load_all(selection, lint=not no_lint)
    if output_dir is None:
        if len(loaded) > 1:
            raise UsageError("several specs: give --output-dir for a file each, or --merge if they are one spec.")
        click.echo(request_json(compile_placed(loaded[0])), nl=False)
        return 0
    files = _files(loaded, Path(output_dir), last=selection.merge)
    return _check(files) if check else _write(files)


def request_json(request: Request) -> str:
    """A request as the bytes that are reviewed: indented by two, ending in a newline."""
    return json.dumps(request, indent=2, ensure_ascii=False) + "\n"


def compile_placed(loaded: Loaded, region: str | None = None) -> Request:
    """The request of a loaded spec. Raises `SpecError` with positions."""
    try:
        return compile_request(loaded.spec, region=region)
    except SpecError as error:
        raise SpecError([loaded.place(finding) for finding in error.findings]) from error


def _files(loaded: list[Loaded], folder: Path, last: bool) -> dict[Path, str]:
    files: dict[Path, str] = {}
    for spec in loaded:
        source = spec.name.split(" + ")[-1] if last else spec.name
        path = folder / (Path(source).stem + ".json")
        if path in files:
            raise UsageError(f"two specs would be written to {str(path)!r}: give them different names.")
        files[path] = request_json(compile_placed(spec))
    return files


def _write(files: dict[Path, str]) -> int:
    for path, text in files.items():
        write_whole(path, text)
        click.echo(str(path), err=True)
    return 0


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all. Raises `UsageError` if that cannot be done."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check(files: dict[Path, str]) -> int:
    import difflib

    stale = 0
    for path, text in files.items():
        committed = path.read_text(encoding="utf-8") if path.is_file() else ""
        if committed != text:
            stale += 1
            lines = difflib.unified_diff(
                committed.splitlines(keepends=True), text.splitlines(keepends=True), str(path), "rendered now"
            )
            click.echo("".join(lines), nl=False)
    if stale:
        click.echo(f"{stale} of {len(files)} stale: run the same command without --check.", err=True)
    return 1 if stale else 0
