"""Start-up is a feature: what is not used is not imported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("boto3", "botocore", "rich", "optuna", "plotly", "xgboost", "requests", "asyncio")


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n' + ' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_package_alone_loads_next_to_nothing() -> None:
    loaded = modules_after("import hpo_spec")

    assert loaded.isdisjoint({*HEAVY, "pydantic", "yaml", "click"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "specs/boston-housing.yaml"],
        ["validate", "specs/boston-housing.yaml", "--format", "sarif"],
        ["explain"],
        ["explain", "value-unknown"],
        ["render", "specs/boston-housing.yaml"],
        ["iam-policy", "specs/boston-housing.yaml"],
        ["import", "tests/golden/specs/boston-housing.json"],
        ["schema"],
        ["init"],
        ["diff", "specs/boston-housing.yaml", "specs/grid.yaml"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_an_offline_verb_loads_neither_boto3_nor_rich(arguments: list[str]) -> None:
    loaded = modules_after(f"from hpo_spec.cli.main import main\nmain({arguments!r})")

    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "module",
    [
        "hpo_spec.spec",
        "hpo_spec.request",
        "hpo_spec.lint",
        "hpo_spec.aws",
        "hpo_spec.local_mode",
        "hpo_spec.report.page",
    ],
)
def test_a_library_module_loads_neither_boto3_nor_rich(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint(HEAVY)


def test_what_talks_to_aws_knows_no_spec() -> None:
    loaded = modules_after("import hpo_spec.aws, hpo_spec.request.comparing")

    assert loaded.isdisjoint({"pydantic", "yaml", "hpo_spec.spec", "hpo_spec.source"})


def test_lint_loads_only_what_a_spec_has() -> None:
    loaded = modules_after("from hpo_spec.cli.main import main\nmain(['validate', 'specs/boston-housing.yaml'])")

    assert "hpo_spec.facts.algorithms.xgboost" in loaded
    assert loaded.isdisjoint(
        {"hpo_spec.facts.algorithms.kmeans", "hpo_spec.lint.regex_tree", "hpo_spec.facts.starters"}
    )


def test_without_lint_no_rule_is_loaded() -> None:
    loaded = modules_after("from hpo_spec.cli.main import main\nmain(['render', 'specs/grid.yaml', '--no-lint'])")

    assert "hpo_spec.lint" not in loaded


@pytest.mark.parametrize("module", ["hpo_spec.local.running.tuning", "hpo_spec.local.programs.xgboost.training"])
def test_what_runs_for_each_job_or_trial_loads_no_models_and_no_boto3(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint({*HEAVY, "pydantic", "yaml", "click", "numpy"})
