"""The trials of a tuning job: typed, ranked, a few calls for many."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpo_spec.aws import TuningJob
from hpo_spec.aws.trials import Trial, Trials, ranked
from hpo_spec.errors import JobNotFound, UsageError
from tests.scripted import START, ScriptedSageMaker, ended, pages_of_trials, trial

LIST = "ListTrainingJobsForHyperParameterTuningJob"


def integers(*names: str) -> dict[str, Any]:
    return {"IntegerParameterRanges": [{"Name": name, "MinValue": "0", "MaxValue": "99"} for name in names]}


def continuous(*names: str) -> dict[str, Any]:
    return {"ContinuousParameterRanges": [{"Name": name, "MinValue": "0", "MaxValue": "1"} for name in names]}


def categorical(*names: str) -> dict[str, Any]:
    return {"CategoricalParameterRanges": [{"Name": name, "Values": ["1", "2"]} for name in names]}


def request(kind: str = "Minimize", **ranges: Any) -> dict[str, Any]:
    """What Describe gives of a job that tunes one definition."""
    objective = {"Type": kind, "MetricName": "validation:rmse"}
    config = {"Strategy": "Bayesian", "HyperParameterTuningJobObjective": objective, "ParameterRanges": ranges}
    return {
        "HyperParameterTuningJobConfig": config,
        "TrainingJobDefinition": {"StaticHyperParameters": {"num_round": "9"}},
    }


def trials_of(
    sagemaker: ScriptedSageMaker, *summaries: dict[str, Any], described: dict[str, Any] | None = None
) -> Trials:
    sagemaker.script("job", ended("Completed"), request=described or request())
    sagemaker.operations[LIST] = pages_of_trials(*summaries)
    return TuningJob("job", sagemaker.clients()).trials()


def test_five_hundred_trials_come_in_five_calls(sagemaker: ScriptedSageMaker) -> None:
    trials = trials_of(sagemaker, *(trial(f"job-{number:03}", number) for number in range(500)))

    assert len(trials) == 500
    assert sagemaker.calls.count(LIST) == 5
    assert "DescribeTrainingJob" not in sagemaker.calls


@pytest.mark.parametrize(("kind", "first"), [("Minimize", "low"), ("Maximize", "high")])
def test_the_best_comes_first_in_the_direction_of_the_objective(
    kind: str, first: str, sagemaker: ScriptedSageMaker
) -> None:
    summaries = [trial("middle", 2), trial("high", 3), trial("low", 1)]

    trials = trials_of(sagemaker, *summaries, described=request(kind))

    assert trials[0].name == first
    assert trials[1].name == "middle"


def test_the_direction_of_several_definitions_is_theirs(sagemaker: ScriptedSageMaker) -> None:
    objective = {"Type": "Maximize", "MetricName": "auc"}
    definitions = [{"DefinitionName": name, "TuningObjective": objective} for name in ("a", "b")]
    described = {"TrainingJobDefinitions": definitions}

    trials = trials_of(sagemaker, trial("low", 1), trial("high", 3), described=described)

    assert [item.name for item in trials] == ["high", "low"]


def test_what_has_no_objective_that_counts_comes_last(sagemaker: ScriptedSageMaker) -> None:
    trials = trials_of(
        sagemaker,
        trial("failed", status="Failed", FailureReason="AlgorithmError: no"),
        trial("nan", float("nan")),
        trial("pending", 0.1, status="InProgress", ObjectiveStatus="Pending"),
        trial("done", 5),
    )

    assert [item.name for item in trials] == ["done", "failed", "nan", "pending"]
    assert [item.has_succeeded for item in trials] == [True, False, False, False]
    assert trials[2].objective is None
    assert trials[3].objective == 0.1


def test_values_are_what_their_ranges_say(sagemaker: ScriptedSageMaker) -> None:
    tuned = {"depth": "3", "eta": "0.10", "booster": "1", "quoted": '"4"'}
    ranges = {**integers("depth", "quoted"), **continuous("eta"), **categorical("booster")}

    (found,) = trials_of(sagemaker, trial("a", 1, TunedHyperParameters=tuned), described=request(**ranges))

    assert found.tuned == {"depth": 3, "eta": 0.1, "booster": "1", "quoted": 4}
    assert isinstance(found.tuned["depth"], int)


def test_each_definition_has_types_of_its_own(sagemaker: ScriptedSageMaker) -> None:
    definitions = [
        {"DefinitionName": "a", "HyperParameterRanges": integers("x")},
        {"DefinitionName": "b", "HyperParameterRanges": categorical("x")},
    ]
    summaries = [
        trial(name, 1, TrainingJobDefinitionName=name, TunedHyperParameters={"x": "1", name: "2"}) for name in "ab"
    ]

    first, second = trials_of(sagemaker, *summaries, described={"TrainingJobDefinitions": definitions})

    assert (first.definition, first.tuned["x"]) == ("a", 1)
    assert (second.definition, second.tuned["x"]) == ("b", "1")


def test_what_autotune_chose_is_a_number_if_it_looks_like_one(sagemaker: ScriptedSageMaker) -> None:
    tuned = {"x": "3", "y": "1e-3", "z": "sgd"}

    (found,) = trials_of(sagemaker, trial("a", 1, TunedHyperParameters=tuned))

    assert found.tuned == {"x": 3, "y": 0.001, "z": "sgd"}


def test_a_value_that_is_not_of_its_range_stays_a_text(sagemaker: ScriptedSageMaker) -> None:
    summary = trial("a", 1, TunedHyperParameters={"depth": "deep"})

    (found,) = trials_of(sagemaker, summary, described=request(**integers("depth")))

    assert found.tuned == {"depth": "deep"}


def test_a_trial_takes_from_its_start_to_its_end_or_until_now(sagemaker: ScriptedSageMaker) -> None:
    running, waiting = trial("b", status="InProgress"), trial("c", status="InProgress")
    del running["TrainingEndTime"], waiting["TrainingEndTime"], waiting["TrainingStartTime"]

    trials = trials_of(sagemaker, trial("a", 1), running, waiting)

    now = START + timedelta(minutes=11)
    assert [item.duration_s(now) for item in trials] == [120, 600, None]


def test_a_trial_is_plain_data_for_programs(sagemaker: ScriptedSageMaker) -> None:
    (found,) = trials_of(sagemaker, trial("a", 1.5, TunedHyperParameters={"x": "3"}))

    plain = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert (plain["name"], plain["objective"], plain["tuned"]) == ("a", 1.5, {"x": 3})
    assert (plain["created"], plain["duration_s"]) == ("2026-11-23T12:00:00+00:00", 120)


def test_a_job_without_trials_has_none(sagemaker: ScriptedSageMaker) -> None:
    assert trials_of(sagemaker) == Trials()


def test_a_job_that_is_not_there_is_named(sagemaker: ScriptedSageMaker) -> None:
    with pytest.raises(JobNotFound, match="'nobody'"):
        TuningJob("nobody", sagemaker.clients()).trials()


def test_a_data_frame_needs_pandas_and_says_so(sagemaker: ScriptedSageMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(UsageError, match="pip install pandas"):
        trials_of(sagemaker, trial("a", 1)).to_dataframe()


def test_a_data_frame_has_a_row_for_each_trial_and_a_column_for_each_hyperparameter(
    sagemaker: ScriptedSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))  # pandas is large, and takes any rows
    summaries = [trial("a", 1, TunedHyperParameters={"x": "3"}), trial("b", 2, TunedHyperParameters={"y": "0.5"})]

    first, second = trials_of(sagemaker, *summaries).to_dataframe()

    assert (first["trial"], first["objective"], first["x"], first["y"]) == ("a", 1, 3, None)
    assert (second["x"], second["y"], second["duration_s"]) == (None, 0.5, 120)


def test_a_hyperparameter_called_like_a_column_does_not_hide_it(
    sagemaker: ScriptedSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))
    summary = trial("a", 1.5, TunedHyperParameters={"objective": "reg:gamma"})

    (row,) = trials_of(sagemaker, summary).to_dataframe()

    assert (row["objective"], row["objective (tuned)"]) == (1.5, "reg:gamma")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), max_size=20), st.booleans())
def test_ranking_loses_nothing_and_is_in_order(values: list[float | None], maximize: bool) -> None:
    trials = [
        Trial(f"t-{place}", "Completed", value, "", value is not None, "", {}, START, None, None, "")
        for place, value in enumerate(values)
    ]

    found = ranked(trials, maximize=maximize)

    counted = [item.objective for item in found if item.has_succeeded]
    assert sorted(item.name for item in found) == sorted(item.name for item in trials)
    assert counted == sorted((value for value in values if value is not None), reverse=maximize)
    assert all(item.objective is None for item in found[len(counted) :])
