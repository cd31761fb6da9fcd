"""`hpo-spec validate`: everything that is wrong with some specs, or raw requests, without AWS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hpo_spec.cli.options import Selection, spec_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.specs import compile_placed, findings_of
from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, Severity, format_path
from hpo_spec.opening import load_any


@click.command("validate", epilog="Example: hpo-spec validate specs/*.yaml --strict")
@spec_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print findings.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def command(selection: Selection, format_: str, strict: bool) -> int:
    """Check specs, or raw requests in JSON, offline.

    Every error is printed at once, with its place in the file. Exit code 1 if there is any.
    """
    counts: dict[str, int] = {"error": 0, "warning": 0, "info": 0}
    for group in selection.groups():
        findings, summary = _check(group, selection.overrides)
        for finding in findings:
            counts[finding.severity.value] += 1
        name = " + ".join(group)
        ok = not any(finding.is_error or (strict and finding.severity is Severity.WARNING) for finding in findings)
        print_data((_json(name, findings, ok) if format_ == "json" else _text(name, findings, ok, summary)) + "\n")
    failed = counts["error"] or (strict and counts["warning"])
    if format_ == "text" and any(counts.values()):
        click.echo(_totals(counts), err=True)
    return 1 if failed else 0


def _check(group: tuple[str, ...], overrides: tuple[str, ...]) -> tuple[list[Finding], str]:
    """The findings of one spec, and what it asks for where it can be compiled."""
    findings: list[Finding] = []
    try:
        loaded = load_any(map(Path, group), overrides)
        findings += findings_of(loaded)
        request = compile_placed(loaded)
    except SpecError as error:
        return [*findings, *error.findings], ""
    return findings, _summary(request["HyperParameterTuningJobName"], request["HyperParameterTuningJobConfig"])


def _summary(name: str, config: dict[str, Any]) -> str:
    limits = config["ResourceLimits"]
    count = limits.get("MaxNumberOfTrainingJobs", "as many training jobs as there are combinations")
    jobs = f"{count} training jobs" if isinstance(count, int) else count
    return f"{name}: {config['Strategy']}, {jobs}, {limits['MaxParallelTrainingJobs']} at a time"


def _text(name: str, findings: list[Finding], ok: bool, summary: str) -> str:
    lines = [str(finding) for finding in findings]
    if ok:
        lines.append(f"{name}: ok ({summary})")
    return "\n".join(lines)


def _json(name: str, findings: list[Finding], ok: bool) -> str:
    """One line for each file."""
    line = {"file": name, "ok": ok, "findings": [_plain(finding) for finding in findings]}
    return json.dumps(line, ensure_ascii=False)


def _plain(finding: Finding) -> dict[str, object]:
    at = finding.position
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "path": format_path(finding.path),
        "message": finding.message,
        "help": finding.help,
        "file": at.file if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
    }


def _totals(counts: dict[str, int]) -> str:
    words = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    return ", ".join(words)
