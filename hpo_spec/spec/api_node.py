"""A value of a raw request while it is read into a spec: where it stands, here and there.

The shared `ImportLog` remembers which spec path each API path became, so that what is wrong in the spec
can be said of the request, and so that members nobody asked for are noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from hpo_spec.finding import Path

BuiltInLookup = Callable[[str], tuple[str, str] | None]


class ImportLog:
    """What reading a request noticed. `problems` are API paths with what a spec cannot say there, and the rule's id."""

    def __init__(self) -> None:
        self.problems: list[tuple[Path, str, str]] = []
        self.origins: dict[Path, Path] = {}
        self.read: set[Path] = set()
        self.refused: set[Path] = set()
        """What was refused as a whole, so that nobody asked for its members."""
        self.empty: set[Path] = set()
        """Structures without any member, which a spec does not keep."""


class ApiNode(NamedTuple):
    """A value, its API path and the spec path that it becomes."""

    value: object
    path: Path
    spec_path: Path
    log: ImportLog
    built_in: BuiltInLookup
    """The name and version of the built-in algorithm whose image a URI is, if it is one."""
    json_values: bool = False
    """Whether the hyperparameters around here are read as JSON texts."""

    def find(self, path: tuple[str, ...], *spec_parts: str | int) -> ApiNode | None:
        """The member at `path` below this structure, which becomes `spec_parts` below here; `None` if absent."""
        value, at = self.value, self.path
        spec_path = (*self.spec_path, *spec_parts)
        self.log.origins.setdefault(spec_path, (*at, *path))
        for name in path:
            if not isinstance(value, Mapping):
                self.refuse("expected a structure", at)
                return None
            if not value:
                self.log.empty.add(at)
            value, at = value.get(name), (*at, name)
            if value is None:
                return None
            self.log.read.add(at)
        return self._replace(value=value, path=at, spec_path=spec_path)

    def has(self, path: tuple[str, ...]) -> bool:
        """Whether there is a structure at `path` below this one."""
        value = self.value
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return isinstance(value, Mapping)

    def items(self) -> Iterator[ApiNode]:
        """The elements of a list; anything else is refused and has none."""
        if not isinstance(self.value, list):
            self.refuse("expected a list")
            return
        for index, item in enumerate(self.value):
            at = (*self.path, index)
            self.log.read.add(at)
            self.log.origins.setdefault((*self.spec_path, index), at)
            yield self._replace(value=item, path=at, spec_path=(*self.spec_path, index))

    def entries(self) -> Iterator[tuple[str, ApiNode]]:
        """The keys and values of a map; anything else is refused and has none."""
        if not isinstance(self.value, Mapping):
            self.refuse("expected a map")
            return
        for key, value in self.value.items():
            at = (*self.path, key)
            self.log.read.add(at)
            self.log.origins[(*self.spec_path, key)] = at
            yield key, self._replace(value=value, path=at, spec_path=(*self.spec_path, key))

    def named(self, *parts: str | int) -> ApiNode:
        """The same value, as what stands at `parts` beside where it would stand by its index."""
        spec_path = (*self.spec_path[:-1], *parts)
        self.log.origins[spec_path] = self.path
        return self._replace(spec_path=spec_path)

    def text(self) -> str | None:
        """The string that this is; anything else is refused."""
        if isinstance(self.value, str):
            return self.value
        self.refuse(f"expected a string, not {self.value!r}", rule="yaml-non-string-scalar")
        return None

    def is_structure(self) -> bool:
        """Whether this is a structure; anything else is refused."""
        if isinstance(self.value, Mapping):
            return True
        self.refuse("expected a structure")
        return False

    def refuse(self, message: str, path: Path | None = None, *, rule: str = "value-type") -> None:
        """Say that a spec cannot hold this, whatever is in it."""
        at = self.path if path is None else path
        self.log.problems.append((at, message, rule))
        self.log.refused.add(at)

    def lacks(self, member: str, *path: str, rule: str = "field-missing") -> None:
        """Say that the structure at `path` below this one lacks a member."""
        self.log.problems.append(((*self.path, *path), f"{member} is missing", rule))
