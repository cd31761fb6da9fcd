"""What can be read of data that is no valid spec, so that rules can judge the rest of it at once.

Where a value could not be read stands an object that raises `Unreadable` when anything is done with it: a rule that
needs the value says nothing, and no rule takes it for missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from traceback import walk_tb
from typing import Any, NoReturn

from pydantic import ValidationError

from hpo_spec.finding import Path
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.base import SpecModel
from hpo_spec.spec.introspection import Located, locate_error
from hpo_spec.validation import nearest

_ROUNDS = 20
"""More than a spec nests: each round takes out what is wrong one level further up."""
_NAMES = (("name",), ("name_prefix",))
_STAND_INS: dict[str, object] = {
    "algorithm": {"image": "unreadable"},
    "limits": {"max_parallel_jobs": 1},
    "max_parallel_jobs": 1,
    "output": "s3://unreadable",
    "role": "arn:aws:iam::000000000000:role/unreadable",
    "tuning": {"limits": {"max_parallel_jobs": 1}},
}
"""By field, a value that lets the rest be read where a required one is missing or wrong."""


class Unreadable(Exception):
    """Something was done with a value that could not be read."""


class _Missing:
    """Stands for a value that could not be read."""

    def _refuse(self, *_: object) -> NoReturn:
        raise Unreadable

    __getattr__ = __getitem__ = __contains__ = __call__ = _refuse
    __bool__ = __len__ = __iter__ = __str__ = __repr__ = __format__ = __hash__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __int__ = __float__ = __index__ = _refuse
    __class__ = property(_refuse)


UNREADABLE: Any = _Missing()


def comes_of_unreadable(error: Exception) -> bool:
    """Whether an exception was raised because something was done with `UNREADABLE`.

    What is written in C, such as a regular expression, does not ask it, but raises a `TypeError` of its own.
    """
    if isinstance(error, Unreadable):
        return True
    if not isinstance(error, TypeError) or error.__traceback__ is None:
        return False
    *_, (frame, _) = walk_tb(error.__traceback__)
    return _Missing.__name__ in str(error) or any(value is UNREADABLE for value in frame.f_locals.values())


def salvage(data: object, also: Iterable[Path] = ()) -> TuningJobSpec | None:
    """The spec in some data, with `UNREADABLE` where a value, or one `also` named, is missing or wrong.

    `None` where next to nothing can be read.
    """
    if not isinstance(data, dict):
        return None
    rest = _copy(data)
    broken: set[Path] = set(also)
    for path in broken:
        _remove(rest, path)
    for _ in range(_ROUNDS):
        spec = _validated(rest, broken)
        if spec is not None:
            for path in sorted(broken, key=len):
                _mark(spec, path)
            return spec
    return None


def _validated(rest: dict[str, Any], broken: set[Path]) -> TuningJobSpec | None:
    """The spec, or `None` once what is wrong has been taken out of the data and added to `broken`."""
    try:
        return TuningJobSpec.model_validate(rest)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False):
            broken |= _take_out(rest, item["type"], locate_error(item["loc"]))
        return None


def _take_out(data: Any, kind: str, at: Located) -> set[Path]:
    """Take one error's cause out of the data; the paths that cannot be read for it."""
    path = at.path
    if path in _NAMES:
        data.pop("name_prefix", None)
        data["name"] = "unreadable"
        return set(_NAMES)
    path = whole_list(path)
    if kind == "missing" and path and path[-1] in _STAND_INS:
        _put(data, path, _STAND_INS[str(path[-1])])
        return {path}
    if kind == "missing":
        path = path[:-1]
    _remove(data, path)
    return _meant(data, at) if kind == "extra_forbidden" else {path}


def whole_list(path: Path) -> Path:
    """The list that an item's path leads into: without one of its items, it would say something else."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _meant(data: Any, unknown: Located) -> set[Path]:
    """The field that an unknown one is a typo of: it cannot be read, unless it stands there too."""
    owner = _owner(data, unknown.path)
    meant = nearest(str(unknown.path[-1]), unknown.parent.model_fields) if unknown.parent else None
    return {(*unknown.path[:-1], meant)} if meant and meant not in (owner or {}) else set()


def _put(data: Any, path: Path, value: object) -> None:
    owner = _owner(data, path)
    if owner is not None:
        owner[path[-1]] = _copy(value)


def _remove(data: Any, path: Path) -> None:
    owner = _owner(data, path)
    if owner is not None:
        owner.pop(path[-1], None)


def _owner(data: Any, path: Path) -> dict[Any, Any] | None:
    """The mapping that the last part of a path is a key of; `None` once an earlier error has taken it out."""
    for part in path[:-1]:
        if not _has(data, part):
            return None
        data = data[part]
    return data if path and isinstance(data, dict) else None


def _has(data: Any, part: str | int) -> bool:
    return (
        part in data
        if isinstance(data, dict)
        else isinstance(data, list) and isinstance(part, int) and part < len(data)
    )


def _mark(value: Any, path: Path) -> None:
    """Put `UNREADABLE` at a path of a spec, or where the path leaves it: nothing is left of what would hold it."""
    for depth, part in enumerate(path, start=1):
        inside = _inside(value, part)
        if inside is UNREADABLE:
            return
        if inside is None or depth == len(path):
            _put_unreadable(value, part)
            return
        value = inside


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, SpecModel):
        return value.__dict__.get(str(part))
    return value[part] if _has(value, part) else None


def _put_unreadable(value: Any, part: str | int) -> None:
    if isinstance(value, SpecModel):
        value.__dict__[str(part)] = UNREADABLE
    elif isinstance(value, dict):
        value[part] = UNREADABLE


def _copy(value: Any) -> Any:
    """A copy that shares nothing: what aliases share in YAML may be wrong in one place only."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
