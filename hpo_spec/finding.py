"""What a check found, and where: plain values that every layer can make, sort and print."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from hpo_spec.secret_text import hidden

Path = tuple[str | int, ...]
"""Where a value stands in a spec: keys and list indices from the top."""

_PLAIN_KEY = "[A-Za-z0-9_-]+"


class Severity(str, Enum):
    """How bad a finding is: an error stops the spec, a warning and a hint do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, so that findings sort worst first."""
        return list(Severity).index(self)


class Position(NamedTuple):
    """A place in a file; `line` and `column` count from 1, `text` is the whole line."""

    file: str
    line: int
    column: int
    text: str


class Finding(NamedTuple):
    """One thing that is wrong, or worth knowing, in one place."""

    severity: Severity
    rule: str
    message: str
    path: Path = ()
    help: str = ""
    position: Position | None = None
    on_key: bool = False
    """Whether it is about the key at `path`, not about the value under it."""

    @property
    def is_error(self) -> bool:
        """Whether this finding makes the spec unusable."""
        return self.severity is Severity.ERROR

    def hiding(self, secrets: frozenset[str]) -> Finding:
        """The finding as it may be printed: asterisks stand for the secrets in its texts, its path and its line."""
        if not secrets:
            return self
        return self._replace(
            message=hidden(self.message, secrets),
            path=tuple(hidden(part, secrets) if isinstance(part, str) else part for part in self.path),
            help=hidden(self.help, secrets),
            position=self.position and self.position._replace(text=_hidden_line(self.position.text, secrets)),
        )

    def __str__(self) -> str:
        return "\n".join([self._headline(), *self._snippet(), *self._help_lines()])

    def _headline(self) -> str:
        where = f"{self.position.file}:{self.position.line}:{self.position.column}: " if self.position else ""
        subject = f"{format_path(self.path)}: " if self.path else ""
        return f"{where}{self.severity.value}: {subject}{self.message} [{self.rule}]"

    def _snippet(self) -> list[str]:
        if self.position is None or not self.position.text.strip():
            return []
        shown, column = _window(self.position.text, self.position.column)
        gutter = f"{self.position.line:>5}"
        return [f"{gutter} | {shown}", f"{'':>5} | {' ' * (column - 1)}^"]

    def _help_lines(self) -> list[str]:
        return [f"{'':>5} = {line}" for line in self.help.splitlines()]


def format_path(path: Path) -> str:
    """`('inputs', 'train', 0)` as `inputs.train[0]`; a key with dots or blanks is quoted."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            key = part if re.fullmatch(_PLAIN_KEY, part) else '"' + re.sub(r'(["\\])', r"\\\1", part) + '"'
            shown += f".{key}" if shown else key
    return shown


def sort_findings(findings: list[Finding]) -> list[Finding]:
    """In reading order: by file, line and column, then worst first."""

    def key(finding: Finding) -> tuple[str, int, int, int, str]:
        at = finding.position
        place = (at.file, at.line, at.column) if at else ("", 0, 0)
        return (*place, finding.severity.rank, finding.message)

    return sorted(findings, key=key)


@lru_cache(maxsize=4)
def _hidden_line(line: str, secrets: frozenset[str]) -> str:
    """Of a line there may be many findings, and it may be a whole file."""
    return hidden(line, secrets)


def _window(text: str, column: int, width: int = 120) -> tuple[str, int]:
    """The part of a long line around `column`, and where `column` is in it; a tab counts as one blank."""
    text = text.replace("\t", " ").rstrip()
    if len(text) <= width:
        return text, column
    start = max(0, column - 1 - width // 2)
    head = "…" if start else ""
    tail = "…" if start + width < len(text) else ""
    return head + text[start : start + width] + tail, column - start + len(head)
