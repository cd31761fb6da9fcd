"""What a `request_patch` makes of a spec: the rules judge the request that is sent, and its findings lead to the patch.

What the patch does is told by comparing two requests, read back as specs: the one with it and the one without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from hpo_spec.errors import SpecError, UsageError
from hpo_spec.finding import Finding, Path
from hpo_spec.request.compiling import Request, compile_request
from hpo_spec.request.importing import in_request, read_request, salvage_request
from hpo_spec.salvaging import Unreadable
from hpo_spec.spec import TuningJobSpec

_PATCH = "request_patch"
_ANY_REGION = "us-east-1"
"""For a spec that names none: only its images depend on it."""
_OF_PATCH = "It is the `request_patch` that makes it so."

Judge = Callable[[TuningJobSpec, bool], list[Finding]]
"""Every finding of the rules about a spec, and whether it could be read as a whole."""


class Sent(NamedTuple):
    """A request read back as a spec."""

    spec: TuningJobSpec | None
    """`None` where next to nothing can be read."""
    origins: Mapping[Path, Path]
    refused: tuple[Finding, ...]
    """What no spec can say, or is a typo, with paths into the request."""

    @property
    def is_whole(self) -> bool:
        """Whether all of it could be read."""
        return not self.refused


def sent(spec: TuningJobSpec) -> Sent | None:
    """What is sent of a spec; `None` for one that gives no request."""
    try:
        region = spec.region or _ANY_REGION
        return _read(compile_request(spec, region=region), region)
    except (SpecError, Unreadable, UsageError):
        return None


def judged_as_sent(spec: TuningJobSpec, own: list[Finding], judge: Judge) -> list[Finding]:
    """The findings about a spec with a `request_patch`, of which `own` are those that know nothing of the patch."""
    before, after = sent(spec.model_copy(update={_PATCH: None})), sent(spec)
    if before is None or after is None:
        return own
    old, new = _findings(before, judge), _findings(after, judge)
    mended = {(item.rule, item.path) for item in old} - {(item.rule, item.path) for item in new}
    added = [item for item in new if item not in old]
    replaced = mended | {(item.rule, item.path) for item in added}
    kept = [item for item in own if (item.rule, item.path) not in replaced]
    patch = spec.request_patch or {}
    errors = [item._replace(path=_in_patch(patch, item.path)) for item in after.refused if item not in before.refused]
    found = [*kept, *errors, *(_of_patch(item, after.origins, patch) for item in added)]
    return list({(item.rule, item.path, item.message): item for item in reversed(found)}.values())[::-1]


def _read(request: Request, region: str) -> Sent:
    try:
        imported = read_request(request, region=region, keeps_unknown=False)
    except SpecError as error:
        salvaged = salvage_request(request)
        return Sent(salvaged and salvaged.spec, salvaged.origins if salvaged else {}, _errors(error.findings))
    return Sent(imported.spec, imported.origins, _errors(imported.notices))


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without the warnings about members that this release does not know: a patch is there for them."""
    return tuple(finding for finding in findings if finding.is_error)


def _findings(request: Sent, judge: Judge) -> list[Finding]:
    return judge(request.spec, request.is_whole) if request.spec else []


def _of_patch(finding: Finding, origins: Mapping[Path, Path], patch: Mapping[str, Any]) -> Finding:
    """What only the patch breaks: said of its own members, else of the rest of the spec, where that breaks with it."""
    told = in_request(finding, origins)
    path = _in_patch(patch, told.path)
    if len(path) > 1:
        return told._replace(path=path)
    return finding._replace(help=f"{finding.help} {_OF_PATCH}".lstrip())


def _in_patch(patch: Mapping[str, Any], path: Path) -> Path:
    """Where a patch sets what is at `path` in the request, or some of it; the patch itself, if it does not."""
    node: Any = patch
    for depth, part in enumerate(path):
        if isinstance(node, Mapping):
            if part not in node:
                return (_PATCH,)
        elif not (isinstance(node, list) and isinstance(part, int) and part < len(node)):
            return (_PATCH, *path[:depth])
        node = node[part]
    return (_PATCH, *path)
