"""The verbs `report` and `export`, for a job that the local engine has run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest

from hpo_spec.cli.main import main
from hpo_spec.local_mode import local_clients
from tests.local.jobs import nothing_left, run, stand_in, tuning_request

PROGRAM = """
    import os, sys
    x = float(os.environ["SM_HP_X"])
    if x > 8:
        sys.exit("too large")
    print(f"loss={(x - 3) ** 2}")
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root with a job that has ended."""
    folder = tmp_path_factory.mktemp("kept") / "root"
    with nothing_left(folder):
        stand_in(folder, PROGRAM)
        run(local_clients(folder, max_parallel=2), tuning_request("job", max_jobs=6))
        yield folder


@pytest.fixture(autouse=True)
def _here(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(root))
    monkeypatch.chdir(tmp_path)


def test_report_writes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "job", "--local"]) == 0

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>job</title>" in page
    assert capsys.readouterr().err == "report.html: 6 trials of job\n"


def test_report_makes_the_folder_and_replaces_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pages" / "job.html"

    for _ in range(2):
        assert main(["report", "job", "--local", "--out", str(path)]) == 0

    assert [item.name for item in path.parent.iterdir()] == ["job.html"]


def test_export_writes_a_study_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["export", "job", "--local", "--optuna", "sqlite:///study.db"]) == 0

    (study,) = optuna.get_all_study_summaries(f"sqlite:///{tmp_path / 'study.db'}")
    assert (study.study_name, study.n_trials) == ("job", 6)
    assert "sqlite:///study.db: 6 trials of job" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["report"], ["export", "--optuna", "sqlite:///study.db"]], ids=lambda it: it[0])
def test_a_job_that_is_not_there_is_an_error_and_no_file(arguments: list[str], tmp_path: Path) -> None:
    assert main([*arguments, "nothing", "--local"]) == 4

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "missing", "said"),
    [
        (["report"], "plotly", "a report needs plotly: pip install 'hpo-spec[report]'"),
        (["report"], "optuna", "this needs Optuna: pip install 'hpo-spec[report]'"),
        (["export", "--optuna", "sqlite:///study.db"], "optuna", "this needs Optuna: pip install 'hpo-spec[report]'"),
    ],
    ids=["report without plotly", "report without Optuna", "export without Optuna"],
)
def test_what_is_not_installed_is_said(
    arguments: list[str],
    missing: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # as Python says of a package that it must not import

    assert main([*arguments, "job", "--local"]) == 2
    assert said in capsys.readouterr().err


def test_a_url_that_is_none_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "job", "--local", "--optuna", "study.db"]) == 2

    assert "write sqlite:///study.db for a file" in capsys.readouterr().err
