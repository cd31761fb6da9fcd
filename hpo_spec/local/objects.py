"""What `s3://` is on this machine: a folder for each bucket, a plain file for each object."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from hpo_spec.local.refusal import Refusal

_PARTS = ".parts"
"""Beside the buckets, with a name that no bucket may have: what is being written."""
_READ_ONLY = 0o444
"""An object is replaced, never written to: also not by a program that gets a link to it."""


class StoredObject(NamedTuple):
    """An object: its key, its file, and what a listing says of it."""

    key: str
    path: Path
    size: int
    modified: float

    @property
    def etag(self) -> str:
        """Changes when the object does."""
        return f'"{hashlib.md5(f"{self.size} {self.modified!r}".encode(), usedforsecurity=False).hexdigest()}"'


def split_uri(uri: str) -> tuple[str, str]:
    """`s3://bucket/key` as bucket and key. Raises `Refusal` for any other text."""
    scheme, _, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not bucket:
        raise Refusal("ValidationException", f"The S3 URI {uri!r} is not of the form s3://bucket/key.")
    return bucket, key


class Objects:
    """The buckets of a root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def buckets(self) -> list[str]:
        """The names of all buckets."""
        return sorted(path.name for path in self.folder.glob("*") if path.is_dir() and path.name != _PARTS)

    def has(self, bucket: str) -> bool:
        """Whether there is such a bucket."""
        return bucket != _PARTS and self._bucket(bucket).is_dir()

    def make(self, bucket: str) -> None:
        """Make a bucket, if it is not there."""
        self._bucket(bucket).mkdir(parents=True, exist_ok=True)

    def remove(self, bucket: str) -> None:
        """Remove an empty bucket."""
        if self.listed(bucket, ""):
            raise Refusal("BucketNotEmpty", "The bucket you tried to delete is not empty", 409)
        shutil.rmtree(self._bucket(bucket))

    def path(self, bucket: str, key: str) -> Path:
        """Where an object's file is, or would be. Raises `Refusal` for a key that no file can have."""
        parts = key.removesuffix("/").split("/")
        if not key or any(part in ("", ".", "..") or "\0" in part for part in parts):
            raise Refusal("InvalidRequest", f"The local engine keeps objects as files, and no file is called {key!r}.")
        return self._bucket(bucket).joinpath(*parts)

    def find(self, bucket: str, key: str) -> StoredObject | None:
        """The object of that key."""
        return _stored(key, self.path(bucket, key)) if key else None

    def listed(self, bucket: str, prefix: str) -> list[StoredObject]:
        """The objects whose keys begin with a prefix, in the order of S3: by the bytes of their keys."""
        top = self._bucket(bucket)
        start = top.joinpath(*[part for part in prefix.split("/")[:-1] if part not in ("", ".", "..")])
        found = (_stored(path.relative_to(top).as_posix(), path) for path in _files(start))
        return sorted(
            (item for item in found if item and item.key.startswith(prefix)), key=lambda item: item.key.encode()
        )

    def put(self, bucket: str, key: str, content: BinaryIO) -> StoredObject:
        """Store an object: whoever reads it meanwhile sees the old one, or the new one whole."""
        target = self.path(bucket, key)
        if key.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            return StoredObject(key, target, 0, target.stat().st_mtime)
        self._make_room(target, key)
        parts = self.folder / _PARTS
        parts.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=parts, delete=False) as file:
            try:
                shutil.copyfileobj(content, file, 1 << 20)
                file.close()
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        target.chmod(_READ_ONLY)
        stat = target.stat()
        return StoredObject(key, target, stat.st_size, stat.st_mtime)

    def put_file(self, uri: str, source: Path) -> None:
        """Store a file as the object of a URI."""
        bucket, key = split_uri(uri)
        with source.open("rb") as content:
            self.put(bucket, key, content)

    def is_same(self, bucket: str, key: str, source: Path) -> bool:
        """Whether there is an object of that key with the content of a file."""
        there = self.find(bucket, key)
        return there is not None and filecmp.cmp(there.path, source, shallow=False)

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object, and the folders that are empty without it."""
        path = self.path(bucket, key)
        if path.is_file():
            path.unlink()
        folder = path if path.is_dir() else path.parent
        while folder != self._bucket(bucket) and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _bucket(self, bucket: str) -> Path:
        if "/" in bucket or bucket in ("", ".", "..") or "\0" in bucket:
            raise Refusal("InvalidBucketName", "The specified bucket is not valid.")
        return self.folder / bucket

    def _make_room(self, target: Path, key: str) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            is_folder = target.is_dir()
        except (FileExistsError, NotADirectoryError):
            is_folder = True
        except OSError as error:
            raise Refusal(
                "InvalidRequest", f"The local engine cannot keep {key!r} as a file: {error.strerror}."
            ) from error
        if is_folder:
            message = f"The local engine keeps objects as files: {key!r} and an object below it cannot both be."
            raise Refusal("InvalidRequest", message)


def _stored(key: str, path: Path) -> StoredObject | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    is_marker = key.endswith("/") and path.is_dir()
    if not is_marker and (path.is_dir() or key.endswith("/")):
        return None
    return StoredObject(key, path, 0 if is_marker else stat.st_size, stat.st_mtime)


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
