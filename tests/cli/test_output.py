"""Data goes out whole, and as the same bytes everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hpo_spec.cli.output import write_whole
from hpo_spec.cli.waiting import worst
from hpo_spec.errors import UsageError


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_text("old and longer")

    write_whole(target, "new")

    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert target.read_text() == "new"


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    write_whole(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_stays() -> None:
    write_whole(Path(os.devnull), "new")

    assert Path(os.devnull).is_char_device()


def test_a_folder_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match="cannot write"):
        write_whole(tmp_path / "folder", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_the_encoding_of_the_terminal_changes_no_byte(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    example = Path(__file__).parent.parent.parent / "specs" / "boston-housing.yaml"
    spec.write_text(example.read_text(encoding="utf-8").replace("team: pricing", "team: 日本"), encoding="utf-8")

    printed = {
        subprocess.run(
            [sys.executable, "-m", "hpo_spec", "render", str(spec)],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
        ).stdout
        for encoding in ("utf-8", "cp1252", "ascii")
    }

    assert len(printed) == 1
    assert "日本".encode() in printed.pop()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_one_sentence() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m hpo_spec schema > /dev/full"], capture_output=True, text=True
    )

    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_counts_more_than_a_stop() -> None:
    assert worst([0, 5, 1]) == 1
    assert worst([0, 5]) == 5
    assert worst([0]) == 0
