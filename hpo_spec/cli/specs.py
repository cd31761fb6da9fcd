"""Reading the specs that a verb was given, with all their findings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import click

from hpo_spec.cli.findings import at_most, text_of, without_cost
from hpo_spec.cli.options import Selection
from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, sort_findings
from hpo_spec.lint import lint_spec
from hpo_spec.loading import Loaded
from hpo_spec.opening import load_any
from hpo_spec.request.compiling import Request, compile_request


class Ready(NamedTuple):
    """A spec without errors."""

    loaded: Loaded
    at_most: str
    """What it may cost at most, in words; empty where that has not been worked out."""


def findings_of(loaded: Loaded, *, ignore: Collection[str] = (), lint: bool = True) -> list[Finding]:
    """Everything that there is to say of a loaded spec, in reading order."""
    found = [loaded.place(finding) for finding in lint_spec(loaded.spec, ignore=ignore)] if lint else []
    notices = [notice for notice in loaded.notices if notice.rule not in ignore]
    return sort_findings([*notices, *found])


def load_all(selection: Selection, *, lint: bool = True) -> list[Ready]:
    """Every spec. Warnings go to stderr; raises `SpecError` with the errors of all of them."""
    specs: list[Ready] = []
    errors: list[Finding] = []
    for group in selection.groups():
        try:
            loaded = load_any(map(Path, group), selection.overrides)
        except SpecError as error:
            errors += error.findings
            continue
        findings = findings_of(loaded, ignore=selection.ignore, lint=lint)
        errors += [finding for finding in findings if finding.is_error]
        shown = [finding for finding in without_cost(findings) if not finding.is_error]
        click.echo("".join(f"{text_of(finding)}\n" for finding in shown), nl=False, err=True)
        specs.append(Ready(loaded, at_most(findings)))
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
