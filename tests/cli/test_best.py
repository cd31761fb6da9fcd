"""`hpo-spec best`: all that is needed to use the best trial, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hpo_spec.cli.main import main
from hpo_spec.cli.options import Surroundings
from tests.aws.test_best_trial import LIST, TRAINED
from tests.scripted import FakeClock, ScriptedSageMaker, best_trial, ended, in_progress, pages_of_trials, trial

Show = Callable[..., Any]


@pytest.fixture
def sagemaker() -> ScriptedSageMaker:
    scripted = ScriptedSageMaker()
    scripted.operations = {"DescribeTrainingJob": lambda _: TRAINED, LIST: pages_of_trials()}
    return scripted


@pytest.fixture
def show(sagemaker: ScriptedSageMaker, capsys: pytest.CaptureFixture[str]) -> Show:
    """Runs `best boston` on a job that is at some step; the exit code, and what it prints."""

    def show(step: dict[str, Any], *options: str) -> tuple[int, str, str]:
        sagemaker.script("boston", step)
        surroundings = Surroundings(lambda **_: sagemaker.clients(), FakeClock())
        code = main(("best", "boston", *options), surroundings)
        return code, *capsys.readouterr()

    return show


def test_the_best_is_shown_with_all_hyperparameters_and_its_model(show: Show) -> None:
    code, printed, _ = show(ended("Completed", best=3.5))

    assert code == 0
    assert [line.split() for line in printed.splitlines()] == [
        ["training", "job", "boston-003-0e830ada"],
        ["validation:rmse", "3.5"],
        ["status", "Completed"],
        ["training", "time", "1m3s"],
        ["model", "s3://bucket/output/model.tar.gz"],
        ["hyperparameters", "eta", "=", "0.1", "(tuned)"],
        ["num_round", "=", "200"],
        ["_kfold", "=", "5"],
    ]


def test_json_has_the_same(show: Show) -> None:
    _, printed, _ = show(ended("Completed", best=3.5), "--output", "json")

    best = json.loads(printed)
    assert (best["name"], best["objective"], best["training_time_s"]) == ("boston-003-0e830ada", 3.5, 63)
    assert (best["tuned"], best["static"]) == ({"eta": "0.1"}, {"num_round": "200", "_kfold": "5"})
    assert best["artifact"] == "s3://bucket/output/model.tar.gz"


def test_a_better_parent_of_a_warm_start_is_pointed_out(show: Show) -> None:
    parent = {**best_trial(3.1), "TrainingJobName": "parent-001-aaaaaaaa"}

    _, _, said = show({**ended("Completed"), "OverallBestTrainingJob": parent})

    assert said.endswith("parent-001-aaaaaaaa is the best.\n")


@pytest.mark.parametrize(
    ("step", "trials", "reason"),
    [
        (in_progress(), [], "no training job yet"),
        (in_progress(0, 1), [trial("a", status="InProgress")], "none of its 1 training jobs has logged its objective"),
        (ended("Failed", best=None), [trial("a", status="Failed", FailureReason="No data")], "because of: No data"),
        (ended("Completed", best=None), [trial("a")], "regular expression"),
    ],
)
def test_without_a_best_it_ends_with_1_and_the_reason(
    step: dict[str, Any], trials: list[Any], reason: str, show: Show, sagemaker: ScriptedSageMaker
) -> None:
    sagemaker.operations[LIST] = pages_of_trials(*trials)

    code, printed, said = show(step)

    assert (code, printed) == (1, "")
    assert "'boston' has no best trial" in said
    assert reason in said
