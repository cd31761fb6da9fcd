"""The Boston job, as it is sent and as Describe shows it afterwards."""

from copy import deepcopy
from datetime import datetime, timezone
from typing import Any

REQUEST: dict[str, Any] = {
    "HyperParameterTuningJobName": "boston",
    "HyperParameterTuningJobConfig": {
        "Strategy": "Bayesian",
        "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "validation:rmse"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 3},
        "ParameterRanges": {
            "IntegerParameterRanges": [
                {"Name": "max_depth", "MinValue": "3", "MaxValue": "12"},
                {"Name": "min_child_weight", "MinValue": "2", "MaxValue": "8"},
            ],
            "ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.05", "MaxValue": "0.5"}],
        },
    },
    "TrainingJobDefinition": {
        "StaticHyperParameters": {"objective": "reg:linear", "num_round": "200"},
        "AlgorithmSpecification": {
            "TrainingImage": "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1",
            "TrainingInputMode": "File",
        },
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
        "InputDataConfig": [
            {
                "ChannelName": name,
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://my-bucket/{name}.csv"}},
                "ContentType": "csv",
            }
            for name in ("train", "validation")
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://my-bucket/output"},
        "ResourceConfig": {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 5},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    },
}
SERVICE_METRICS = [
    {"Name": "validation:rmse", "Regex": r".*\[[0-9]+\].*#011validation-rmse:(\S+)"},
    {"Name": "ObjectiveMetric", "Regex": r".*\[[0-9]+\].*#011validation-rmse:(\S+)"},
]


def described(request: dict[str, Any] = REQUEST) -> dict[str, Any]:
    """What Describe gives of a job, with all that SageMaker adds."""
    answer = deepcopy(request)
    ranges = answer["HyperParameterTuningJobConfig"]["ParameterRanges"]
    for items in ranges.values():
        for item in items:
            item.setdefault("ScalingType", "Auto")
    ranges["CategoricalParameterRanges"] = []
    definition = answer["TrainingJobDefinition"]
    definition["StaticHyperParameters"]["_tuning_objective_metric"] = "validation:rmse"
    definition["AlgorithmSpecification"]["MetricDefinitions"] = deepcopy(SERVICE_METRICS)
    definition["OutputDataConfig"]["KmsKeyId"] = ""
    for flag in ("EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining"):
        definition.setdefault(flag, False)
    answer |= {
        "HyperParameterTuningJobArn": "arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/boston",
        "HyperParameterTuningJobStatus": "InProgress",
        "CreationTime": datetime(2026, 11, 23, tzinfo=timezone.utc),
        "TrainingJobStatusCounters": {"Completed": 1},
        "ObjectiveStatusCounters": {"Succeeded": 1},
        "ResponseMetadata": {"RequestId": "1"},
    }
    return answer
