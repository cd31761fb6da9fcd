"""Reading the specs that a verb was given, with all their findings."""

from __future__ import annotations

from pathlib import Path

import click

from hpo_spec.cli.options import Selection
from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, sort_findings
from hpo_spec.lint import lint_spec
from hpo_spec.loading import Loaded
from hpo_spec.opening import load_any
from hpo_spec.request.compiling import Request, compile_request


def findings_of(loaded: Loaded, *, lint: bool = True) -> list[Finding]:
    """Everything that there is to say of a loaded spec, in reading order."""
    found = [loaded.place(finding) for finding in lint_spec(loaded.spec)] if lint else []
    return sort_findings([*loaded.notices, *found])


def load_all(selection: Selection, *, lint: bool = True) -> list[Loaded]:
    """Every spec. Warnings go to stderr; raises `SpecError` with the errors of all of them."""
    specs: list[Loaded] = []
    errors: list[Finding] = []
    for group in selection.groups():
        try:
            loaded = load_any(map(Path, group), selection.overrides)
        except SpecError as error:
            errors += error.findings
            continue
        findings = findings_of(loaded, lint=lint)
        errors += [finding for finding in findings if finding.is_error]
        click.echo("".join(f"{finding}\n" for finding in findings if not finding.is_error), nl=False, err=True)
        specs.append(loaded)
    if errors:
        raise SpecError(errors)
    return specs


def request_json(request: Request) -> str:
    """A request as the bytes that are reviewed: indented by two, ending in a newline."""
    import json

    return json.dumps(request, indent=2, ensure_ascii=False) + "\n"


def compile_placed(loaded: Loaded, region: str | None = None) -> Request:
    """The request of a loaded spec. Raises `SpecError` with positions."""
    try:
        return compile_request(loaded.spec, region=region)
    except SpecError as error:
        raise SpecError([loaded.place(finding) for finding in error.findings]) from error
