"""Hyperparameters are read, and refused, in the words of SageMaker's XGBoost image."""

from __future__ import annotations

import pytest

from hpo_spec.facts.algorithms.xgboost import ALGORITHM
from hpo_spec.local.programs.xgboost.hyperparameters import read_hyperparameters
from hpo_spec.local.programs.xgboost.problems import UserError

LATEST = ALGORITHM.versions[-1]
AUC_REFUSED = "Metric 'auc' can only be applied for classification and ranking problems."
INTERACTION_REFUSED = (
    "interaction_constraints can be used only when the tree_method parameter is set to either 'exact', 'hist' or "
    "'approx'."
)
THRESHOLD_REFUSED = (
    "Metric 'tweedie-nloglik@1.5' is not supported. Parameter 'eval_metric' with customized threshold should be one of "
    "these options: 'error', 'ndcg', 'map'."
)
MONOTONE_REFUSED = (
    "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'."
)
NO_NUMBER = "Hyperparameter num_round: could not parse value (caused by ValueError)"
SQUARED = {"objective": "reg:squarederror"}


def refusal(given: dict[str, str], version: str = LATEST) -> str:
    with pytest.raises(UserError) as error:
        read_hyperparameters(given, version)
    return str(error.value)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "Missing required hyperparameter: num_round"),
        ({"num_round": "10.0"}, NO_NUMBER),
        ({"num_round": "10.0", "eta": "abc"}, NO_NUMBER),
        ({"num_round": "1", "eta": "abc"}, "Hyperparameter eta: could not parse value (caused by ValueError)"),
        ({"num_round": "1", "eta": "1.5"}, "Hyperparameter eta: 1.5 is not in [0, 1]"),
        ({"num_round": "1", "eta": "2"}, "Hyperparameter eta: 2.0 is not in [0, 1]"),
        ({"num_round": "1", "subsample": "0"}, "Hyperparameter subsample: 0.0 is not in (0, 1]"),
        ({"num_round": "0"}, "Hyperparameter num_round: 0 is not in [1, +inf)"),
        ({"num_round": "1", "device": "cuda"}, "Extraneous hyperparameter found: device"),
        (
            {"num_round": "1", "objective": "multi:softmax"},
            "Require input for parameter 'num_class' for multi-classification",
        ),
        ({"num_round": "1", "eval_metric": "auc", **SQUARED}, AUC_REFUSED),
        (
            {"num_round": "1", "eval_metric": "aft-nloglik", **SQUARED},
            "Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.",
        ),
        ({"num_round": "1", "eval_metric": "rmse"}, "KeyError: 'objective'"),
        ({"num_round": "1", "eval_metric": "auc"}, "KeyError: 'objective'"),
        (
            {"num_round": "1", "eval_metric": "tweedie-nloglik@1.5", **SQUARED},
            THRESHOLD_REFUSED,
        ),
        (
            {"num_round": "1", "eval_metric": "error@high", **SQUARED},
            "Threshold value 't' in 'error@t' expects float input.",
        ),
        ({"num_round": "1", "monotone_constraints": "(1, 0)"}, MONOTONE_REFUSED),
        (
            {"num_round": "1", "monotone_constraints": "(2, 0)", "tree_method": "hist"},
            "Hyperparameter monotone_constraints: value (2, 0) not in range [-1, 0, 1]",
        ),
        (
            {"num_round": "1", "interaction_constraints": "[[1, 2]]"},
            INTERACTION_REFUSED,
        ),
        (
            {"num_round": "1", "updater": "refresh,grow_colmaker", "process_type": "update"},
            "process_type 'update' can only be used with updater 'refresh' and 'prune'",
        ),
        (
            {"num_round": "1", "tree_method": "gpu_exact"},
            "Hyperparameter tree_method: gpu_exact is not in ['auto', 'exact', 'approx', 'hist', 'gpu_hist']",
        ),
    ],
)
def test_what_is_wrong_is_said_as_the_image_says_it(given, text):
    assert refusal(given) == text


@pytest.mark.parametrize("metric", ["train:rmse", "validation:speed"])
def test_a_metric_that_the_image_does_not_declare_is_no_objective(metric):
    text = refusal({"num_round": "1", "_tuning_objective_metric": metric})

    assert text.startswith(f"Hyperparameter _tuning_objective_metric: {metric} is not in ['validation:accuracy', ")


def test_a_metric_that_nobody_knows_is_refused_with_those_that_are_known():
    text = refusal({"num_round": "1", "eval_metric": "rmse,speed", **SQUARED})

    assert text.startswith("Hyperparameter eval_metric: value ['rmse', 'speed'] not in range ['accuracy', ")


@pytest.mark.parametrize(
    ("version", "given"),
    [
        ("1.0-1", {"eval_metric": "rmse"}),
        ("1.2-1", {"eval_metric": "rmse", **SQUARED}),
        (LATEST, {"eta": "1e-1", "eval_metric": "auc", "objective": "binary:logistic"}),
        (LATEST, {"monotone_constraints": "(1, 0)", "tree_method": "hist"}),
        (LATEST, {"_tuning_objective_metric": "validation:auc", **SQUARED}),  # only eval_metric is looked at
    ],
)
def test_what_the_image_takes_is_taken(version, given):
    assert read_hyperparameters({"num_round": "1", **given}, version).num_round == 1


def test_early_images_have_a_text_of_their_own_for_gpus():
    assert refusal({"num_round": "1", "tree_method": "gpu_exact"}, "1.0-1") == "GPU training is not supported yet."


def test_a_name_that_came_later_is_extraneous_before():
    assert refusal({"num_round": "1", "learning_rate": "0.1"}, "0.90-1") == (
        "Extraneous hyperparameter found: learning_rate"
    )


def test_the_metrics_of_the_spec_and_of_the_tuning_are_logged_both():
    told = read_hyperparameters(
        {"num_round": "1", "eval_metric": "rmse,mae", "_tuning_objective_metric": "validation:mape", **SQUARED}, LATEST
    )

    assert told.eval_metrics == ("mae", "mape", "rmse")
    assert told.stops_on == "mape"


def test_metrics_of_one_source_keep_their_order_and_the_last_one_stops_early():
    told = read_hyperparameters({"num_round": "1", "eval_metric": "rmse,mae", **SQUARED}, LATEST)

    assert told.eval_metrics == ("rmse", "mae")
    assert told.stops_on == "mae"


def test_xgboost_is_told_only_what_is_its_own():
    told = read_hyperparameters(
        {"num_round": "3", "early_stopping_rounds": "2", "csv_weights": "1", "eta": "0.5", "sagemaker_region": "x"},
        LATEST,
    )

    assert told.booster == {"eta": 0.5}
    assert (told.num_round, told.early_stopping_rounds, told.has_weights) == (3, 2, True)


@pytest.mark.parametrize("given", [{"_kfold": "5"}, {"sagemaker_program": "train.py"}])
def test_what_the_local_engine_cannot_do_is_refused_in_its_own_name(given):
    assert refusal({"num_round": "1", **given}).startswith("The local engine's XGBoost ")
