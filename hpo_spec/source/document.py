"""What every kind of source gives: its data, what was wrong with its text, and positions."""

from __future__ import annotations

from typing import Protocol

from hpo_spec.finding import Finding, Path, Position, Severity
from hpo_spec.secret_text import masked

MAX_DEPTH = 64
"""How deep lists and mappings may nest: far above any spec, far below what a parser's stack can take."""


class Document(Protocol):
    """Text that became plain data. `findings` has what was wrong with the text itself."""

    @property
    def name(self) -> str:
        """What to call the source in messages: a file's path as it was given."""

    @property
    def data(self) -> object:
        """Plain dicts, lists and scalars; `None` where the text could not be read."""

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the text."""

    @property
    def secrets(self) -> frozenset[str]:
        """The texts in it that nobody is shown."""

    def locate(self, path: Path) -> tuple[int, Position | None]:
        """How many parts of `path` exist here, and where the deepest of them stands.

        A missing value is located at its parent.
        """

    def locate_key(self, path: Path) -> Position | None:
        """Where the key of the entry at `path` stands; `None` where there is none."""


def syntax_finding(rule: str, message: str, help: str = "", position: Position | None = None) -> Finding:
    """An error in the text itself, which shows a line only as far as no secret's name stands on it."""
    shown = position and position._replace(text=masked(position.text))
    return Finding(Severity.ERROR, rule, masked(message), help=masked(help), position=shown)


def text_position(name: str, text: str, offset: int) -> Position:
    """The position of the character at `offset`; only a line feed ends a line."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", start)
    return Position(name, text.count("\n", 0, offset) + 1, offset - start + 1, text[start : end if end >= 0 else None])
