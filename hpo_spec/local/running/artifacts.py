"""What is left of a training job: its archives in S3."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any

from hpo_spec.local.objects import Objects
from hpo_spec.local.refusal import invalid

_MOST_BYTES = 30 * 1024**3
_MOST_MEMBERS = 100_000
_MOST_AT_ONCE = 1 << 20


def store_archive(folder: Path, uri: str, objects: Objects, *, keep_empty: bool = False) -> None:
    """Put the content of a folder to S3 as `.tar.gz`. An empty folder makes no archive, unless it is wanted."""
    if not keep_empty and not any(folder.iterdir()):
        return
    with tempfile.NamedTemporaryFile(dir=folder.parent, suffix=".tar.gz") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path, arcname=path.name)
        file.flush()
        objects.put_file(uri, Path(file.name))


def unpack_archive(
    archive: Path, folder: Path, *, most_bytes: int | None = None, most_members: int = _MOST_MEMBERS
) -> None:
    """Unpack a `.tar.gz`: plain files and folders, all of them inside. Raises `Refusal` for any other content.

    It takes at most `most_bytes`: by default what SageMaker's instances have, or half of what this disk has left.
    """
    folder.mkdir(parents=True)
    limit = most_bytes or min(_MOST_BYTES, shutil.disk_usage(folder).free // 2)
    try:
        with gzip.open(archive) as unzipped:
            bounded: Any = _Bounded(unzipped)
            with tarfile.open(fileobj=bounded, mode="r:") as content:
                _unpack(content, folder, archive.name, limit, most_members)
            while unzipped.read(_MOST_AT_ONCE) and unzipped.tell() <= 2 * limit:
                pass  # to its end, where its checksum is: an archive that was cut is not whole
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, OverflowError, OSError) as error:
        raise invalid(f"The archive {archive.name} cannot be unpacked: {error}.") from error


def _unpack(content: tarfile.TarFile, folder: Path, name: str, most_bytes: int, most_members: int) -> None:
    top = folder.resolve()
    left = most_bytes
    for number, member in enumerate(content, start=1):
        content.members.clear()  # type: ignore[attr-defined]  # it would keep each that it has seen
        target = (folder / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not target.is_relative_to(top):
            raise invalid(f"The archive {name} has {member.name!r:.200}, which is no plain file inside of it.")
        left -= member.size
        if left < 0 or number > most_members:
            raise invalid(f"The archive {name} has more than {most_bytes:,} bytes or {most_members:,} files in it.")
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content.extractfile(member) or io.BytesIO(), file)


class _Bounded:
    """A stream of which nothing big is read at once: tarfile takes whole headers into memory, however long."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The next bytes."""
        if not 0 <= size <= _MOST_AT_ONCE:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        return self._stream.read(size)

    def seek(self, place: int) -> int:
        """Go on elsewhere."""
        return self._stream.seek(place)

    def tell(self) -> int:
        """Where the next bytes are."""
        return self._stream.tell()
