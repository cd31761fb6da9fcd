"""A tuning job as an Optuna study, in memory and in a database."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState

from hpo_spec.errors import UsageError
from hpo_spec.report.study import TUNING_JOB, export_study, study_of
from tests.report.jobs import described, finished, several_definitions, trial, tuned


def test_ranges_become_distributions() -> None:
    (frozen,) = study_of(described(), finished(1)).trials

    assert frozen.distributions == {
        "eta": FloatDistribution(0.001, 0.5, log=True),
        "momentum": FloatDistribution(0.5, 0.999),  # Optuna has no reverse logarithm
        "depth": IntDistribution(2, 12),
        "booster": CategoricalDistribution(("gbtree", "dart")),
    }
    assert frozen.params == tuned(0)


@pytest.mark.parametrize(("high", "is_log"), [("0.09", False), ("0.1", True)])
def test_automatic_scaling_is_logarithmic_for_a_range_of_two_decades(high: str, is_log: bool) -> None:
    ranges = {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0.001", "MaxValue": high}]}

    (frozen,) = study_of(described(ranges=ranges), [trial(objective=1.0, tuned={"x": 0.002})]).trials

    assert frozen.distributions["x"] == FloatDistribution(0.001, float(high), log=is_log)


@pytest.mark.parametrize(
    ("status", "objective", "state"),
    [
        ("Completed", 1.0, TrialState.COMPLETE),
        ("Stopped", 1.0, TrialState.PRUNED),
        ("Stopped", None, TrialState.FAIL),
        ("Failed", None, TrialState.FAIL),
        ("Failed", 1.0, TrialState.FAIL),
        ("Completed", None, TrialState.FAIL),
        ("Completed", float("nan"), TrialState.FAIL),
        ("InProgress", None, TrialState.RUNNING),
        ("InProgress", 1.0, TrialState.RUNNING),
        ("Stopping", 1.0, TrialState.RUNNING),
    ],
)
def test_a_status_becomes_a_state(status: str, objective: float | None, state: TrialState) -> None:
    (frozen,) = study_of(described(), [trial(0, status, objective)]).trials

    assert frozen.state == state
    assert frozen.value == (objective if state in (TrialState.COMPLETE, TrialState.PRUNED) else None)


def test_trials_are_numbered_as_they_were_created() -> None:
    study = study_of(described(), list(reversed(finished(3))))

    assert [item.user_attrs["training job"] for item in study.trials] == ["job-000", "job-001", "job-002"]


def test_a_trial_keeps_what_the_api_says_about_it() -> None:
    failed = trial(0, "Failed", definition="trees", failure_reason="AlgorithmError: no data")

    (frozen,) = study_of(described(), [failed]).trials

    assert frozen.user_attrs == {
        "training job": "job-000",
        "status": "Failed",
        "definition": "trees",
        "failure reason": "AlgorithmError: no data",
    }
    assert failed.started
    assert frozen.datetime_start == failed.started.astimezone().replace(tzinfo=None)
    assert frozen.duration == timedelta(seconds=90)


def test_one_that_was_stopped_before_it_started_has_taken_no_time() -> None:
    (frozen,) = study_of(described(), [trial(0, "Stopped", started=None, ended=None)]).trials

    assert frozen.duration == timedelta(0)


@pytest.mark.parametrize(("kind", "direction"), [("Minimize", "MINIMIZE"), ("Maximize", "MAXIMIZE")])
def test_the_study_has_the_direction_and_the_metric_of_the_job(kind: str, direction: str) -> None:
    study = study_of(described(kind), [])

    assert study.study_name == "job"
    assert study.direction.name == direction
    assert study.metric_names == ["loss"]


def test_several_definitions_share_a_distribution_for_a_shared_name() -> None:
    trials = [
        trial(0, objective=1.0, definition="trees", tuned={"eta": 0.1}),
        trial(1, objective=2.0, definition="vectors", tuned={"eta": 0.9, "kernel": "rbf"}),
    ]

    first, second = study_of(several_definitions(), trials).trials

    assert first.params == {"eta": 0.1}
    assert second.params == {"eta": 0.9, "kernel": "rbf"}
    assert first.distributions["eta"] == second.distributions["eta"] == FloatDistribution(0.1, 0.9)


def test_a_value_that_no_range_has_is_kept() -> None:
    """Autotune chooses ranges of its own."""
    values = [{"depth": 40, "extra": 1.5, "solver": "adam"}, {"depth": 3, "extra": 2, "solver": "sgd"}]

    study = study_of(described(), [trial(number, objective=1.0, tuned=item) for number, item in enumerate(values)])

    assert [item.params for item in study.trials] == values
    assert study.trials[0].distributions["depth"] == IntDistribution(2, 40)


def test_a_name_that_is_a_number_here_and_a_text_there_is_a_text() -> None:
    job = several_definitions()
    ranges = {"CategoricalParameterRanges": [{"Name": "eta", "Values": ["small", "large"]}]}
    job["TrainingJobDefinitions"][1]["HyperParameterRanges"] = ranges

    study = study_of(
        job, [trial(0, objective=1.0, tuned={"eta": 0.3}), trial(1, objective=1.0, tuned={"eta": "small"})]
    )

    assert [item.params["eta"] for item in study.trials] == ["0.3", "small"]


def test_a_database_gives_back_the_same_study(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'study.db'}"
    trials = [*finished(3), trial(3, "Failed"), trial(4, "InProgress"), trial(5, "Stopped", 0.5)]

    export_study(described(), trials, url)

    expected, loaded = study_of(described(), trials), optuna.load_study(study_name="job", storage=url)
    assert [_told(item) for item in loaded.trials] == [_told(item) for item in expected.trials]
    assert (loaded.direction, loaded.user_attrs) == (expected.direction, expected.user_attrs)


def test_exporting_again_replaces_what_was_exported(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'study.db'}"

    export_study(described(), [trial(0, "InProgress")], url)
    export_study(described(), finished(2), url)
    export_study(described(), finished(2), url)

    assert optuna.get_all_study_names(url) == ["job"]
    assert [item.state for item in optuna.load_study(study_name="job", storage=url).trials] == [TrialState.COMPLETE] * 2


def test_somebody_elses_study_of_that_name_stays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'study.db'}"
    optuna.create_study(study_name="job", storage=url).add_trial(optuna.create_trial(value=1.0))

    with pytest.raises(UsageError, match="that hpo-spec did not write: name another database"):
        export_study(described(), finished(2), url)

    assert len(optuna.load_study(study_name="job", storage=url).trials) == 1


def test_other_studies_in_the_database_stay(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'study.db'}"

    export_study(described(), finished(1), url)
    export_study({**described(), "HyperParameterTuningJobName": "other"}, finished(2), url)

    assert optuna.get_all_study_names(url) == ["job", "other"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("study.db", "is no database URL: write sqlite:///study.db for a file"),
        ("", "write sqlite:///study.db"),
        ("sqlite://", "is forgotten when this ends"),
        ("sqlite:///:memory:", "is forgotten when this ends"),
        ("sqlite:////no/such/folder/study.db", "unable to open database file"),
        ("nonsense://x", "cannot write the study to 'nonsense://x'"),
        ("postgresql://me:hunter22@host/db", r"postgresql://me:\*+@host/db"),
    ],
)
def test_a_database_that_cannot_be_used_is_an_error_with_the_reason(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        export_study(described(), finished(1), url)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is not a database, but a text of some length\n" * 20)

    with pytest.raises(UsageError, match="file is not a database"):
        export_study(described(), finished(1), f"sqlite:///{path}")


def test_the_export_is_marked_as_ours(tmp_path: Path) -> None:
    export_study(described(), finished(1), f"sqlite:///{tmp_path / 'study.db'}")

    with sqlite3.connect(tmp_path / "study.db") as database:
        keys = [key for (key,) in database.execute("select key from study_user_attributes")]
    database.close()
    assert TUNING_JOB in keys


def _told(frozen: optuna.trial.FrozenTrial) -> tuple[object, ...]:
    times = (frozen.datetime_start, frozen.datetime_complete)
    return (frozen.number, frozen.state, frozen.value, frozen.params, frozen.distributions, frozen.user_attrs, times)
