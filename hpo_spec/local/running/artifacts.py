"""What is left of a training job: its archives in S3."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

from hpo_spec.local.objects import Objects
from hpo_spec.local.refusal import invalid


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


def unpack_archive(archive: Path, folder: Path) -> None:
    """Unpack a `.tar.gz`: plain files and folders, all of them inside. Raises `Refusal` for any other content."""
    folder.mkdir(parents=True)
    top = folder.resolve()
    try:
        with tarfile.open(archive, mode="r:gz") as content:
            for member in content:
                target = (folder / member.name).resolve()
                if not (member.isfile() or member.isdir()) or not target.is_relative_to(top):
                    raise invalid(
                        f"The archive {archive.name} has {member.name!r}, which is no plain file inside of it."
                    )
                if member.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                source = content.extractfile(member)
                with target.open("wb") as file:
                    shutil.copyfileobj(source or io.BytesIO(), file)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise invalid(f"The archive {archive.name} cannot be unpacked: {error}.") from error
