"""What people write in a spec by names of their own, where a secret may stand, and the secrets among it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hpo_spec.finding import Path
from hpo_spec.salvaging import UNREADABLE
from hpo_spec.secret_patterns import may_have_some
from hpo_spec.secret_text import secrets_in
from hpo_spec.spec import Auto, Categorical

if TYPE_CHECKING:
    from hpo_spec.lint.view import View


def secrets_of(view: View) -> frozenset[str]:
    """The texts that no finding shows: one look at all that is written is enough for nearly every spec."""
    if not may_have_some(all_written(view)):
        return frozenset()
    return secrets_in([{name: value} for _, name, value in written_values(view)])


def all_written(view: View) -> str:
    """All of `written_values` in one text, in a fraction of the time."""
    parts: list[object] = [view.spec.tags, view.spec.request_patch]
    for job in view.jobs:
        parts += map(_readable, (job.definition.static_hyperparameters, job.definition.environment))
    for item in view.ranges:
        if isinstance(item.range, Categorical):
            parts += (item.name, item.range.values)
        elif isinstance(item.range, Auto):
            parts += (item.name, item.range.hint)
    return str(parts)


def written_values(view: View) -> Iterator[tuple[Path, str, object]]:
    """Every value that people write, its name, and the path of that name: the value's own line may hold a secret."""
    for job in view.jobs:
        for field in ("static_hyperparameters", "environment"):
            given = _readable(getattr(job.definition, field))
            yield from (((*job.path, field, name), name, value) for name, value in given.items())
    for item in view.ranges:
        if isinstance(item.range, Categorical):
            yield item.path, item.name, item.range.values
        elif isinstance(item.range, Auto):
            yield item.path, item.name, item.range.hint
    for name, value in (view.spec.tags or {}).items():
        yield ("tags", name), name, value
    yield from _patched(view.spec.request_patch, ("request_patch",))


def _readable(given: Mapping[str, object] | None) -> Mapping[str, object]:
    """The values that could be read: a wrong one must not hide the secrets beside it."""
    if given is None or given is UNREADABLE:
        return {}
    return {name: value for name, value in given.items() if value is not UNREADABLE}


def _patched(value: object, path: Path) -> Iterator[tuple[Path, str, object]]:
    """The members of a patch, each with what names it: its own name, or the one beside it."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        at = (*path, key)
        named = isinstance(item, Mapping) and ("Key" in item or "Name" in item)
        if named or not isinstance(item, (Mapping, list)):
            name = next((part for part in reversed(at) if isinstance(part, str)), "")
            yield at, str(item.get("Key") or item.get("Name")) if isinstance(item, Mapping) else name, item
        else:
            yield from _patched(item, at)
