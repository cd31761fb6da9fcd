"""A request -> the spec that compiles to it, as a person would have written it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from hpo_spec.errors import SpecError
from hpo_spec.facts.images import built_in_of
from hpo_spec.facts.training_only import training_only_member
from hpo_spec.finding import Finding, Path, Severity
from hpo_spec.request.naming import NAME
from hpo_spec.rule_ids import training_only
from hpo_spec.salvaging import salvage, whole_list
from hpo_spec.secret_text import secrets_in
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.api_node import ApiNode, BuiltInLookup, ImportLog
from hpo_spec.spec.forms import VALUE
from hpo_spec.spec.introspection import in_members, members_along
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


def read_request(request: Mapping[str, Any], *, region: str | None = None, keeps_unknown: bool = True) -> Imported:
    """Like `import_request`, with what was noticed.

    With `keeps_unknown` false, members that this release does not know are left out, wherever they are.
    """
    if not isinstance(request, Mapping):
        raise SpecError([Finding(Severity.ERROR, "value-type", f"a request is a mapping, not {request!r:.60}")])
    log = ImportLog()
    region, lookup = _built_ins(request, region)
    data = TuningJobSpec.from_api(ApiNode(request, (), (), log, lookup))
    problems = [_of_autotune(problem, request) for problem in log.problems]
    if not request.get(NAME):
        problems.append(((NAME,), "is missing", "field-missing"))
    unknown = tuple(_unread(request, (), log))
    patch = _patch(request, unknown, problems) if keeps_unknown else {}
    data = {**data, **({"region": region} if region else {}), **({"request_patch": patch} if patch else {})}
    findings = [Finding(Severity.ERROR, rule, message, path) for path, message, rule in dict.fromkeys(problems)]
    try:
        spec = validate_data({"name": None, **data})
    except SpecError as error:
        said = {finding.path for finding in findings}
        mapped = [in_request(finding, log.origins) for finding in error.findings]
        findings += [
            finding for finding in mapped if not any(path[: len(finding.path)] == finding.path for path in said)
        ]
    notices = [*_unknown_members(unknown, log.origins, request), *_empty_criteria(log.empty)]
    if findings:
        secrets = secrets_in(request)
        raise SpecError([finding.hiding(secrets) for finding in _one_per_cause(findings, notices)])
    return Imported(spec, unknown, log.origins, tuple(notices))


def _of_autotune(problem: tuple[Path, str, str], request: Mapping[str, Any]) -> tuple[Path, str, str]:
    """What Autotune leaves to be said, missing all the same, breaks a rule of its own."""
    path, message, rule = problem
    config = path[:1] == ("HyperParameterTuningJobConfig",)
    if config and rule == "field-missing" and "Autotune" in request:
        return path, message, "autotune-still-needs-required"
    return problem


def salvage_request(request: Mapping[str, Any]) -> Imported | None:
    """What can be read of a request that `read_request` refuses; see `salvaging`."""
    log = ImportLog()
    region, lookup = _built_ins(request, None)
    data = TuningJobSpec.from_api(ApiNode(request, (), (), log, lookup))
    refused = {path for path, _, _ in log.problems}
    broken = [_whole(spec_path) for spec_path, origin in log.origins.items() if spec_path and origin in refused]
    spec = salvage({"name": None, **data, **({"region": region} if region else {})}, broken)
    return None if spec is None else Imported(spec, (), log.origins, ())


def _whole(path: Path) -> Path:
    return path[:-1] if path[-1] == VALUE else whole_list(path)


def in_request(finding: Finding, origins: Mapping[Path, Path]) -> Finding:
    """A finding about a spec, said of the request that the spec came from: its path, and the names in its words."""
    message, help = in_members(finding.message, finding.path), in_members(finding.help, finding.path)
    path = _in_request(finding.path, origins, on_key=finding.on_key)
    return finding._replace(path=path, message=message, help=help)


def _in_request(path: Path, origins: Mapping[Path, Path], *, on_key: bool) -> Path:
    if path == ("name_prefix",):
        return (NAME,)
    if path[:1] == ("request_patch",):
        return path[1:]
    if (*path, VALUE) in origins and not on_key:
        return origins[(*path, VALUE)]
    below = members_along(path)
    for length in range(len(path), -1, -1):
        origin = () if length == 0 else origins.get(path[:length])
        if origin is not None:
            return (*origin, *(member for members in below[length:] for member in members))
    return path


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


def _patch(
    request: Mapping[str, Any], unknown: tuple[Path, ...], problems: list[tuple[Path, str, str]]
) -> dict[str, Any]:
    """A `request_patch` that holds the unknown members; one inside a list cannot be patched in."""
    patch: dict[str, Any] = {}
    for path in unknown:
        if any(isinstance(part, int) for part in path):
            message = "is a member that this release does not know, and inside a list it cannot be kept"
            problems.append((path, message, "field-unknown"))
            continue
        target, value = patch, request
        for part in path[:-1]:
            target, value = target.setdefault(str(part), {}), value[str(part)]
        target[str(path[-1])] = deepcopy(value[str(path[-1])])
    return patch


def _unknown_members(
    unknown: tuple[Path, ...], origins: Mapping[Path, Path], request: Mapping[str, Any]
) -> list[Finding]:
    return [_unknown_member(path, origins, request) for path in unknown]


def _unknown_member(path: Path, origins: Mapping[Path, Path], request: Mapping[str, Any]) -> Finding:
    name = str(path[-1])
    message = f"this release knows no member {name!r}; it is kept as it is, in `request_patch`"
    finding = Finding(Severity.WARNING, "field-unknown", message, path, on_key=True)
    if _is_definition(path[:-1]) and training_only_member(name) == name:
        return training_only(finding, name)
    missing = [member for member in _siblings(origins, path) if member not in _at(request, path[:-1])]
    typo = next((member for member in missing if is_typo(name, member)), None)
    if typo is None:
        return finding
    message, help = f"there is no member {name!r} here", f"Did you mean {typo!r}?"
    return finding._replace(severity=Severity.ERROR, message=message, help=help)


def _empty_criteria(empty: set[Path]) -> list[Finding]:
    """Completion criteria without a member: a spec keeps no empty structure, so that no rule can see them there."""
    message, help = "is empty, so that it ends nothing", "Remove it, or say when the tuning job is done."
    return [
        Finding(Severity.WARNING, "completion-criteria-empty", message, path, help, on_key=True)
        for path in sorted(empty)
        if path[:2] == ("HyperParameterTuningJobConfig", "TuningJobCompletionCriteria")
    ]


def _is_definition(path: Path) -> bool:
    """Whether a definition stands there, or its algorithm's specification."""
    *above, last = path or ("",)
    return last in ("TrainingJobDefinition", "AlgorithmSpecification") or above[-1:] == ["TrainingJobDefinitions"]


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
