"""What differs between two requests, or between a request and the job that Describe shows.

Lists of named structures (channels, ranges, metrics, tags, definitions) are compared by name, not order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hpo_spec.finding import Path, format_path
from hpo_spec.request.additions import is_chosen, is_default, is_injected_metric
from hpo_spec.request.describing import REQUEST_MEMBERS
from hpo_spec.request.naming import NAME
from hpo_spec.secret_text import hidden, secrets_in

_NAMES = {
    "InputDataConfig": "ChannelName",
    "MetricDefinitions": "Name",
    "IntegerParameterRanges": "Name",
    "ContinuousParameterRanges": "Name",
    "CategoricalParameterRanges": "Name",
    "AutoParameters": "Name",
    "InstanceGroups": "InstanceGroupName",
    "TrainingJobDefinitions": "DefinitionName",
    "ParentHyperParameterTuningJobs": NAME,
    "Tags": "Key",
}
"""By list, the member that names its structures."""
_UNORDERED = frozenset({"SecurityGroupIds", "Subnets", "AttributeNames", "InstanceGroupNames"})
_METRICS = ("AlgorithmSpecification", "MetricDefinitions")
_EARLY_STOPPING = ("HyperParameterTuningJobConfig", "TrainingJobEarlyStoppingType")
_FLOAT32_NOISE = 1e-6
"""Describe shows an objective value through a float of 32 bits."""


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


class Difference(NamedTuple):
    """One member that is not the same; a value that is not there is `MISSING`."""

    path: Path
    left: object
    right: object

    def __str__(self) -> str:
        return f"{format_path(self.path)}: {self.left!r} -> {self.right!r}"


def request_differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Difference]:
    """Every member in which two requests differ, but for empty collections."""
    return list(_compare(left, right, ()))


def described_differences(sent: Mapping[str, Any], described: Mapping[str, Any]) -> list[Difference]:
    """Every member in which an existing job differs from a request; what SageMaker adds is no difference.

    The job's name is not compared, and its tags are not in Describe.
    """
    members = {*REQUEST_MEMBERS, *sent} - {NAME, "Tags"}
    left = {member: value for member, value in sent.items() if member in members}
    right = {member: value for member, value in described.items() if member in members}
    return [item for item in _compare(left, right, ()) if not _by_service(item, sent)]


def without_secrets(differences: Sequence[Difference], *sides: object) -> list[Difference]:
    """The differences as they may be printed: `***` stands for what is a secret in one of the two sides.

    Where nothing else differs, that is said in its place.
    """
    secrets: frozenset[str] = frozenset()
    if differences:
        secrets = secrets.union(*map(secrets_in, sides))
    return [_shown(item, secrets) for item in differences] if secrets else list(differences)


def _shown(item: Difference, secrets: frozenset[str]) -> Difference:
    path = tuple(hidden(part, secrets) if isinstance(part, str) else part for part in item.path)
    left, right = _hidden(item.left, secrets), _hidden(item.right, secrets)
    return Difference(path, left, f"{right} (differs)" if left == right != item.right else right)


def _hidden(value: object, secrets: frozenset[str]) -> object:
    if isinstance(value, Mapping):
        return {_hidden(key, secrets): _hidden(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_hidden(item, secrets) for item in value]
    if isinstance(value, (str, int, float)):
        shown = "*" if str(value) in secrets else hidden(str(value), secrets)
        return value if shown == str(value) else re.sub(r"\*+", "***", shown)
    return value


def _compare(left: object, right: object, path: Path) -> Iterator[Difference]:
    left, right = _named(left, path), _named(right, path)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in [*left, *(key for key in right if key not in left)]:
            yield from _compare(left.get(key, MISSING), right.get(key, MISSING), (*path, key))
    elif isinstance(left, Mapping) and right is MISSING:
        for key, value in left.items():
            yield from _compare(value, MISSING, (*path, key))
    elif isinstance(right, Mapping) and left is MISSING:
        for key, value in right.items():
            yield from _compare(MISSING, value, (*path, key))
    elif not _same(left, right) and not (path and path[-1] in _UNORDERED and _same_set(left, right)):
        yield Difference(path, left, right)


def _named(value: object, path: Path) -> object:
    """A list of structures as a map by name, or by place where they have no names of their own."""
    if not isinstance(value, list) or not any(isinstance(item, Mapping) for item in value):
        return value
    key = _NAMES.get(str(path[-1])) if path else None
    names = [item.get(key) if isinstance(item, Mapping) and key else None for item in value]
    if None in names or len(set(names)) < len(names):
        return dict(enumerate(value))
    return {name: {k: v for k, v in item.items() if k != key} for name, item in zip(names, value, strict=True)}


def _same(left: object, right: object) -> bool:
    if _is_empty(left) and _is_empty(right):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _same_set(left: object, right: object) -> bool:
    return isinstance(left, list) and isinstance(right, list) and sorted(left) == sorted(right)


def _is_empty(value: object) -> bool:
    return value is MISSING or value is None or value in ({}, [])


def _by_service(item: Difference, sent: Mapping[str, Any]) -> bool:
    """Whether a difference is only what SageMaker fills in, an ARN for a name, or a rounding."""
    if item.right is MISSING:
        return is_default(item.path, item.left)
    if item.left is not MISSING:
        return _is_arn_of(item) or _is_rounded(item)
    if item.path[-4:-2] == _METRICS:
        return is_injected_metric(_within(sent, item.path[:-3]), str(item.path[-2]), str(item.right))
    with_autotune = item.path == _EARLY_STOPPING and "Autotune" in sent
    return with_autotune or is_default(item.path, item.right) or is_chosen(item.path, item.right)


def _is_arn_of(item: Difference) -> bool:
    return item.path[-2:] == ("AlgorithmSpecification", "AlgorithmName") and str(item.right).endswith(f"/{item.left}")


def _is_rounded(item: Difference) -> bool:
    left, right = item.left, item.right
    if isinstance(left, bool) or not isinstance(left, (int, float)) or not isinstance(right, float):
        return False
    return math.isclose(left, right, rel_tol=_FLOAT32_NOISE)


def _within(value: object, path: Path) -> object:
    """What stands at `path`, whose parts are names in the lists of named structures."""
    for at, part in enumerate(path):
        named = _named(value, path[:at])
        value = named.get(part, {}) if isinstance(named, Mapping) else {}
    return value
