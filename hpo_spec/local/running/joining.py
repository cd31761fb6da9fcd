"""What a transform job shows its model of each line, and what it writes of line and answer: `DataProcessing`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpo_spec.local.refusal import invalid

_ALL = "$"
_FILTER = r"\$\[(?:(?P<one>-?\d+)|(?P<start>-?\d*):(?P<end>-?\d*)|(?P<some>-?\d+(?:,\s*-?\d+)+))\]"


class Joining(NamedTuple):
    """Filters of CSV columns, and whether the input is put before the answer."""

    input_filter: str
    output_filter: str
    joins: bool

    @classmethod
    def of(cls, given: Mapping[str, str], source: Mapping[str, str], target: Mapping[str, str]) -> Joining:
        """Raises `Refusal` for what the engine cannot do."""
        made = cls(given.get("InputFilter", _ALL), given.get("OutputFilter", _ALL), given.get("JoinSource") == "Input")
        if not (made.selects or made.changes):
            return made
        if not source.get("ContentType", "").startswith("text/csv") or target.get("Accept", "text/csv") != "text/csv":
            raise invalid("The local engine joins and filters only CSV: ContentType and Accept must be text/csv.")
        if made.joins and (source.get("SplitType") != "Line" or target.get("AssembleWith") != "Line"):
            raise invalid("JoinSource Input needs SplitType Line and AssembleWith Line.")
        for path in (made.input_filter, made.output_filter):
            _selected([], path)
        return made

    @property
    def selects(self) -> bool:
        """Whether the model sees less than the whole line."""
        return self.input_filter != _ALL

    @property
    def changes(self) -> bool:
        """Whether something else than the answer is written."""
        return self.joins or self.output_filter != _ALL

    def shown(self, line: bytes) -> bytes:
        """What the model sees of a line."""
        return b",".join(_selected(line.split(b","), self.input_filter))

    def joined(self, lines: Sequence[bytes], answers: Sequence[bytes]) -> bytes:
        """What is written."""
        if self.joins and len(lines) != len(answers):
            raise invalid(f"The model gave {len(answers)} answers to {len(lines)} lines: they cannot be joined.")
        before = [line.split(b",") for line in lines] if self.joins else [[] for _ in answers]
        rows = [[*line, *answer.split(b",")] for line, answer in zip(before, answers, strict=True)]
        return b"".join(b",".join(_selected(row, self.output_filter)) + b"\n" for row in rows)


def _selected(cells: list[bytes], path: str) -> list[Any]:
    """The cells that a JSONPath of SageMaker's kind names: `$`, `$[1]`, `$[1:]`, `$[0,2]`."""
    if path in ("", _ALL):
        return cells
    match = re.fullmatch(_FILTER, path)
    if match is None:
        raise invalid(f"The local engine does not know the filter {path!r}: it knows $, $[1], $[1:3] and $[0,2].")
    if match["some"]:
        numbers = [int(number) for number in match["some"].split(",")]
    elif match["one"]:
        numbers = [int(match["one"])]
    else:
        return cells[int(match["start"]) if match["start"] else None : int(match["end"]) if match["end"] else None]
    return [cells[number] for number in numbers if -len(cells) <= number < len(cells)]
