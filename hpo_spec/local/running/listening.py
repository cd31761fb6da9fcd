"""Hearing what a program says, until it has ended and nothing of it is left."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator

_LONGEST_LINE = 64 * 1024
_ROUND_S = 0.5
_PATIENCE_S = 1.0
"""How long after a program's end something that it left running may keep its output open."""


def spoken_lines(process: subprocess.Popen[bytes], end_leftovers: Callable[[], None]) -> Iterator[str]:
    """The lines of a program's output, as they come; one of more than 64 KiB comes in pieces.

    It is over when the output is closed, or a second after the program has ended: what still keeps it open then is
    something that the program left running, for `end_leftovers`.
    """
    rest = b""
    for data in _data(process, end_leftovers):
        *lines, rest = (rest + data).split(b"\n")
        yield from (_text(piece) for line in lines for piece in _pieces(line))
        *pieces, rest = _pieces(rest)
        yield from map(_text, pieces)
    if rest:
        yield _text(rest)


def _data(process: subprocess.Popen[bytes], end_leftovers: Callable[[], None]) -> Iterator[bytes]:
    if process.stdout is None:
        return
    deadline: float | None = None
    with process.stdout as output, selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while deadline is None or time.monotonic() < deadline:
            if selector.select(_ROUND_S if deadline is None else max(0.0, deadline - time.monotonic())):
                data = os.read(output.fileno(), _LONGEST_LINE)
                if not data:
                    return
                yield data
            if deadline is None and process.poll() is not None:
                deadline = time.monotonic() + _PATIENCE_S
        end_leftovers()


def _pieces(line: bytes) -> list[bytes]:
    return [line[start : start + _LONGEST_LINE] for start in range(0, len(line), _LONGEST_LINE)] or [b""]


def _text(line: bytes) -> str:
    return line.rstrip(b"\r").decode(errors="replace")
