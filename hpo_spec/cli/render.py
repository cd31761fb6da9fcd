"""`hpo-spec render`: the exact request of a spec, for review."""

from __future__ import annotations

from pathlib import Path

import click

from hpo_spec.cli.options import Selection, spec_options
from hpo_spec.cli.output import print_data, write_whole
from hpo_spec.cli.specs import compile_placed, load_all, request_json
from hpo_spec.errors import UsageError
from hpo_spec.loading import Loaded
from hpo_spec.secret_text import hidden, masked, secrets_in


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
        print_data(request_json(compile_placed(loaded[0])))
        return 0
    files = _files(loaded, Path(output_dir), last=selection.merge)
    return _check(files) if check else _write(files)


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


def _check(files: dict[Path, str]) -> int:
    import difflib
    import json

    stale = 0
    for path, text in files.items():
        committed = path.read_bytes() if path.is_file() else b""
        if committed != text.encode("utf-8"):
            stale += 1
            before, secrets = committed.decode("utf-8", errors="replace"), secrets_in(json.loads(text))
            try:
                secrets |= secrets_in(json.loads(before or "null"))
            except (ValueError, RecursionError):
                before = masked(before)
            old, new = before.splitlines(keepends=True), text.splitlines(keepends=True)
            print_data(hidden("".join(difflib.unified_diff(old, new, str(path), "rendered now")), secrets))
    if stale:
        click.echo(f"{stale} of {len(files)} stale: run the same command without --check.", err=True)
    return 1 if stale else 0
