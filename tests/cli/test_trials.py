"""`hpo-spec trials`, on a scripted SageMaker and on the local engine."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from hpo_spec.local_mode import local_clients
from tests.local.jobs import QUADRATIC, definition, nothing_left, run, stand_in, tuning_request
from tests.scripted import FakeClock, ScriptedSageMaker, ended, pages_of_trials, trial

Run = Callable[..., int]
LIST = "ListTrainingJobsForHyperParameterTuningJob"


@pytest.fixture
def sagemaker() -> ScriptedSageMaker:
    ranges = {
        "ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0", "MaxValue": "1"}],
        "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "99"}],
    }
    objective = {"Type": "Minimize", "MetricName": "validation:rmse"}
    config = {"Strategy": "Bayesian", "HyperParameterTuningJobObjective": objective, "ParameterRanges": ranges}
    scripted = ScriptedSageMaker()
    scripted.script("boston", ended("Completed"), request={"HyperParameterTuningJobConfig": config})
    definitions = {"TrainingJobDefinition": {"RoleArn": "r"}}
    scripted.jobs["boston"].request |= definitions
    scripted.operations[LIST] = pages_of_trials(
        trial("boston-001-aaaaaaaa", 4.5, TunedHyperParameters={"eta": "0.1", "depth": "10"}),
        trial("boston-002-bbbbbbbb", 3.5, TunedHyperParameters={"eta": "0.3", "depth": "9"}),
        trial(
            "boston-003-cccccccc",
            status="Failed",
            TunedHyperParameters={"eta": "0.2", "depth": "2"},
            FailureReason="AlgorithmError: [/opt/ml/input] is\nempty, [bold]truly[/] empty" + "!" * 60,
        ),
    )
    return scripted


@pytest.fixture
def show(sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs `trials boston`; what it prints."""

    def show(*options: str, code: int = 0) -> str:
        surroundings = Surroundings(lambda **_: sagemaker.clients(), FakeClock())
        assert main(("trials", "boston", *options), surroundings) == code
        printed = capsys.readouterr()
        return printed.out if code == 0 and printed.out else printed.err

    return show


def names(printed: str) -> list[str]:
    return [word[7:10] for line in printed.splitlines() for word in line.split() if word.startswith("boston-0")]


def test_a_row_for_each_trial_with_rank_objective_and_hyperparameters(show: Callable[..., str]) -> None:
    head, first, second, failed = show().splitlines()

    assert head.split() == ["rank", "trial", "status", "validation:rmse", "eta", "depth", "time", "reason"]
    assert first.split() == ["1", "boston-002-bbbbbbbb", "Completed", "3.5", "0.3", "9", "2m"]
    assert second.split()[:2] == ["2", "boston-001-aaaaaaaa"]
    assert failed.split()[:4] == ["boston-003-cccccccc", "Failed", "0.2", "2"]


def test_a_reason_is_shortened_to_a_line_and_its_brackets_are_no_markup(show: Callable[..., str]) -> None:
    failed = show().splitlines()[-1].rstrip()

    assert "AlgorithmError: [/opt/ml/input] is empty, [bold]truly[/]" in failed
    assert failed.endswith("…")


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ([], ["002", "001", "003"]),
        (["--sort", "eta"], ["001", "003", "002"]),
        (["--sort", "depth"], ["003", "002", "001"]),
        (["--sort", "name"], ["001", "002", "003"]),
        (["--sort", "status"], ["002", "001", "003"]),
        (["--sort", "duration"], ["002", "001", "003"]),
        (["--top", "1"], ["002"]),
        (["--status", "Failed"], ["003"]),
        (["--status", "completed", "--top", "5"], ["002", "001"]),
    ],
)
def test_trials_are_sorted_and_chosen(options: list[str], order: list[str], show: Callable[..., str]) -> None:
    assert names(show(*options)) == order


def test_the_rank_is_that_among_all(show: Callable[..., str]) -> None:
    (second,) = [line for line in show("--sort", "eta", "--top", "1").splitlines() if "boston-001" in line]

    assert second.split()[0] == "2"


def test_a_row_stays_a_row_however_many_hyperparameters_there_are(
    show: Callable[..., str], sagemaker: ScriptedSageMaker
) -> None:
    tuned = {f"hyperparameter-{number}": "0.123456" for number in range(30)}
    sagemaker.operations[LIST] = pages_of_trials(*(trial(name, 1, TunedHyperParameters=tuned) for name in "ab"))

    head, first, second = show().splitlines()

    assert len(head.split()) == 5 + 30
    assert first.split()[4] == second.split()[4] == "0.12346"


def test_nothing_to_show_is_said(show: Callable[..., str]) -> None:
    assert show("--status", "Stopped") == "boston has no training job that is Stopped.\n"


@pytest.mark.parametrize("options", [["--sort", "colour"], ["--status", "Sleeping"], ["--top", "0"]])
def test_what_makes_no_sense_names_what_does(options: list[str], show: Callable[..., str]) -> None:
    said = show(*options, code=2)

    assert any(word in said for word in ("duration, eta, depth", "Stopped", "x>=1"))


def test_json_has_all_of_each_trial(show: Callable[..., str]) -> None:
    first, _, failed = json.loads(show("--output", "json"))

    assert (first["rank"], first["objective"], first["tuned"]) == (1, 3.5, {"eta": 0.3, "depth": 9})
    assert (failed["rank"], failed["objective"], failed["status"]) == (None, None, "Failed")
    assert failed["failure_reason"].endswith("!")


def test_csv_has_a_column_for_each_hyperparameter(show: Callable[..., str]) -> None:
    first, _, failed = csv.DictReader(io.StringIO(show("--output", "csv")))

    assert (first["rank"], first["objective"], first["eta"], first["depth"]) == ("1", "3.5", "0.3", "9")
    assert (failed["rank"], failed["objective"]) == ("", "")
    assert "is\nempty" in failed["failure_reason"]


def test_an_unknown_job_ends_with_4(sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("trials", "nobody"), Surroundings(lambda **_: sagemaker.clients(), None)) == 4
    assert "There is no tuning job 'nobody'" in capsys.readouterr().err


class TestLocally:
    @pytest.fixture
    def root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("HPO_SPEC_LOCAL_ROOT", str(tmp_path / "root"))
        with nothing_left(tmp_path / "root"):
            stand_in(tmp_path / "root", QUADRATIC)
            yield tmp_path / "root"

    def test_several_definitions_are_one_table(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(local_clients(root), two_definitions())

        assert main(["trials", "two", "--local", "--output", "csv"]) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert {row["definition"] for row in rows} == {"first", "second"}
        assert all(bool(row["y"]) == (row["definition"] == "second") and row["x"] for row in rows)
        assert [float(row["objective"]) for row in rows] == sorted(float(row["objective"]) for row in rows)
        assert main(["trials", "two", "--local"]) == 0
        assert capsys.readouterr().out.split()[:4] == ["rank", "trial", "definition", "status"]

    def test_a_warm_started_job_has_its_own_trials(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        clients = local_clients(root)
        run(clients, tuning_request("parent", max_jobs=2))
        warm_start = {
            "WarmStartType": "IdenticalDataAndAlgorithm",
            "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "parent"}],
        }
        run(clients, {**tuning_request("child", max_jobs=2), "WarmStartConfig": warm_start})

        assert main(["trials", "child", "--local", "--output", "json"]) == 0
        assert [item["name"][:6] for item in json.loads(capsys.readouterr().out)] == ["child-", "child-"]


def two_definitions() -> dict[str, Any]:
    request = tuning_request("two", max_jobs=4)
    request.pop("TrainingJobDefinition")
    config = request["HyperParameterTuningJobConfig"]
    ranges, objective = config.pop("ParameterRanges"), config.pop("HyperParameterTuningJobObjective")
    more = {"IntegerParameterRanges": [{"Name": "y", "MinValue": "1", "MaxValue": "9"}]}
    return {
        **request,
        "TrainingJobDefinitions": [
            definition(DefinitionName=name, TuningObjective=objective, HyperParameterRanges=of_its_own)
            for name, of_its_own in (("first", ranges), ("second", {**ranges, **more}))
        ],
    }
