"""Tuning jobs as the API describes them, made by hand: what a report is made from."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from hpo_spec.aws.best_trial import Best
from hpo_spec.aws.trials import Trial, Trials, Value, ranked
from hpo_spec.report.result import Result

START = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
NOW = START + timedelta(hours=1)
RANGES = {
    "ContinuousParameterRanges": [
        {"Name": "eta", "MinValue": "0.001", "MaxValue": "0.5", "ScalingType": "Logarithmic"},
        {"Name": "momentum", "MinValue": "0.5", "MaxValue": "0.999", "ScalingType": "ReverseLogarithmic"},
    ],
    "IntegerParameterRanges": [{"Name": "depth", "MinValue": "2", "MaxValue": "12"}],
    "CategoricalParameterRanges": [{"Name": "booster", "Values": ["gbtree", "dart"]}],
}


def definition(**members: Any) -> dict[str, Any]:
    return {
        "AlgorithmSpecification": {"TrainingImage": "123456789012.dkr.ecr.us-west-2.amazonaws.com/my-image:1.0"},
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
        "StaticHyperParameters": {"rounds": "100", "_tuning_objective_metric": "loss"},
        "InputDataConfig": [
            {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": "s3://bucket/train.csv"}}}
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 10},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        **members,
    }


def described(kind: str = "Minimize", ranges: Any = RANGES, **members: Any) -> dict[str, Any]:
    """Describe's answer for a job of one definition."""
    return {
        "HyperParameterTuningJobName": "job",
        "HyperParameterTuningJobArn": "arn:aws:sagemaker:us-west-2:123456789012:hyper-parameter-tuning-job/job",
        "HyperParameterTuningJobStatus": "Completed",
        "CreationTime": START,
        "HyperParameterTuningEndTime": NOW,
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": kind, "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 3},
            "ParameterRanges": ranges,
        },
        "TrainingJobDefinition": definition(),
        **members,
    }


def several_definitions() -> dict[str, Any]:
    """A job of two algorithms: `eta` has another range in each, and the rest is only in one."""
    job = described()
    config = {"Strategy": "Bayesian", "ResourceLimits": job["HyperParameterTuningJobConfig"]["ResourceLimits"]}
    first = {"ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.1", "MaxValue": "0.5"}]}
    second = {
        "ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.2", "MaxValue": "0.9"}],
        "CategoricalParameterRanges": [{"Name": "kernel", "Values": ["rbf", "linear"]}],
    }
    objective = {"Type": "Minimize", "MetricName": "loss"}
    del job["TrainingJobDefinition"]
    job["HyperParameterTuningJobConfig"] = config
    job["TrainingJobDefinitions"] = [
        definition(DefinitionName="trees", HyperParameterRanges=first, TuningObjective=objective),
        definition(DefinitionName="vectors", HyperParameterRanges=second, TuningObjective=objective),
    ]
    return job


def tuned(number: int) -> dict[str, Value]:
    """Values that are in the ranges, and different for each trial."""
    return {
        "eta": 0.001 * (number + 1) ** 1.5,
        "momentum": 0.6 + 0.39 * (number % 7) / 7,
        "depth": 2 + number * 3 % 11,
        "booster": ("gbtree", "dart")[number % 2],
    }


def trial(number: int = 0, status: str = "Completed", objective: float | None = None, **members: Any) -> Trial:
    """A trial that began a minute after the one before it."""
    started = START + timedelta(minutes=number)
    values: dict[str, Any] = {
        "name": f"job-{number:03}",
        "status": status,
        "objective": objective,
        "metric": "loss",
        "has_succeeded": objective is not None,
        "definition": "",
        "tuned": tuned(number),
        "created": started,
        "started": started,
        "ended": None if status == "InProgress" else started + timedelta(seconds=90),
        "failure_reason": "",
    }
    return Trial(**{**values, **members})


def finished(count: int) -> list[Trial]:
    """Trials with an objective."""
    return [trial(number, objective=1 + (number - 3.0) ** 2 / 7) for number in range(count)]


def result(job: dict[str, Any] | None = None, trials: Sequence[Trial] = (), **members: Any) -> Result:
    """What a report is made from; the best trial is the first with an objective."""
    job = dict(job or described())
    ordered: Trials = ranked(trials, maximize=False)
    best = ordered[0] if ordered and ordered[0].objective is not None else None
    if best is not None:
        job["BestTrainingJob"] = {
            "TrainingJobName": best.name,
            "FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": "loss", "Value": best.objective},
        }
    made = Result(job, (), ordered, best and _best(best), "" if best else "There is no best trial.", NOW)
    return made._replace(**members)


def _best(best: Trial) -> Best:
    return Best(
        name=best.name,
        status=best.status,
        definition=best.definition,
        objective=best.objective or 0.0,
        metric=best.metric,
        tuned={name: str(value) for name, value in best.tuned.items()},
        static={"rounds": "100"},
        artifact="s3://bucket/output/model.tar.gz",
        training_time_s=90,
        image="my-image:1.0",
        role="",
        better_parent="",
    )
