"""`starter_spec` gives a spec that is right but for what only the user knows."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hpo_spec import Categorical, Continuous, Integer, compile_request, lint_spec, load_spec
from hpo_spec.errors import UsageError
from hpo_spec.facts.starters import NO_STARTER, STARTERS, Choice
from hpo_spec.finding import Severity
from hpo_spec.starting import CUSTOM, YOURS, starter_spec

each_algorithm = pytest.mark.parametrize("name", [*STARTERS, CUSTOM])


@each_algorithm
def test_a_starter_is_valid_and_without_warnings(name):
    spec = load_spec(starter_spec(name))
    findings = [finding for finding in lint_spec(spec) if finding.severity is not Severity.INFO]

    assert [str(finding) for finding in findings] == []


@each_algorithm
@pytest.mark.parametrize("region", ["eu-west-1", "ap-southeast-2", "us-gov-west-1"])
def test_a_starter_compiles_in_the_region_that_was_asked_for(name, region):
    spec = load_spec(starter_spec(name, region))
    request = compile_request(spec)
    assert spec.region == region
    assert f".ecr.{region}." in request["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingImage"]


@pytest.mark.parametrize("name", list(STARTERS))
def test_a_starter_says_what_the_table_says(name):
    spec = load_spec(starter_spec(name))
    job, tuning, starter = spec.training_job, spec.tuning, STARTERS[name]
    assert (job.algorithm.name, job.algorithm.version) == (name, starter.version)
    assert (tuning.objective.type, tuning.objective.metric) == (starter.direction, starter.metric)
    assert job.static_hyperparameters == {key: static.value for key, static in starter.static.items()}
    assert {key: channel.content_type or "" for key, channel in job.inputs.items()} == {
        key: data.content_type for key, data in starter.channels.items()
    }
    assert tuning.ranges == {key: as_written(item) for key, item in starter.ranges.items()}


def as_written(item):
    if isinstance(item, Choice):
        return Categorical(values=list(item.values))
    model = Integer if item.type == "integer" else Continuous
    return model(min=item.min, max=item.max, scaling=item.scaling or None)


@each_algorithm
def test_a_starter_begins_with_the_line_for_editors_and_ends_with_its_last_line(name):
    text = starter_spec(name)
    assert text.startswith("# yaml-language-server: $schema=")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@each_algorithm
def test_what_only_the_user_knows_is_marked(name):
    lines = starter_spec(name).splitlines()
    assert any(line.startswith("region: ") and line.endswith(YOURS) for line in lines)
    for line in lines:
        if "my-bucket" in line or "123456789012" in line:
            assert YOURS in line
    assert sum(YOURS in line for line in lines) <= 10


def test_a_region_that_was_asked_for_is_not_marked():
    assert "region: eu-west-1\n" in starter_spec("xgboost", "eu-west-1")


def test_without_an_algorithm_it_is_xgboost():
    assert starter_spec(None) == starter_spec("xgboost")


def test_an_own_image_comes_with_the_metric_that_is_its_objective():
    spec = load_spec(starter_spec(CUSTOM, "cn-north-1"))
    assert list(spec.training_job.algorithm.metrics) == [spec.tuning.objective.metric]
    assert ".ecr.cn-north-1.amazonaws.com.cn/" in spec.training_job.algorithm.image


def test_an_unknown_algorithm_names_the_known_ones_nearest_first():
    with pytest.raises(
        UsageError, match=r"no built-in algorithm 'deepar' to tune\. Known: forecasting-deepar, .*xgboost"
    ):
        starter_spec("deepar")


def test_pca_says_that_it_cannot_be_tuned():
    with pytest.raises(UsageError, match="'pca': it cannot be tuned, since it reports no objective metric"):
        starter_spec("pca")


@pytest.mark.parametrize("name", list(NO_STARTER))
def test_an_algorithm_without_a_starter_says_why(name):
    with pytest.raises(UsageError, match=NO_STARTER[name]):
        starter_spec(name)


def test_a_region_without_the_image_names_those_that_have_it():
    with pytest.raises(UsageError, match=r"lda 1 has no image in region 'eu-north-1'\. Known: .*eu-west-1"):
        starter_spec("lda", "eu-north-1")


@pytest.mark.parametrize("name", ["xgboost", CUSTOM])
def test_a_misspelt_region_names_the_nearest_first(name):
    with pytest.raises(UsageError, match=r"region 'us-wset-2'.* Known: us-west-2, "):
        starter_spec(name, "us-wset-2")


def test_making_a_starter_loads_neither_the_models_nor_boto3():
    code = (
        "import sys; from hpo_spec.starting import starter_spec; starter_spec('xgboost'); "
        "print([name for name in ('pydantic', 'botocore', 'yaml', 'rich') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
