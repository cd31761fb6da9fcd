"""What counts as a difference between requests, and between a request and a job."""

from copy import deepcopy
from typing import Any

import pytest

from hpo_spec.request.comparing import described_differences, request_differences
from tests.request.boston import REQUEST, described


def changed(path: str, value: Any) -> dict[str, Any]:
    request = deepcopy(REQUEST)
    *parents, last = path.split(".")
    target = request
    for parent in parents:
        target = target.setdefault(parent, {})
    target[last] = value
    return request


def test_the_same_requests_do_not_differ() -> None:
    assert request_differences(REQUEST, deepcopy(REQUEST)) == []


def test_empty_collections_are_no_difference() -> None:
    assert request_differences(REQUEST, changed("TrainingJobDefinition.Environment", {})) == []


def test_the_order_of_named_structures_is_no_difference() -> None:
    other = deepcopy(REQUEST)
    other["TrainingJobDefinition"]["InputDataConfig"].reverse()

    assert request_differences(REQUEST, other) == []


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (
            "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs",
            9,
            "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs: 20 -> 9",
        ),
        (
            "TrainingJobDefinition.StaticHyperParameters.gamma",
            "4",
            "TrainingJobDefinition.StaticHyperParameters.gamma: nothing -> '4'",
        ),
        ("TrainingJobDefinition.EnableManagedSpotTraining", True, "TrainingJobDefinition.EnableManagedSpotTraining"),
        ("TrainingJobDefinition.VpcConfig", {"Subnets": ["a"]}, "TrainingJobDefinition.VpcConfig.Subnets"),
        ("HyperParameterTuningJobConfig.TrainingJobEarlyStoppingType", "Auto", "TrainingJobEarlyStoppingType"),
        (
            "WarmStartConfig",
            {"WarmStartType": "TransferLearning", "ParentHyperParameterTuningJobs": []},
            "WarmStartConfig.WarmStartType: nothing -> 'TransferLearning'",
        ),
    ],
)
def test_a_change_is_shown_with_its_path_and_both_values(path: str, value: Any, shown: str) -> None:
    other = changed(path, value)

    assert any(shown in str(item) for item in request_differences(REQUEST, other))
    assert any(shown in str(item) for item in described_differences(REQUEST, described(other)))


def test_one_channel_more_is_a_difference() -> None:
    other = deepcopy(REQUEST)
    other["TrainingJobDefinition"]["InputDataConfig"].append({"ChannelName": "test", "ContentType": "csv"})

    assert [item.path[-2:] for item in request_differences(REQUEST, other)] == [("test", "ContentType")]


def test_what_describe_adds_is_no_difference() -> None:
    assert described_differences(REQUEST, described()) == []


def test_numbers_compare_by_value_and_with_the_noise_of_the_service() -> None:
    target = "HyperParameterTuningJobConfig.TuningJobCompletionCriteria.TargetObjectiveMetricValue"

    assert described_differences(changed(target, 2.91488), changed(target, 2.9148800373077393)) == []
    assert request_differences(changed(target, 2.91488), changed(target, 2.9148800373077393)) != []
    assert request_differences(changed(target, 3), changed(target, 3.0)) == []
    assert request_differences(changed(target, 3), changed(target, 3.1)) != []


def test_an_algorithm_by_name_is_its_arn_in_describe_and_brings_metrics() -> None:
    specification = {"AlgorithmName": "my-algorithm", "TrainingInputMode": "File"}
    sent = changed("TrainingJobDefinition.AlgorithmSpecification", specification)
    answer = described(sent)
    shown = answer["TrainingJobDefinition"]["AlgorithmSpecification"]
    shown["AlgorithmName"] = "arn:aws:sagemaker:us-west-2:123456789012:algorithm/my-algorithm"
    shown["MetricDefinitions"] = [{"Name": "theirs", "Regex": "x=(.*)"}]

    assert described_differences(sent, answer) == []
    shown["AlgorithmName"] = "arn:aws:sagemaker:us-west-2:123456789012:algorithm/another"
    assert described_differences(sent, answer) != []


def test_the_name_is_not_compared_with_a_live_job() -> None:
    assert described_differences({**REQUEST, "HyperParameterTuningJobName": "BOSTON"}, described()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("TrainingJobDefinition.EnableManagedSpotTraining", False),
        ("TrainingJobDefinition.StaticHyperParameters._mine", "1"),
        ("HyperParameterTuningJobConfig.TrainingJobEarlyStoppingType", "Off"),
        (
            "TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions",
            [{"Name": "validation:rmse", "Regex": r".*\[[0-9]+\].*#011validation-rmse:(\S+)"}],
        ),
        ("TrainingJobDefinition.VpcConfig", {"Subnets": ["a", "b"], "SecurityGroupIds": ["c"]}),
    ],
)
def test_a_job_does_not_differ_from_what_made_it(path: str, value: Any) -> None:
    sent = changed(path, value)

    assert described_differences(sent, sent) == []
    assert described_differences(sent, described(sent)) == []


def test_a_default_that_was_sent_and_is_not_shown_is_no_difference() -> None:
    assert described_differences(changed("TrainingJobDefinition.EnableManagedSpotTraining", False), REQUEST) == []


def test_what_the_service_chooses_is_no_difference() -> None:
    answer = described()
    limits = answer["HyperParameterTuningJobConfig"]["ResourceLimits"]
    limits["MaxRuntimeInSeconds"] = 2_592_000
    answer["TrainingJobDefinition"]["RetryStrategy"] = {"MaximumRetryAttempts": 1}

    assert described_differences(REQUEST, answer) == []


def test_the_order_of_security_groups_is_no_difference() -> None:
    left = changed("TrainingJobDefinition.VpcConfig", {"SecurityGroupIds": ["a", "b"], "Subnets": ["c"]})
    right = changed("TrainingJobDefinition.VpcConfig", {"SecurityGroupIds": ["b", "a"], "Subnets": ["c"]})

    assert request_differences(left, right) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("TrainingJobDefinition.Environment", {"_SECRET": "x"}),
        ("TrainingJobDefinition.StaticHyperParameters.alpha", ""),
        ("TrainingJobDefinition.StaticHyperParameters.InputMode", "File"),
        ("TrainingJobDefinition.StaticHyperParameters.MetricDefinitions", "x"),
        ("TrainingJobDefinition.Environment", {"MetricDefinitions": "x"}),
        ("TrainingJobDefinition.StaticHyperParameters.MaxRuntimeInSeconds", "86400"),
        ("HyperParameterTuningJobConfig.ResourceLimits.MaxRuntimeInSeconds", 7200),
        ("TrainingJobDefinition.StoppingCondition.MaxRuntimeInSeconds", 3600),
    ],
)
def test_what_only_looks_like_an_addition_is_a_difference(path: str, value: Any) -> None:
    assert described_differences(REQUEST, described(changed(path, value))) != []


def test_a_hyperparameter_that_was_sent_empty_and_is_not_there_is_a_difference() -> None:
    sent = changed("TrainingJobDefinition.StaticHyperParameters.alpha", "")

    assert described_differences(sent, described()) != []


def test_a_status_that_a_newer_describe_shows_is_no_difference() -> None:
    assert described_differences(REQUEST, {**described(), "SomethingNew": {"x": 1}}) == []


def test_a_hyperparameter_that_is_called_like_a_member_is_compared_like_any_other() -> None:
    name = "TrainingJobDefinition.StaticHyperParameters.AlgorithmName"

    assert described_differences(changed(name, "b"), described(changed(name, "a/b"))) != []
