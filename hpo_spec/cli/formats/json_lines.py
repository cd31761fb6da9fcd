"""Findings for programs: one line of JSON for each spec."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from hpo_spec.cli.formats import Checked
from hpo_spec.finding import Finding, format_path


def report(specs: Iterable[Checked]) -> Iterator[str]:
    """An object for each spec: its name, whether it is ok, and every finding."""
    for spec in specs:
        line = {"file": spec.name, "ok": spec.ok, "findings": [_plain(finding) for finding in spec.findings]}
        yield json.dumps(line, ensure_ascii=False) + "\n"


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
