"""Training logs, stops and saves as SageMaker's XGBoost image does."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from hpo_spec.local.programs.xgboost.metrics import metric_definitions
from hpo_spec.local.programs.xgboost.models import read_model
from hpo_spec.local.programs.xgboost.problems import UserError, training_failure
from hpo_spec.local.programs.xgboost.training import train
from hpo_spec.local.running.scraping import Scraper
from tests.local.programs.xgboost_jobs import LATEST, container, csv_text, rows, trained

NUMBER = r"\d+\.\d{5}"
CLASSES = {"objective": "multi:softprob", "num_class": "3"}


def lines(capsys) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("[") and "hpo-spec" not in line]


def metrics_of(line: str) -> list[str]:
    return [cell.rpartition(":")[0] for cell in line.split("\t")[1:]]


def test_each_round_is_a_line_with_tabs_and_five_decimals(tmp_path, capsys):
    trained(tmp_path, {})

    found = lines(capsys)
    assert len(found) == 3
    assert re.fullmatch(rf"\[0\]\ttrain-rmse:{NUMBER}\tvalidation-rmse:{NUMBER}", found[0])


def test_the_first_images_wrote_numbers_as_short_as_they_are(tmp_path, capsys):
    trained(tmp_path, {"eval_metric": "error@0.7", "objective": "binary:logistic"}, "0.90-1", classes=2)

    assert re.search(r"train-error@0\.7:0(\.\d{1,6})?\t", lines(capsys)[-1])


def test_what_is_logged_is_found_by_the_metric_definitions(tmp_path, capsys):
    trained(tmp_path, {"num_round": "1"})

    scraper = Scraper(metric_definitions(LATEST))
    found = scraper.found_in(lines(capsys)[0].replace("\t", "#011"), 0.0)
    assert [item.metric for item in found] == ["train:rmse", "validation:rmse"]


@pytest.mark.parametrize(
    ("version", "hyperparameters", "metric"),
    [
        ("1.2-2", {"objective": "binary:logistic"}, "error"),
        ("1.3-1", {"objective": "binary:logistic"}, "logloss"),
        ("1.5-1", {"objective": "binary:logitraw"}, "auc"),
        ("1.7-1", {"objective": "binary:logitraw"}, "logloss"),
        ("1.2-2", {"objective": "multi:softmax", "num_class": "2"}, "merror"),
        ("1.7-1", {"objective": "reg:gamma"}, "gamma-nloglik"),
        ("3.0-5", {"objective": "reg:gamma"}, "gamma-deviance"),
        ("3.2-0", {"objective": "reg:tweedie", "tweedie_variance_power": "1.3"}, "tweedie-nloglik@1.3"),
        ("0.90-2", {}, "rmse"),
    ],
)
def test_without_a_metric_the_one_that_the_version_took_is_logged(tmp_path, capsys, version, hyperparameters, metric):
    labelled = [[1 + row[0] if "gamma" in metric else row[0], *row[1:]] for row in rows(classes=2)]
    train(container(tmp_path, hyperparameters, {"train": csv_text(labelled)}), version)

    assert metrics_of(lines(capsys)[0]) == [f"train-{metric}"]


def test_all_metrics_of_the_training_data_come_first(tmp_path, capsys):
    trained(tmp_path, {"eval_metric": "rmse,mae", "objective": "reg:squarederror"})

    assert metrics_of(lines(capsys)[0]) == ["train-rmse", "train-mae", "validation-rmse", "validation-mae"]


def test_the_objective_of_the_tuning_is_logged_too(tmp_path, capsys):
    trained(tmp_path, {"_tuning_objective_metric": "validation:mae"})

    assert metrics_of(lines(capsys)[0]) == ["train-mae", "validation-mae"]


def test_beside_a_metric_of_the_image_s_own_the_default_is_logged(tmp_path, capsys):
    trained(tmp_path, {"eval_metric": "accuracy", "objective": "binary:logistic"}, classes=2)

    assert metrics_of(lines(capsys)[0])[:2] == ["train-logloss", "train-accuracy"]


@pytest.mark.parametrize("objective", ["binary:logistic", "binary:logitraw", "multi:softmax", "multi:softprob"])
def test_the_accuracy_counts_classes_whatever_the_objective_predicts(tmp_path, capsys, objective):
    classes = {"num_class": "2"} if objective.startswith("multi") else {}
    told = {"num_round": "30", "eta": "1", "min_child_weight": "0", "eval_metric": "accuracy"}
    trained(tmp_path, {"objective": objective, **told, **classes}, classes=2)

    assert "train-accuracy:1.00000" in lines(capsys)[-1]


def test_the_precision_of_more_than_two_classes_is_an_error_of_the_user(tmp_path):
    with pytest.raises(UserError, match="^Target is multiclass but average='binary'"):
        trained(tmp_path, {"eval_metric": "precision", **CLASSES}, classes=3)


STOPPING = {"num_round": "60", "early_stopping_rounds": "2", "eta": "1", "eval_metric": "rmse"}
SQUARED = {"objective": "reg:squarederror"}


def noise() -> dict[str, str]:
    """Nothing can be learned for the validation from this, so it gets no better for long."""
    other = [[10 - row[0], *row[1:]] for row in rows(20)]
    return {"train": csv_text(rows()), "validation": csv_text(other)}


def test_training_stops_when_the_validation_gets_no_better(tmp_path, capsys):
    train(container(tmp_path, {**STOPPING, **SQUARED}, noise()), LATEST)

    assert len(lines(capsys)) < 60


@pytest.mark.parametrize(
    ("hyperparameters", "files"),
    [
        ({**STOPPING, **SQUARED}, {"train": csv_text(rows())}),
        ({name: value for name, value in STOPPING.items() if name != "eval_metric"}, noise()),
    ],
    ids=["no validation channel", "no metric named"],
)
def test_early_stopping_is_silently_off(tmp_path, capsys, hyperparameters, files):
    train(container(tmp_path, hyperparameters, files), LATEST)

    assert len(lines(capsys)) == 60


def test_before_1_3_early_stopping_needed_no_metric(tmp_path, capsys):
    told = {name: value for name, value in STOPPING.items() if name != "eval_metric"}
    train(container(tmp_path, told, noise()), "1.2-2")

    assert len(lines(capsys)) < 60


def test_the_model_is_one_file_and_the_best_round_s(tmp_path):
    train(container(tmp_path, {**STOPPING, **SQUARED}, noise()), LATEST)

    (path,) = (tmp_path / "model").iterdir()
    assert path.name == "xgboost-model"
    assert read_model(path).num_boosted_rounds() < 10


@pytest.mark.parametrize(("keeps", "left"), [("true", ["xgboost-model"]), ("false", [])])
def test_a_job_that_is_stopped_has_a_model_if_it_asked_for_one(tmp_path, monkeypatch, keeps, left):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("hpo_spec.local.programs.xgboost.training.write_model", stopped)
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path, {"save_model_on_termination": keeps})

    assert [path.name for path in (tmp_path / "model").iterdir()] == left


def test_what_the_user_can_mend_is_said_bare():
    text = "[00:00:00] regression_obj.cu:1: label must be in [0,1] for logistic regression"

    assert str(training_failure(ValueError(text))) == text


def test_what_else_fails_in_xgboost_is_said_with_a_head(tmp_path):
    with pytest.raises(UserError, match="^XGB train call failed with exception:\n "):
        trained(tmp_path, {"tree_method": "gpu_hist"})


def test_a_gpu_of_an_earlier_image_is_this_machine_s_processor(tmp_path, capsys):
    trained(tmp_path, {"tree_method": "gpu_hist"}, "1.7-1")

    assert "not honoured here: tree_method gpu_hist" in capsys.readouterr().out


def test_the_program_leaves_its_reason_where_sagemaker_looks_for_it(tmp_path):
    container(tmp_path, {"eta": "1.5"})

    done = subprocess.run(
        [sys.executable, "-m", "hpo_spec.local.programs.xgboost", LATEST],
        env={**os.environ, "SAGEMAKER_BASE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert (tmp_path / "output" / "failure").read_text() == "Hyperparameter eta: 1.5 is not in [0, 1]"
