"""The hooks for pre-commit, and the recipes for CI in the README, run what there is."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from hpo_spec.cli.main import program

ROOT = Path(__file__).parent.parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
YAML_BLOCKS = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
RECIPES = {name: yaml.safe_load(text) for name, text in YAML_BLOCKS if name.startswith(".")}
SPECS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "specs").glob("*.yaml"))
each_hook = pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples and their committed requests, where `hpo-spec` is on the path."""
    for name in ("specs", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    shell("hpo-spec render specs/*.yaml --output-dir requests", tmp_path)
    return tmp_path


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-ec", command], cwd=folder, capture_output=True, text=True)


def command_of(hook: dict[str, Any]) -> list[str]:
    """What pre-commit runs, without the files."""
    return [*shlex.split(hook["entry"]), *hook.get("args", [])]


def run(hook: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    return shell(shlex.join([*command_of(hook), *SPECS]), folder)


def test_both_hooks_are_there() -> None:
    assert list(HOOKS) == ["hpo-spec-validate", "hpo-spec-render-check"]


@each_hook
def test_a_hook_has_what_pre_commit_needs(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is True
    assert set(hook["types_or"]) <= {"yaml", "json"}
    assert re.search(hook["files"], "specs/a.yaml")
    assert re.search(hook["files"], "models/churn/specs/a.yaml")
    assert not re.search(hook["files"], ".pre-commit-config.yaml")


@each_hook
def test_an_entry_is_a_verb_with_options_that_it_has(hook: dict[str, Any]) -> None:
    name, verb, *arguments = command_of(hook)
    command = program.get_command(click.Context(program), verb)  # type: ignore[attr-defined]

    assert name == "hpo-spec"
    options = {option for parameter in command.params for option in parameter.opts}
    given = [argument for argument in arguments if argument.startswith("-")]
    assert given == [option for option in given if option in options]


@each_hook
def test_a_hook_passes_on_the_examples(hook: dict[str, Any], repository: Path) -> None:
    done = run(hook, repository)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_validate_hook_fails_on_a_broken_spec(repository: Path) -> None:
    spec = repository / SPECS[0]
    spec.write_text(spec.read_text().replace("max_jobs:", "max_job:"))

    assert run(HOOKS["hpo-spec-validate"], repository).returncode == 1


def test_the_render_hook_fails_on_a_stale_request_and_writes_nothing(repository: Path) -> None:
    request = repository / "requests" / "grid.json"
    request.write_text(stale := request.read_text().replace("Grid", "Random"))

    done = run(HOOKS["hpo-spec-render-check"], repository)
    assert done.returncode == 1
    assert '+    "Strategy": "Grid"' in done.stdout
    assert request.read_text() == stale


def test_the_render_hook_sees_all_specs_in_one_process() -> None:
    assert HOOKS["hpo-spec-render-check"]["require_serial"] is True


class TestReadme:
    def test_the_hooks_of_the_page_exist_and_take_their_options(self) -> None:
        (repository,) = RECIPES[".pre-commit-config.yaml"]["repos"]

        assert [hook["id"] for hook in repository["hooks"]] == list(HOOKS)
        for hook in repository["hooks"]:
            test_an_entry_is_a_verb_with_options_that_it_has({**HOOKS[hook["id"]], **hook})

    def test_the_release_of_the_page_is_this_one(self) -> None:
        from hpo_spec import __version__

        (repository,) = RECIPES[".pre-commit-config.yaml"]["repos"]
        assert repository["rev"] == f"v{__version__}"

    def test_the_steps_of_the_job_run(self, repository: Path) -> None:
        (job,) = RECIPES[".github/workflows/specs.yaml"]["jobs"].values()
        steps = [step["run"] for step in job["steps"] if step.get("run", "").startswith("hpo-spec")]

        assert len(steps) == 3
        for step in steps:
            done = shell(step, repository)
            assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
        (upload,) = (step for step in job["steps"] if "upload-sarif" in step.get("uses", ""))
        assert (repository / upload["with"]["sarif_file"]).is_file()
