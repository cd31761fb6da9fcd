"""Findings as SARIF 2.1.0, which code scanning and editors read: one run for all specs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hpo_spec import __version__
from hpo_spec.cli.findings import at_most, without_cost
from hpo_spec.cli.formats import Checked
from hpo_spec.cli.formats.places import Place, Region, message_of, place_of
from hpo_spec.finding import Finding, Severity, format_path
from hpo_spec.lint.examples import Example, examples
from hpo_spec.lint.explaining import as_markdown, as_text
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = "ruleAndSpecPath/v1"

Json = dict[str, Any]


def report(specs: Iterable[Checked]) -> Iterator[str]:
    """One log, once all specs have been checked; what each may cost is in the properties of the run."""
    specs = list(specs)
    found = [(finding, spec.paths) for spec in specs for finding in without_cost(spec.findings)]
    rules = list(dict.fromkeys(finding.rule for finding, _ in found))
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "hpo-spec", "version": __version__, "rules": _descriptors(rules)}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, paths, rules.index(finding.rule), seen) for finding, paths in found],
        "properties": {"costs": {spec.name: at_most(spec.findings) for spec in specs if at_most(spec.findings)}},
    }
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _descriptors(ids: list[str]) -> list[Json]:
    rules, pairs = {rule.id: rule for rule in RULES}, examples()
    return [_descriptor(rules[id], pairs.get(id)) if id in rules else {"id": id} for id in ids]


def _descriptor(rule: Rule, example: Example | None) -> Json:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": as_text(rule, example), "markdown": as_markdown(rule, example)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, paths: tuple[str, ...], rule_index: int, seen: Counter[str]) -> Json:
    place = place_of(finding, paths)
    help = f"\n{finding.help}" if finding.help else ""
    print_ = _fingerprint(finding, place)
    seen[print_] += 1
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message_of(finding, paths) + help},
        "locations": [_location(finding, place)] if place else [],
        "partialFingerprints": {_FINGERPRINT: f"{print_}:{seen[print_]}"},
    }


def _location(finding: Finding, place: Place) -> Json:
    region = {"region": _region(place.region)} if place.region else {}
    physical = {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, **region}}
    return physical | (
        {"logicalLocations": [{"fullyQualifiedName": format_path(finding.path)}]} if finding.path else {}
    )


def _region(region: Region) -> Json:
    return {"startLine": region.line, "startColumn": region.column, "endColumn": region.end_column}


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(file)


def _fingerprint(finding: Finding, place: Place | None) -> str:
    """The same for a finding as long as its rule, its file and its place in the spec are, wherever its line moves."""
    subject = format_path(finding.path) or (finding.position.text.strip() if finding.position else "")
    identity = json.dumps([finding.rule, place.file if place else "", subject])
    return hashlib.sha256(identity.encode()).hexdigest()[:16]
