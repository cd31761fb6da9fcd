"""`hpo-spec validate`: everything that is wrong with some specs, or raw requests, without AWS."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hpo_spec.cli.findings import counted, without_cost
from hpo_spec.cli.formats import FORMATS, Checked, reporter
from hpo_spec.cli.options import Selection, spec_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.specs import compile_placed, inspect
from hpo_spec.errors import SpecError
from hpo_spec.finding import Severity, sort_findings
from hpo_spec.request.compiling import Request


@click.command(
    "validate",
    epilog="Example: hpo-spec validate specs/*.yaml --strict. In CI: --format github annotates the lines of a pull "
    "request, --format sarif is for code scanning. `hpo-spec explain RULE` says what a rule means.",
)
@spec_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to print findings: text for people, a line of JSON for each spec, workflow commands of GitHub Actions, "
    "or one SARIF 2.1.0 log.",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(selection: Selection, format_: str, strict: bool) -> int:
    """Check specs, or raw requests in JSON, offline.

    Every error is printed at once, with its place in the file; below each spec, what it may cost at most. Exit code 1
    if there is an error. The findings go to stdout, their number to stderr.
    """
    checked: list[Checked] = []

    def one_by_one() -> Iterator[Checked]:
        for group in selection.groups():
            checked.append(_check(group, selection, strict=strict))
            yield checked[-1]

    for text in reporter(format_)(one_by_one()):
        print_data(text)
    totals = counted(without_cost(finding for spec in checked for finding in spec.findings))
    if totals:
        click.echo(totals, err=True)
    return 0 if all(spec.ok for spec in checked) else 1


def _check(group: tuple[str, ...], selection: Selection, *, strict: bool) -> Checked:
    """All findings of one spec, and what it asks for where it can be compiled."""
    loaded, findings = inspect(group, selection)
    summary = ""
    try:
        summary = _summary(compile_placed(loaded)) if loaded else ""
    except SpecError as error:
        said = {(finding.rule, finding.path) for finding in findings}
        findings += [finding for finding in error.findings if (finding.rule, finding.path) not in said]
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    ok = not any(finding.severity in failing for finding in findings)
    return Checked(group, sort_findings(findings), ok, summary)


def _summary(request: Request) -> str:
    name, config = request["HyperParameterTuningJobName"], request["HyperParameterTuningJobConfig"]
    limits = config["ResourceLimits"]
    count = limits.get("MaxNumberOfTrainingJobs", "as many training jobs as there are combinations")
    jobs = f"{count:,} training job{'s' * (count != 1)}" if isinstance(count, int) else count
    return f"{name}: {config['Strategy']}, {jobs}, {limits['MaxParallelTrainingJobs']} at a time"
