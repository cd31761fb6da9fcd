"""The logs of jobs, as CloudWatch has them: groups of streams of events. Each stream is a file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import NamedTuple

TRAINING_GROUP = "/aws/sagemaker/TrainingJobs"
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
GROUPS = (TRAINING_GROUP, TRANSFORM_GROUP)
_LONGEST_EVENT = 256 * 1024
"""Bytes that CloudWatch takes as one event."""


class Event(NamedTuple):
    """A line of a log, and when it was written, in milliseconds since 1970."""

    time_ms: int
    message: str


class Logs:
    """The log groups of a root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, group: str, stream: str, head: Sequence[str] = ()) -> LogWriter:
        """What writes to a stream, which need not be there yet; the lines of `head` come before the first one."""
        return LogWriter(self._path(group, stream), head)

    def streams(self, group: str, prefix: str = "") -> list[str]:
        """The names of the streams that begin with a prefix, sorted."""
        top = self.folder / _folder_of(group)
        parent = "/".join(part for part in prefix.split("/")[:-1] if part not in ("", ".", ".."))
        names = (path.relative_to(top).with_suffix("").as_posix() for path in (top / parent).rglob("*.log"))
        return sorted(name for name in names if name.startswith(prefix))

    def events(self, group: str, stream: str, skip: int = 0) -> Iterator[Event]:
        """The events of a stream after the first few, in the order in which they came."""
        with self._path(group, stream).open("rb") as lines:
            for line in itertools.islice(lines, skip, None):
                if line.endswith(b"\n"):
                    yield _event(line)

    def ends(self, group: str, stream: str) -> tuple[Event, Event] | None:
        """The first and the last event of a stream; `None` for one without any."""
        with self._path(group, stream).open("rb") as lines:
            first = lines.readline()
            if not first.endswith(b"\n"):
                return None
            lines.seek(max(0, self.size(group, stream) - 2 * _LONGEST_EVENT))
            last = [line for line in lines.read().splitlines(keepends=True) if line.endswith(b"\n")][-1:]
            return _event(first), _event(last[0]) if last else _event(first)

    def size(self, group: str, stream: str) -> int:
        """How many bytes a stream has."""
        return self._path(group, stream).stat().st_size

    def has(self, group: str, stream: str) -> bool:
        """Whether there is such a stream."""
        return self._path(group, stream).is_file()

    def _path(self, group: str, stream: str) -> Path:
        parts = [part for part in stream.split("/") if part not in ("", ".", "..")]
        return self.folder.joinpath(_folder_of(group), *parts[:-1], f"{parts[-1] if parts else ''}.log")


class LogWriter:
    """Appends events to a stream; each is on disk when `write` comes back."""

    def __init__(self, path: Path, head: Sequence[str] = ()) -> None:
        self._path = path
        self._head = head
        self._file: FileIO | None = None

    def write(self, time_s: float, message: str) -> None:
        """Append one event. Tabs become `#011`, as in SageMaker's logs; an empty line is no event of CloudWatch's."""
        if not message:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = FileIO(str(self._path), "a")
            for line in self._head:
                self.write(time_s, line)
        text = message.replace("\t", "#011").replace("\n", " ")
        event = f"{round(time_s * 1000)}\t{text}".encode(errors="replace")[:_LONGEST_EVENT]
        self._file.write(event + b"\n")

    def close(self) -> None:
        """Write no more."""
        if self._file is not None:
            self._file.close()


def _event(line: bytes) -> Event:
    time, _, message = line.decode(errors="replace").rstrip("\n").partition("\t")
    return Event(int(time), message)


def _folder_of(group: str) -> str:
    return group.rpartition("/")[2]
