"""Facts about built-in algorithms: look-up, versions, and what a hyperparameter takes."""

import importlib
from pathlib import Path

import pytest

import hpo_spec.facts.algorithms
from hpo_spec.facts.algorithm import free_text, one_of, real, true_or_false, whole
from hpo_spec.facts.algorithms import ALGORITHMS, algorithm_facts, jumpstart_algorithm
from hpo_spec.facts.image_registry import IMAGES

FOLDER = Path(hpo_spec.facts.algorithms.__file__).parent

each_algorithm = pytest.mark.parametrize("name", ALGORITHMS)


def test_every_module_is_listed_and_every_built_in_image_has_facts():
    modules = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert modules == set(ALGORITHMS)
    assert set(IMAGES) <= set(ALGORITHMS)


@each_algorithm
def test_an_algorithm_says_where_and_when_its_facts_are_from(name):
    module = importlib.import_module(f"hpo_spec.facts.algorithms.{name.replace('-', '_')}")
    assert "2023-03" in module.__doc__
    assert module.ALGORITHM.name == name


@each_algorithm
def test_what_may_be_tuned_and_what_is_required_exists_in_some_version(name):
    facts = algorithm_facts(name)
    assert any(item.tuned for item in facts.hyperparameters.values()) or not facts.metrics
    assert any(channel.required for channel in facts.channels.values())
    assert all(metric.direction in ("Minimize", "Maximize") for metric in facts.metrics.values())
    assert all(item.values or item.kind != "Categorical" for item in facts.hyperparameters.values())


@each_algorithm
def test_metrics_that_depend_on_a_hyperparameter_name_ones_that_there_are(name):
    facts = algorithm_facts(name)
    if facts.metrics_when:
        hyperparameter, metrics = facts.metrics_when
        assert set(metrics) <= set(facts.hyperparameters[hyperparameter].values)
        assert {metric for names in metrics.values() for metric in names} <= set(facts.metrics)


@pytest.mark.parametrize("version", list(IMAGES["xgboost"]))
def test_every_version_of_xgboost_has_facts_of_its_own(version):
    facts = algorithm_facts("xgboost", version)
    assert "num_round" in facts.hyperparameters
    assert "validation:rmse" in facts.metrics
    assert version in facts.versions or version == "1"


@pytest.mark.parametrize(
    ("version", "name", "is_there"),
    [
        ("0.90-1", "learning_rate", False),
        ("0.90-2", "learning_rate", True),
        ("1.0-1", "silent", True),
        ("1.2-1", "silent", False),
        ("1.5-1", "single_precision_histogram", True),
        ("1.7-1", "single_precision_histogram", False),
        ("1", "colsample_bynode", False),
        ("1", "silent", True),
        ("1.2-1", "_nfold", True),
        ("1.2-2", "_nfold", False),
    ],
)
def test_versions_of_xgboost_differ_in_their_hyperparameters(version, name, is_there):
    assert (name in algorithm_facts("xgboost", version).hyperparameters) is is_there


@pytest.mark.parametrize(
    ("version", "value", "is_there"),
    [("1.5-1", "reg:absoluteerror", False), ("1.7-1", "reg:absoluteerror", True), ("3.2-0", "survival:aft", True)],
)
def test_versions_of_xgboost_differ_in_their_objectives(version, value, is_there):
    assert algorithm_facts("xgboost", version).hyperparameters["objective"].allows(value) is is_there


def test_versions_of_xgboost_differ_in_their_metrics_and_input_modes():
    assert "validation:r2" not in algorithm_facts("xgboost", "1.0-1").metrics
    assert "validation:r2" in algorithm_facts("xgboost", "1.2-1").metrics
    assert algorithm_facts("xgboost", "3.0-5").channels["train"].input_modes == ("File", "Pipe")
    assert algorithm_facts("xgboost", "3.2-0").channels["train"].input_modes == ("File",)


def test_an_algorithm_without_facts_has_none():
    assert algorithm_facts("my-own") is None
    assert algorithm_facts("__init__") is None


@pytest.mark.parametrize(
    ("hyperparameter", "taken", "refused"),
    [
        (whole(min=1), ["1", "+7", "4000", "9" * 400], ["0", "1.0", "1e3", "", "many"]),
        (real(min=0, max=1), ["0", "1", "1e-3", "0.5"], ["-0.1", "1.5", "nan", "inf", "x"]),
        (real(above=0, below=1), ["0.5"], ["0", "1"]),
        (real(above=0, max=1), ["1"], ["0"]),
        (whole(min=1, also=("auto",)), ["auto", "3"], ["Auto", "0"]),
        (one_of("hist", "exact"), ["hist"], ["Hist", "histogram"]),
        (true_or_false(), ["true", "False"], ["yes", "1"]),
        (real(), ["-1e300", "inf"], ["nan"]),
        (free_text(), ["", "anything"], []),
    ],
)
def test_a_hyperparameter_takes_values_as_they_are_sent(hyperparameter, taken, refused):
    assert [text for text in taken if not hyperparameter.allows(text)] == []
    assert [text for text in refused if hyperparameter.allows(text)] == []


@pytest.mark.parametrize(
    ("hyperparameter", "words"),
    [
        (whole(min=1), "a whole number from 1"),
        (real(min=0, max=1), "a number from 0 and up to 1"),
        (real(above=0, below=1), "a number above 0 and below 1"),
        (real(), "a number"),
        (whole(above=-2_147_483_648), "a whole number above -2147483648"),
        (real(min=0, also=("auto",)), "a number from 0, or auto"),
        (one_of("a", "b"), "one of a, b"),
    ],
)
def test_what_a_hyperparameter_takes_is_said_in_words(hyperparameter, words):
    assert hyperparameter.allowed == words


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("lightgbm/transfer_learning/classification/v1.2.0/sourcedir.tar.gz", "lightgbm"),
        ("pytorch/transfer_learning/tabtransformerclassification/v1.1.0/sourcedir.tar.gz", "tabtransformer"),
        ("tensorflow/transfer_learning/ic/v2.0.0/sourcedir.tar.gz", "image-classification-tensorflow"),
        ("pytorch/transfer_learning/ic/v1.0.0/sourcedir.tar.gz", None),
        ("lightgbm/inference/classification/v1.2.0/sourcedir.tar.gz", None),
    ],
)
def test_an_algorithm_of_jumpstart_is_known_by_its_script(script, name):
    uri = f"s3://jumpstart-cache-prod-us-west-2/source-directory-tarballs/{script}"
    assert jumpstart_algorithm(uri) == name
    assert jumpstart_algorithm(f'"{uri}"') == name
    assert jumpstart_algorithm(f"s3://my-bucket/source-directory-tarballs/{script}") is None
