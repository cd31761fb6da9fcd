"""Names and values of hyperparameters."""

from __future__ import annotations

import pytest

from hpo_spec import Finding, load_spec
from hpo_spec.lint import lint_spec
from hpo_spec.lint.hyperparameters import RULES

OWN = "{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}"
PYTORCH = "{image: 763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:2.5.1-cpu-py311-ubuntu22.04-sagemaker}"
XGBOOST = "{name: xgboost, version: 1.7-1}"
OPTIMIZER = "{optimizer: {type: categorical, values: [adam, sgd]}}"
RATE = "{rate: {type: continuous, min: 0, max: 1}}"


def found(*, algorithm: str = OWN, static: str = "{}", ranges: str = RATE, encoding: str = "plain") -> list[Finding]:
    text = f"""
version: 1
name: example
region: us-west-2
training_job:
  algorithm: {algorithm}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  hyperparameter_encoding: {encoding}
  static_hyperparameters: {static}
  output: s3://my-bucket/output
tuning:
  ranges: {ranges}
  limits: {{max_jobs: 60, max_parallel_jobs: 5}}
autotune: true
"""
    return lint_spec(load_spec(text), RULES)


def rules(**given: str) -> list[str]:
    return [finding.rule for finding in found(**given)]


def test_an_automatic_range_over_a_static_value_is_another_rules_matter() -> None:
    assert rules(static="{rate: 1}") == ["range-static-overlap"]
    assert rules(static="{rate: 1}", ranges="{rate: {type: auto, hint: 1}}") == []


def test_a_tuned_name_may_not_start_with_an_underscore_either() -> None:
    (finding,) = found(ranges="{_rate: {type: continuous, min: 0, max: 1}}")

    assert finding.path == ("tuning", "ranges", "_rate")
    assert finding.help == "Rename it, for instance to 'rate'."


def test_names_of_script_mode_are_fine() -> None:
    assert rules(static="{sagemaker_program: train.py}") == []


@pytest.mark.parametrize("name", ["_kfold", "_num_cv_round", "_nfold"])
def test_cross_validation_is_xgboosts_own_business(name: str) -> None:
    assert rules(algorithm=XGBOOST, static=f"{{{name}: 5}}") == []
    assert rules(algorithm=OWN, static=f"{{{name}: 5}}") == ["hyperparameter-reserved-name"]


def test_the_objective_is_sagemakers_to_pass_even_to_xgboost() -> None:
    static = "{_tuning_objective_metric: validation:rmse}"

    assert rules(algorithm=XGBOOST, static=static) == ["hyperparameter-reserved-name"]


def test_plain_static_texts_alone_are_tolerated() -> None:
    assert rules(algorithm=PYTORCH, static="{sagemaker_program: train.py}") == []


def test_numbers_and_lists_are_json_already() -> None:
    ranges = "{x: {type: categorical, values: [1, 0.5, true, [1, 2]]}}"

    assert rules(algorithm=PYTORCH, ranges=ranges) == []


@pytest.mark.parametrize(
    ("algorithm", "static", "encoding", "is_found"),
    [
        (PYTORCH, "{}", "plain", True),
        (PYTORCH, "{}", "json", False),
        (OWN, "{}", "plain", False),
        (XGBOOST, "{}", "plain", False),
        (XGBOOST, "{sagemaker_program: train.py}", "plain", True),
    ],
)
def test_plain_choices_are_found_where_a_container_reads_json(
    algorithm: str, static: str, encoding: str, is_found: bool
) -> None:
    findings = rules(algorithm=algorithm, static=static, ranges=OPTIMIZER, encoding=encoding)

    assert findings == ["framework-image-json-values"] * is_found


def test_texts_with_and_without_quotes_are_found_among_static_values_too() -> None:
    (finding,) = found(algorithm=PYTORCH, static="""{sagemaker_program: '"train.py"', optimizer: adam}""")

    assert finding.path == ("training_job", "static_hyperparameters", "optimizer")
    assert finding.message == """'adam' is sent without quotes, but others with them, such as "train.py\""""


def test_texts_that_are_all_in_quotes_are_fine() -> None:
    ranges = """{optimizer: {type: categorical, values: ['"adam"', '"sgd"']}}"""

    assert rules(algorithm=PYTORCH, static="""{sagemaker_program: '"train.py"'}""", ranges=ranges) == []
