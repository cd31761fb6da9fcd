"""Files -> a `TuningJobSpec`, or all the findings, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from hpo_spec.errors import SpecError, UsageError
from hpo_spec.finding import Finding, Path, Position, sort_findings
from hpo_spec.rule_ids import named
from hpo_spec.source import Document, Merged, Override, parse_text, read_document
from hpo_spec.source.document import syntax_finding
from hpo_spec.spec import TuningJobSpec
from hpo_spec.validation import validate_data


class Loaded(NamedTuple):
    """A spec and where its values stand."""

    spec: TuningJobSpec
    name: str
    """The file, or the files, as they were named."""
    place: Callable[[Finding], Finding]
    """Adds the position to a finding that has only a path."""
    notices: tuple[Finding, ...] = ()
    """What reading it noticed that is no error."""


def load_spec(*sources: str | FilePath, overrides: Sequence[str] = ()) -> TuningJobSpec:
    """The spec in a file, or in several that are merged from left to right.

    A source is a path, `-` for standard input, or the YAML itself: a `str` with a line break in it.
    `overrides` are texts like `tuning.limits.max_jobs=50`. Raises `SpecError` with every finding.
    """
    return load_document(with_overrides(open_sources(sources), overrides)).spec


def open_sources(sources: Iterable[str | FilePath]) -> Document:
    """The sources as one document. Raises `SpecError` if one has no readable text, `UsageError` if there is none."""
    documents: list[Document] = [
        parse_text(source) if isinstance(source, str) and "\n" in source else read_document(source)
        for source in sources
    ]
    if not documents:
        raise UsageError("name a spec: a file, `-` for standard input, or YAML text")
    return documents[0] if len(documents) == 1 else Merged(documents)


def with_overrides(document: Document, overrides: Sequence[str]) -> Document:
    """The document with texts like `tuning.limits.max_jobs=50` over it."""
    return Merged([document, *map(Override, overrides)]) if overrides else document


def load_document(document: Document) -> Loaded:
    """The spec in a document. Raises `SpecError` with every finding of its text and of its content."""

    def place(finding: Finding) -> Finding:
        return placed(finding, document)

    findings = [place(named(finding)) if finding.position else named(finding) for finding in document.findings]
    if document.data is not None:
        try:
            spec = validate_data(document.data)
        except SpecError as error:
            findings += elsewhere(map(place, error.findings), findings)
    elif not findings:
        findings.append(syntax_finding("file-unreadable", f"{document.name} has no content but comments"))
    if findings:
        raise SpecError(sort_findings(findings))
    return Loaded(spec, document.name, place)


def elsewhere(findings: Iterable[Finding], said: Iterable[Finding]) -> list[Finding]:
    """The findings that are not about a value which could not be read: that is said already, at the same place."""
    unread = {finding.position for finding in said if finding.rule in ("yaml-number", "json-number")}
    return [finding for finding in findings if finding.position is None or finding.position not in unread]


def placed(finding: Finding, document: Document) -> Finding:
    """The finding with its position in `document`, if it has none yet: of what is missing, the key it belongs to.

    It shows no secret that the document has.
    """
    if finding.position is None:
        finding = finding._replace(position=_position(finding, document))
    return finding.hiding(document.secrets)


def _position(finding: Finding, document: Document) -> Position | None:
    depth, position = document.locate(finding.path)
    parent = finding.path[:depth]
    missing = depth < len(finding.path) and not _is_shorthand(document.data, parent)
    if missing or finding.on_key:
        position = document.locate_key(parent) or position
    return position


def _is_shorthand(data: Any, path: Path) -> bool:
    """Whether a text stands at `path`: short for the mapping that the rest of a path leads into."""
    try:
        for part in path:
            data = data[part]
    except (LookupError, TypeError):
        return False
    return isinstance(data, str)
