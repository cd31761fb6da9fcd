"""A document that is a spec or a raw request -> a spec whose findings point into that document."""

from __future__ import annotations

from collections.abc import Sequence

from hpo_spec.errors import SpecError, UsageError
from hpo_spec.finding import Finding, Severity, sort_findings
from hpo_spec.loading import Loaded, elsewhere, load_document, placed, with_overrides
from hpo_spec.request.describing import is_described, is_request, request_of_described, wrapped_in
from hpo_spec.request.importing import in_request, read_request, salvage_request
from hpo_spec.salvaging import salvage
from hpo_spec.source import Document, Override
from hpo_spec.source.merged import overlay
from hpo_spec.validation import validate_data


def load_opened(document: Document, overrides: Sequence[str] = ()) -> Loaded:
    """The spec in a document, or the one that a raw request stands for. Raises `SpecError` with every finding.

    The overrides are paths into the spec, of a request too.
    """
    if is_request(document.data):
        return _overridden(document, [Override(text) for text in overrides])
    key = wrapped_in(document.data)
    if key is not None:
        raise SpecError([placed(_wrapped(key), document)])
    return load_document(with_overrides(document, overrides))


def salvage_opened(document: Document, overrides: Sequence[str] = ()) -> Loaded | None:
    """What can be read of a document that `load_opened` refuses, so that rules can judge the rest of it at once.

    Where a value cannot be read, its spec holds what `salvaging` says. `None` where next to nothing can be read.
    """
    if is_request(document.data):
        return _salvaged_request(document)
    if wrapped_in(document.data) is not None:
        return None
    try:
        merged = with_overrides(document, overrides)
    except UsageError:
        return None
    spec = salvage(merged.data)
    return Loaded(spec, merged.name, lambda finding: placed(finding, merged)) if spec else None


def _salvaged_request(document: Document) -> Loaded | None:
    data = document.data
    request = data if isinstance(data, dict) else {}
    if is_described(request):
        request, _ = request_of_described(request)
    imported = salvage_request(request)
    if imported is None:
        return None
    origins = imported.origins
    return Loaded(imported.spec, document.name, lambda finding: placed(in_request(finding, origins), document))


def load_request(document: Document, *, region: str | None = None) -> Loaded:
    """The spec for a request, or for Describe's answer, in a document. Raises `SpecError` with every finding.

    With a `region`, images of another region stay as they are.
    """
    data = document.data
    findings = [finding.hiding(document.secrets) for finding in document.findings]
    request = data if isinstance(data, dict) else {}
    if is_described(request):
        request, left_out = request_of_described(request)
        findings += [placed(_left_out(member), document) for member in left_out]
    try:
        imported = read_request(request, region=region)
    except SpecError as error:
        findings += elsewhere((placed(finding, document) for finding in error.findings), findings)
        raise SpecError(sort_findings(findings)) from error
    findings += [placed(finding, document) for finding in imported.notices]
    if any(finding.is_error for finding in findings):
        raise SpecError(sort_findings(findings))

    def place(finding: Finding) -> Finding:
        return placed(in_request(finding, imported.origins), document)

    return Loaded(imported.spec, document.name, place, notices=tuple(findings))


def _overridden(document: Document, overrides: Sequence[Override]) -> Loaded:
    """A request's spec with overrides over it."""
    region = next((str(item.value) for item in reversed(overrides) if item.path == ("region",)), None)
    loaded = load_request(document, region=region)
    if not overrides:
        return loaded

    secrets = document.secrets.union(*(item.secrets for item in overrides))

    def place(finding: Finding) -> Finding:
        owner = next((item for item in reversed(overrides) if item.locate(finding.path)[0] == len(finding.path)), None)
        found = placed(finding, owner) if owner and finding.path else loaded.place(finding)
        return found.hiding(secrets)

    data: object = loaded.spec.to_data()
    for item in overrides:
        data = overlay(data, item.data)
    findings = [finding for item in overrides for finding in item.findings]
    try:
        spec = validate_data(data)
    except SpecError as error:
        raise SpecError([*findings, *elsewhere(map(place, error.findings), findings)]) from error
    if findings:
        raise SpecError(findings)
    return loaded._replace(spec=spec, place=place)


def _wrapped(key: str) -> Finding:
    message, help = "a request stands here, and not at the top of the file", "Take it out into a file of its own."
    return Finding(Severity.ERROR, "field-unknown", message, (key,), help, on_key=True)


def _left_out(member: str) -> Finding:
    message = f"this release cannot tell what {member!r} is; it is left out"
    return Finding(Severity.WARNING, "field-unknown", message, (member,), on_key=True)
