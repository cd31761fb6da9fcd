"""What SageMaker would refuse, the engine refuses, in its words where they are known."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from hpo_spec.aws.clients import Clients
from tests.local.jobs import QUADRATIC, create, definition, described, stand_in, tuning_request

CATEGORICAL = {"CategoricalParameterRanges": [{"Name": "a", "Values": ["1", "2", "3"]}]}
XGBOOST = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1"


def without_metrics() -> dict[str, Any]:
    specification = {**definition()["AlgorithmSpecification"]}
    del specification["MetricDefinitions"]
    return {"AlgorithmSpecification": specification}


CASES = {
    "name": tuning_request("a_b"),
    "enum": tuning_request(config={"Strategy": "bayesian"}),
    "no-metric": tuning_request(**without_metrics()),
    "too-few-combinations": tuning_request(max_jobs=10, ranges=CATEGORICAL),
    "max-resource": tuning_request(config={"Strategy": "Hyperband"}),
    "max-wait": tuning_request(StoppingCondition={"MaxRuntimeInSeconds": 60, "MaxWaitTimeInSeconds": 90}),
}
SAID = {
    "name": """1 validation error detected: Value 'a_b' at 'hyperParameterTuningJobName' failed to satisfy constraint:
        Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}""",
    "enum": """1 validation error detected: Value 'bayesian' at 'hyperParameterTuningJobConfig.strategy' failed to
        satisfy constraint: Member must satisfy enum value set: [Bayesian, Random, Hyperband, Grid]""",
    "no-metric": """A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric
        definitions.""",
    "too-few-combinations": """You don't have enough combinations of hyperparameter ranges. The total number of
        hyperparameter combinations for the provided ranges [3.0] must be equal or greater than the value of
        MaxNumberOfJobs, [10]. Provide additional ranges.""",
    "max-resource": """MaxResource parameter is not provided and could not be inferred from provided static
        hyperparameters of TrainingJobDefinition.""",
    "max-wait": """Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to
        true""",
}


@pytest.mark.newest  # older models have other patterns
@pytest.mark.parametrize("case", CASES)
def test_a_request_is_refused_with_the_service_s_own_text(clients: Clients, root: Path, case: str) -> None:
    stand_in(root, QUADRATIC)

    with pytest.raises(ClientError) as error:
        create(clients, CASES[case])

    assert error.value.response["Error"] == {"Code": "ValidationException", "Message": " ".join(SAID[case].split())}
    assert clients.sagemaker.list_hyper_parameter_tuning_jobs()["HyperParameterTuningJobSummaries"] == []


EMPTY = {"ParameterRanges": {}}
LIKELY = {
    "inverted": (
        tuning_request(ranges={"IntegerParameterRanges": [{"Name": "a", "MinValue": "30", "MaxValue": "12"}]}),
        r"IntegerParameterRanges\[0\]\.MinValue: is 30, above the `MaxValue` of 12 \(numeric-range-inverted\)",
    ),
    "singleton": (
        tuning_request(ranges={"ContinuousParameterRanges": [{"Name": "a", "MinValue": "1", "MaxValue": "1"}]}),
        r"ContinuousParameterRanges\[0\].*\(numeric-range-singleton\)",
    ),
    "no-ranges": (tuning_request(config=EMPTY), r"HyperParameterTuningJobConfig.*\(search-space-empty\)"),
    "static-too": (
        tuning_request(ranges=CATEGORICAL, max_jobs=2, StaticHyperParameters={"a": "1"}),
        r"TrainingJobDefinition\.StaticHyperParameters\.a: .*\(range-static-overlap\)",
    ),
    "not-tunable": (
        tuning_request(
            ranges={"ContinuousParameterRanges": [{"Name": "foo", "MinValue": "0.1", "MaxValue": "0.5"}]},
            config={"HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "validation:rmse"}},
            AlgorithmSpecification={"TrainingImage": XGBOOST, "TrainingInputMode": "File"},
        ),
        r"ContinuousParameterRanges\[0\].*foo.*\(builtin-hyperparameter-not-tunable\)",
    ),
}


@pytest.mark.parametrize("case", LIKELY)
def test_a_request_without_a_known_text_is_refused_in_its_own_members(clients: Clients, root: Path, case: str) -> None:
    stand_in(root, QUADRATIC)
    request, said = LIKELY[case]

    with pytest.raises(ClientError, match=said) as error:
        create(clients, request)

    assert error.value.response["Error"]["Code"] == "ValidationException"


def test_data_that_is_not_there_is_refused_and_says_how_to_bring_it(clients: Clients, root: Path) -> None:
    stand_in(root, QUADRATIC)
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/data"}}
    channel = {"ChannelName": "train", "DataSource": source}

    with pytest.raises(ClientError, match=r'No S3 objects found under S3 URL "s3://bucket/data".*local: \{data'):
        create(clients, tuning_request(InputDataConfig=[channel]))


def test_an_image_that_nothing_stands_in_for_is_refused_and_says_how_to_give_it(clients: Clients) -> None:
    with pytest.raises(ClientError, match=r"cannot run the image .*my-image:1\.0.*local: \{command"):
        create(clients, tuning_request())


def test_what_only_a_trial_would_find_is_accepted(clients: Clients, root: Path) -> None:
    clients.s3.put_object(Bucket="bucket", Key="data/train.csv", Body=b"1,2\n2,3\n" * 10)
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/data"}}
    channels = [
        {"ChannelName": name, "ContentType": "text/csv", "DataSource": source} for name in ("train", "validation")
    ]
    request = tuning_request(
        max_jobs=1,
        ranges={"ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.1", "MaxValue": "0.5"}]},
        config={"HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "validation:rmse"}},
        AlgorithmSpecification={"TrainingImage": XGBOOST, "TrainingInputMode": "File"},
        InputDataConfig=channels,
        StaticHyperParameters={"num_round": "2", "max_depth": "deep"},
    )

    create(clients, request)

    assert described(clients, "job")["HyperParameterTuningJobName"] == "job"
