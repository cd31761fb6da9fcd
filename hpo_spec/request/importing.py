"""A request -> the spec that compiles to it, as a person would have written it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from hpo_spec.errors import SpecError
from hpo_spec.facts.images import built_in_of
from hpo_spec.finding import Finding, Path, Severity
from hpo_spec.request.naming import NAME
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.api_node import ApiNode, BuiltInLookup, ImportLog
from hpo_spec.validation import is_typo, paths_meant, validate_data


class Imported(NamedTuple):
    """A spec from a request, and what reading it noticed."""

    spec: TuningJobSpec
    unknown: tuple[Path, ...]
    """Members that this release does not know: they are kept in `request_patch`."""
    origins: Mapping[Path, Path]
    """By spec path, the path in the request that it came from."""
    notices: tuple[Finding, ...]
    """A finding for each unknown member: a warning, since a newer SageMaker may know it, or an error for a typo."""


def import_request(request: Mapping[str, Any], *, region: str | None = None) -> TuningJobSpec:
    """The spec that compiles to `request`, but for empty collections.

    `region` is where the request is used: it goes into the spec, and allows built-in algorithms of that region
    only. Raises `SpecError`, with paths into the request, for what a spec cannot say.
    """
    return read_request(request, region=region).spec


def read_request(request: Mapping[str, Any], *, region: str | None = None) -> Imported:
    """Like `import_request`, with what was noticed."""
    if not isinstance(request, Mapping):
        raise SpecError([Finding(Severity.ERROR, "request", f"a request is a mapping, not {request!r:.60}")])
    log = ImportLog()
    region, lookup = _built_ins(request, region)
    data = TuningJobSpec.from_api(ApiNode(request, (), (), log, lookup))
    problems = list(log.problems)
    if not request.get(NAME):
        problems.append(((NAME,), "is missing"))
    unknown = tuple(_unread(request, (), log))
    patch = _patch(request, unknown, problems)
    data = {**data, **({"region": region} if region else {}), **({"request_patch": patch} if patch else {})}
    findings = [Finding(Severity.ERROR, "request", message, path) for path, message in dict.fromkeys(problems)]
    try:
        spec = validate_data({"name": None, **data})
    except SpecError as error:
        said = {finding.path for finding in findings}
        mapped = [in_request(finding, log.origins) for finding in error.findings]
        findings += [
            finding for finding in mapped if not any(path[: len(finding.path)] == finding.path for path in said)
        ]
    notices = _unknown_members(unknown, log.origins, request)
    if findings:
        raise SpecError(_one_per_cause(findings, notices))
    return Imported(spec, unknown, log.origins, tuple(notices))


def in_request(finding: Finding, origins: Mapping[Path, Path]) -> Finding:
    """A finding about a spec, said of the request that the spec came from."""
    if finding.path == ("name_prefix",):
        return finding._replace(path=(NAME,))
    if finding.path[:1] == ("request_patch",):
        return finding._replace(path=finding.path[1:])
    for length in range(len(finding.path), 0, -1):
        origin = origins.get(finding.path[:length])
        if origin is not None:
            return finding._replace(path=(*origin, *finding.path[length:]))
    return finding


def _built_ins(request: Mapping[str, Any], region: str | None) -> tuple[str | None, BuiltInLookup]:
    """The spec's region, and which images become built-in algorithms: those of that one region."""
    images = [built_in_of(uri) for uri in _images(request)]
    regions = {image.region for image in images if image}
    if region is None and len(regions) == 1:
        region = next(iter(regions))

    def lookup(uri: str) -> tuple[str, str] | None:
        image = built_in_of(uri)
        return (image.name, image.version) if image and image.region == region else None

    return region, lookup


def _images(request: Mapping[str, Any]) -> list[str]:
    definitions = [request.get("TrainingJobDefinition")]
    several = request.get("TrainingJobDefinitions")
    definitions += several if isinstance(several, list) else []
    images = []
    for definition in definitions:
        specification = definition.get("AlgorithmSpecification") if isinstance(definition, Mapping) else None
        image = specification.get("TrainingImage") if isinstance(specification, Mapping) else None
        if isinstance(image, str):
            images.append(image)
    return images


def _unread(value: object, path: Path, log: ImportLog) -> list[Path]:
    """The members that no model asked for, the outermost of each."""
    found: list[Path] = []
    if path in log.refused:
        return found
    if isinstance(value, Mapping):
        for key, item in value.items():
            at = (*path, key)
            if at in log.read:
                found += _unread(item, at, log)
            elif item is not None:
                found.append(at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += _unread(item, (*path, index), log)
    return found


def _patch(request: Mapping[str, Any], unknown: tuple[Path, ...], problems: list[tuple[Path, str]]) -> dict[str, Any]:
    """A `request_patch` that holds the unknown members; one inside a list cannot be patched in."""
    patch: dict[str, Any] = {}
    for path in unknown:
        if any(isinstance(part, int) for part in path):
            problems.append((path, "is a member that this release does not know, and inside a list it cannot be kept"))
            continue
        target, value = patch, request
        for part in path[:-1]:
            target, value = target.setdefault(str(part), {}), value[str(part)]
        target[str(path[-1])] = deepcopy(value[str(path[-1])])
    return patch


def _unknown_members(
    unknown: tuple[Path, ...], origins: Mapping[Path, Path], request: Mapping[str, Any]
) -> list[Finding]:
    findings = []
    for path in unknown:
        name = str(path[-1])
        missing = [member for member in _siblings(origins, path) if member not in _at(request, path[:-1])]
        typo = next((member for member in missing if is_typo(name, member)), None)
        if typo:
            message, help = f"there is no member {name!r} here", f"Did you mean {typo!r}?"
            findings.append(Finding(Severity.ERROR, "field-unknown", message, path, help))
        else:
            message = f"this release knows no member {name!r}; it is kept as it is, in `request_patch`"
            findings.append(Finding(Severity.WARNING, "field-unknown", message, path))
    return findings


def _one_per_cause(findings: list[Finding], notices: list[Finding]) -> list[Finding]:
    """A member that is a typo is said once: not as unknown, and not as the one that is missing for it."""
    typos = [notice for notice in notices if notice.is_error]
    said = {notice.path for notice in typos} | paths_meant(typos)
    kept = [finding for finding in findings if finding.path not in said]
    told = {finding.path for finding in kept}
    return [*kept, *(notice for notice in notices if notice.path not in told)]


def _siblings(origins: Mapping[Path, Path], path: Path) -> list[str]:
    """The members that are known beside the one at `path`."""
    depth = len(path) - 1
    beside = [origin for origin in origins.values() if len(origin) > depth and origin[:depth] == path[:-1]]
    return sorted({str(origin[depth]) for origin in beside})


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value
