"""The logs of jobs, as CloudWatch has them: groups of streams of events. Each stream is a file."""

from __future__ import annotations

from collections.abc import Iterator
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

    def writer(self, group: str, stream: str) -> LogWriter:
        """What writes to a stream, which need not be there yet."""
        path = self._path(group, stream)
        path.parent.mkdir(parents=True, exist_ok=True)
        return LogWriter(path)

    def streams(self, group: str, prefix: str = "") -> list[str]:
        """The names of the streams that begin with a prefix, sorted."""
        top = self.folder / _folder_of(group)
        names = (path.relative_to(top).with_suffix("").as_posix() for path in top.rglob("*.log"))
        return sorted(name for name in names if name.startswith(prefix))

    def events(self, group: str, stream: str, skip: int = 0) -> Iterator[Event]:
        """The events of a stream after the first few, in the order in which they came."""
        with self._path(group, stream).open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for number, line in enumerate(lines):
                if number >= skip and line.endswith("\n"):
                    time, _, message = line.rstrip("\n").partition("\t")
                    yield Event(int(time), message)

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

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def write(self, time_s: float, message: str) -> None:
        """Append one event. Tabs become `#011`, as in SageMaker's logs; an empty line is no event of CloudWatch's."""
        if not message:
            return
        text = message.replace("\t", "#011").replace("\n", " ")
        event = f"{round(time_s * 1000)}\t{text}".encode(errors="replace")[:_LONGEST_EVENT]
        self._file.write(event + b"\n")

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def _folder_of(group: str) -> str:
    return group.rpartition("/")[2]
