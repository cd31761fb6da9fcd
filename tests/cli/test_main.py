"""The program as a whole: verbs, exit codes, and errors that are never tracebacks."""

import subprocess
import sys
from pathlib import Path

import pytest

from hpo_spec.cli import main as program
from hpo_spec.cli.main import VERBS, main
from hpo_spec.finding import Finding, Position, Severity


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0

    printed = capsys.readouterr().out
    assert f"Example: hpo-spec {verb}" in printed


def test_the_program_without_a_verb_shows_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])

    printed = capsys.readouterr().out
    assert all(verb in printed for verb in VERBS)


def test_an_unknown_verb_is_a_usage_error_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["valdate", "x.yaml"]) == 2

    assert "Did you mean 'validate'?" in capsys.readouterr().err


def test_an_unknown_option_is_a_usage_error() -> None:
    assert main(["validate", "--no-such-option", "x.yaml"]) == 2


def test_an_unexpected_error_says_what_to_report_and_shows_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(program.VerbGroup, "get_command", broken)

    assert main(["validate", "x.yaml"]) == 3
    printed = capsys.readouterr().err
    assert "RuntimeError: boom" in printed
    assert "report" in printed
    assert "Traceback" not in printed


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program.VerbGroup, "get_command", interrupted)

    assert main(["validate", "x.yaml"]) == 130


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m hpo_spec schema | head -1"], capture_output=True, text=True
    )

    assert done.stderr == ""


def test_the_module_runs_as_the_program() -> None:
    done = subprocess.run([sys.executable, "-m", "hpo_spec", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("hpo-spec")


def test_completion_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from hpo_spec.cli.main import main; main()"],
        env={"_HPO_SPEC_COMPLETE": "bash_complete", "COMP_WORDS": "hpo-spec val", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
    )

    assert "validate" in done.stdout


def test_a_finding_in_a_long_line_is_shown_around_its_column() -> None:
    text = "x" * 500 + "wrong" + "y" * 500
    shown = str(Finding(Severity.ERROR, "rule", "message", position=Position("f", 1, 501, text)))

    line, caret = shown.splitlines()[1:3]
    assert len(line) < 140
    assert line[caret.index("^") :].startswith("wrong")


@pytest.mark.parametrize("tail", ["| head -c 1", ">&-"])
def test_nobody_who_reads_the_data_is_a_normal_end(tail: str) -> None:
    command = (
        f"set -o pipefail; {sys.executable} -c 'from hpo_spec.cli.main import run; run()' validate specs/*.yaml {tail}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 0
    assert "rror" not in done.stderr
