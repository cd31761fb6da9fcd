"""Every command and every program in the README does what it says there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.M | re.S)
COMMANDS = [
    line[2:].split("  #")[0].strip()
    for kind, text in BLOCKS
    if kind == "console"
    for line in text.replace("\\\n", "").splitlines()
]
NOT_HERE = {
    "make test": "this is it",
    "pip install hpo-spec": "CI installs the built wheel",
    "pip install 'hpo-spec[local,report]'": "the same, with what the local engine and reports run on",
    "hpo-spec local serve": "it goes on until it is interrupted: tests/local/test_serving.py",
}


TOLD = (
    "rank trial status validation:rmse eta max_depth min_child_weight time",
    "4 × AlgorithmError: Hyperparameter subsample: 8.0 is not in (0, 1], exit code: 1",
    "in s3://my-bucket/boston/predictions",
    "Is the label still in it? --input-filter '$[1:]' leaves the first column out.",
)
"""What the tour shows that commands print, whatever the trials are."""


@pytest.fixture
def checkout(tmp_path: Path, moto_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the README's commands read, with a stand-in for SageMaker at the default endpoint."""
    for name in ("specs", "schemas", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120)


def test_every_command_runs_in_the_order_of_the_page(checkout: Path) -> None:
    commands = [command for command in COMMANDS if command not in NOT_HERE and not command.startswith("make")]

    said = ""
    for command in commands:
        done = run(command, checkout)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        said += done.stdout + done.stderr

    assert [line for line in TOLD if line not in " ".join(said.split())] == []
    assert [line for line in TOLD if line not in " ".join(README.split())] == []


def test_the_make_targets_exist() -> None:
    targets = [command.split()[1] for command in COMMANDS if command.startswith("make")]

    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", MAKEFILE, re.M) for target in targets)


@pytest.mark.newest  # XGBoost as it is pinned
def test_the_demo_tunes_twenty_real_trials(checkout: Path) -> None:
    recipes = re.findall(r"^\t\$\(BIN\)/(.*(?:boston).*)$", MAKEFILE, re.M)

    for command in sorted(recipes, reverse=True):  # the data first
        done = run(command, checkout)
        assert done.returncode == 0, done.stdout + done.stderr

    assert "Completed  20/20" in done.stdout
    assert re.search(r"Best of boston-xgboost-215136b0: boston-xgboost-215136b0-\d{3}-", done.stdout)
    assert re.search(r"validation:rmse +\d\.\d+\n +eta +0\.\d+\n +max_depth +\d+", done.stdout)


def test_the_python_program_runs(checkout: Path) -> None:
    program = next(text for kind, text in BLOCKS if kind == "python")

    done = subprocess.run([sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_spec_on_the_page_is_the_example(checkout: Path) -> None:
    from hpo_spec import compile_request, load_spec

    page = next(text for kind, text in BLOCKS if kind == "yaml")

    assert compile_request(load_spec(page)) == compile_request(load_spec(checkout / "specs" / "boston-housing.yaml"))


def test_the_page_lists_every_verb_and_every_exit_code() -> None:
    from hpo_spec.cli.main import VERBS

    assert [verb for verb in VERBS if f"hpo-spec {verb}" not in README] == []
    assert [code for code in (0, 1, 2, 3, 4, 5, 6, 130) if f"\n| {code} |" not in README] == []


def test_the_first_screen_has_both_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:25])

    assert "make demo" in first_screen
    assert "make test" in first_screen
