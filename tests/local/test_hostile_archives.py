"""An archive may hold anything: nothing of it lands outside its folder, and it takes no more than it may."""

import gzip
import io
import os
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpo_spec.local.refusal import Refusal
from hpo_spec.local.running.artifacts import unpack_archive

MB = 1_000_000


def archive_of(path: Path, *members: tuple[str, bytes, bytes]) -> Path:
    """An archive of members by name, type and content; the content of a link is its target."""
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                info.linkname = content.decode()
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


def unpacked(archive: Path, **limits: int) -> list[str]:
    """What is in the folder afterwards; nothing may be beside it but what was there."""
    folder = archive.parent / "folder"
    before = {path.name for path in archive.parent.iterdir()}
    try:
        unpack_archive(archive, folder, **limits)
    finally:
        assert {path.name for path in archive.parent.iterdir()} - before <= {"folder"}
        assert not any(path.is_symlink() for path in folder.rglob("*"))
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_and_folders_come_out(tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "a.tar.gz", ("d", tarfile.DIRTYPE, b""), ("d/x", tarfile.REGTYPE, b"1"))

    assert unpacked(archive) == ["d/x"]


@pytest.mark.parametrize(
    "members",
    [
        [("../x", tarfile.REGTYPE, b"1")],
        [("/tmp/hpo-spec-x", tarfile.REGTYPE, b"1")],
        [("a/../../x", tarfile.REGTYPE, b"1")],
        [("..", tarfile.DIRTYPE, b"")],
        [("l", tarfile.SYMTYPE, b"/"), ("l/x", tarfile.REGTYPE, b"1")],
        [("l", tarfile.SYMTYPE, b".."), ("l/x", tarfile.REGTYPE, b"1")],
        [("h", tarfile.LNKTYPE, b"/etc/passwd")],
        [("d", tarfile.CHRTYPE, b"")],
        [("d", tarfile.BLKTYPE, b"")],
        [("p", tarfile.FIFOTYPE, b"")],
        [(".", tarfile.REGTYPE, b"1")],
        [("a", tarfile.REGTYPE, b"1"), ("a/b", tarfile.REGTYPE, b"1")],
        [("a", tarfile.DIRTYPE, b""), ("a", tarfile.REGTYPE, b"1")],
        [("a", tarfile.REGTYPE, b"1"), ("a", tarfile.DIRTYPE, b"")],
        [("x" * 5_000, tarfile.REGTYPE, b"1")],
        [("a\x00b" * 30, tarfile.REGTYPE, b"1")],
    ],
    ids=lambda members: "-".join(repr(name[:12]) for name, _, _ in members),
)
def test_what_is_no_plain_file_inside_is_refused(members: list[tuple[str, bytes, bytes]], tmp_path: Path) -> None:
    try:
        names = unpacked(archive_of(tmp_path / "a.tar.gz", *members))
    except Refusal:
        return
    assert all(not name.startswith(("/", "..")) for name in names)
    assert members[0][0].startswith("a\x00")


def test_a_file_that_says_it_is_huge_is_refused_before_it_is_written(tmp_path: Path) -> None:
    info = tarfile.TarInfo("huge")
    info.size = 1 << 60
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(info.tobuf()))

    with pytest.raises(Refusal, match="more than"):
        unpacked(tmp_path / "a.tar.gz")


def test_a_sparse_file_that_says_it_is_huge_is_refused_before_it_is_written(tmp_path: Path) -> None:
    header = bytearray(tarfile.TarInfo("sparse").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"77777777777\0"  # the size that the file has in truth
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:512]) + 8 * 32)
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(bytes(header) + bytes(1_024)))

    with pytest.raises(Refusal, match="more than"):
        unpacked(tmp_path / "a.tar.gz", most_bytes=MB)


def test_more_than_may_be_unpacked_is_refused(tmp_path: Path) -> None:
    members = [(str(number), tarfile.REGTYPE, bytes(MB)) for number in range(20)]

    with pytest.raises(Refusal, match="more than"):
        unpacked(archive_of(tmp_path / "a.tar.gz", *members), most_bytes=5 * MB)
    assert sum(path.stat().st_size for path in (tmp_path / "folder").iterdir()) <= 5 * MB


def test_more_files_than_may_be_unpacked_are_refused(tmp_path: Path) -> None:
    members = [(str(number), tarfile.REGTYPE, b"") for number in range(200)]

    with pytest.raises(Refusal, match="more than"):
        unpacked(archive_of(tmp_path / "a.tar.gz", *members), most_members=100)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_header_that_is_huge_takes_no_memory(kind: bytes, tmp_path: Path) -> None:
    info = tarfile.TarInfo("header")
    info.type = kind
    info.size = 300 * MB
    with gzip.open(tmp_path / "a.tar.gz", "wb", compresslevel=1) as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(300):
            file.write(bytes(MB))
    tracemalloc.start()
    try:
        with pytest.raises(Refusal):
            unpacked(tmp_path / "a.tar.gz")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MB


def test_an_archive_that_was_cut_is_refused(tmp_path: Path) -> None:
    whole = archive_of(tmp_path / "a.tar.gz", ("x", tarfile.REGTYPE, os.urandom(5_000))).read_bytes()

    for length in range(0, len(whole) - 8, 97):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / "a.tar.gz").write_bytes(whole[:length])
        with pytest.raises(Refusal):
            unpacked(folder / "a.tar.gz")


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(st.tuples(st.integers(0, 3_000), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4))
def test_an_archive_with_any_bytes_in_it_is_unpacked_or_refused(
    edits: list[tuple[int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    members = [(name, tarfile.REGTYPE, name.encode() * 40) for name in ("a", "b/c", "n" * 120)]
    content = bytearray(gzip.decompress(archive_of(folder / "whole", *members).read_bytes()))
    (folder / "whole").unlink()
    for place, piece in edits:
        content[place : place + len(piece)] = piece
    for at in range(0, 3_072, 512):  # so that what was edited is not only refused for its checksum
        block = content[at : at + 512]
        if block[257:262] == b"ustar":
            content[at + 148 : at + 156] = b"%06o\0 " % (sum(block[:148]) + sum(block[156:512]) + 8 * 32)
    (folder / "a.tar.gz").write_bytes(gzip.compress(bytes(content), 1))

    allow(lambda: unpacked(folder / "a.tar.gz", most_bytes=MB))


def allow(work: Callable[[], object]) -> None:
    """Nothing but a refusal leaves it."""
    try:
        work()
    except Refusal as refusal:
        assert str(refusal)  # noqa: PT017 - either way is right
