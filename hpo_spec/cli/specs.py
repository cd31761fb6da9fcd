"""Reading the specs that a verb was given, with all their findings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from hpo_spec.cli.findings import COST, at_most, text_of, without_cost
from hpo_spec.cli.options import Connection, Selection
from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, Severity, sort_findings
from hpo_spec.loading import Loaded, elsewhere, open_sources
from hpo_spec.opening import load_opened, salvage_opened
from hpo_spec.request.compiling import Request, compile_request


def inspect(group: Iterable[str], selection: Selection, *, lint: bool = True) -> tuple[Loaded | None, list[Finding]]:
    """One spec, if it can be used, and everything that there is to say of it, in reading order.

    Where fields are wrong, the rules judge all the others, so that everything is said at once.
    """
    try:
        document = open_sources(map(Path, group))
    except SpecError as error:
        return None, list(error.findings)
    found: list[Finding] = []
    try:
        loaded: Loaded | None = load_opened(document, selection.overrides)
    except SpecError as error:
        found += error.findings
        loaded = None
    rest = loaded or (salvage_opened(document, selection.overrides) if lint else None)
    if rest and lint:
        from hpo_spec.lint import lint_spec

        linted = lint_spec(rest.spec, ignore=selection.ignore, is_whole=loaded is not None)
        found += elsewhere(map(rest.place, linted), found)
        if loaded and not at_most(found):
            found.append(rest.place(_cost(loaded)))
    found += [notice for notice in (loaded.notices if loaded else ()) if notice.rule not in selection.ignore]
    return loaded, sort_findings(found)


def _cost(loaded: Loaded) -> Finding:
    """What it may cost at most, where its rule is ignored: it is no problem that could be passed over."""
    from hpo_spec.lint.limits import cost_in_words

    return Finding(Severity.INFO, COST, cost_in_words(loaded.spec), ("tuning", "limits"), on_key=True)


def load_all(selection: Selection, *, lint: bool = True) -> list[Loaded]:
    """Every spec. Warnings go to stderr; raises `SpecError` with the errors of all of them."""
    specs: list[Loaded] = []
    errors: list[Finding] = []
    for group in selection.groups():
        loaded, findings = inspect(group, selection, lint=lint)
        errors += [finding for finding in findings if finding.is_error]
        shown = [finding for finding in without_cost(findings) if not finding.is_error]
        click.echo("".join(f"{text_of(finding)}\n" for finding in shown), nl=False, err=True)
        if loaded:
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


def request_for(loaded: Loaded, connection: Connection) -> Request:
    """The request; where the spec names no region, for the one that the AWS configuration gives."""
    named = loaded.spec.region
    return compile_placed(loaded, named or (connection.clients().region if _needs_region(loaded) else None))


def _needs_region(loaded: Loaded) -> bool:
    from hpo_spec.spec import BuiltIn

    jobs = [loaded.spec.training_job, *(loaded.spec.training_jobs or [])]
    return any(isinstance(job.algorithm, BuiltIn) for job in jobs if job)
