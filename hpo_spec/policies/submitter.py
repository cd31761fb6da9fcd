"""What whoever submits and follows tuning jobs may do: create them, stop them, look at them and at what came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hpo_spec.policies.job import Job
from hpo_spec.policies.statement import ANY, Policy, Statement, allow, listing, literal, policy
from hpo_spec.request.needs import S3Place, parents_of, roles_of

_LOG_GROUP = "log-group:/aws/sagemaker/TrainingJobs"
_TUNING_JOB = "hyper-parameter-tuning-job"
_ON_TUNING_JOBS = (
    "sagemaker:CreateHyperParameterTuningJob",
    "sagemaker:DescribeHyperParameterTuningJob",
    "sagemaker:ListTags",
    "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
    "sagemaker:StopHyperParameterTuningJob",
)
_ON_MODELS = ("sagemaker:CreateModel", "sagemaker:DescribeModel")
_ON_TRANSFORMS = ("sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob")


def submitter_policy(jobs: Sequence[Job]) -> Policy:
    """For the verbs `submit`, `status`, `wait`, `list`, `stop`, `trials`, `best`, `logs`, `diff` and `model`.

    Models and transform jobs are those whose names `model` derives from the training job's.
    """
    tagged = [job for job in jobs if job.request.get("Tags")]
    return policy(
        allow("TuningJobs", _ON_TUNING_JOBS, _named(jobs, _TUNING_JOB)),
        allow("WarmStartParents", ["sagemaker:DescribeHyperParameterTuningJob"], _parents(jobs)),
        allow("Tag", ["sagemaker:AddTags"], [*_named(tagged, _TUNING_JOB), *_named(tagged, "model", "-*")]),
        allow("ListTuningJobs", ["sagemaker:ListHyperParameterTuningJobs"], ANY),
        allow("TrainingJobs", ["sagemaker:DescribeTrainingJob"], _named(jobs, "training-job", "-*")),
        allow("Models", _ON_MODELS, _named(jobs, "model", "-*")),
        allow("TransformJobs", _ON_TRANSFORMS, _named(jobs, "transform-job", "-*")),
        allow("PassRole", ["iam:PassRole"], _roles(jobs), _TO_SAGEMAKER),
        allow("FindLogs", ["logs:DescribeLogStreams"], log_groups(jobs)),
        allow("ReadLogs", ["logs:GetLogEvents"], log_streams(jobs)),
        _predictions(jobs),
    )


_TO_SAGEMAKER = {"StringEquals": {"iam:PassedToService": ["sagemaker.amazonaws.com"]}}


def log_groups(jobs: Iterable[Job]) -> list[str]:
    """The log groups of trials and transforms: CloudWatch checks some actions on all that is in a group."""
    return [job.arn("logs", f"{group}{rest}") for job in jobs for group in _groups(job) for rest in ("", ":*")]


def log_streams(jobs: Iterable[Job]) -> list[str]:
    """The log streams of all trials and transforms of tuning jobs."""
    return [
        job.arn("logs", f"{group}:log-stream:{name}-*") for job in jobs for group in _groups(job) for name in job.names
    ]


def _groups(job: Job) -> list[str]:
    return [_LOG_GROUP, *([_LOG_GROUP.replace("Training", "Transform")] if job.transform else [])]


def _predictions(jobs: Iterable[Job]) -> list[Statement]:
    """`model test` reads which objects there are to predict for, and the predictions."""
    tested = [(job, job.transform) for job in jobs if job.transform]
    inputs = [(job, place) for job, item in tested if (place := S3Place.of(item.input_uri))]
    return [
        *listing("ListInputs", [(job.bucket_arn(place.bucket), f"{literal(place.key)}*") for job, place in inputs]),
        *allow("ReadPredictions", ["s3:GetObject"], [job.objects_below(item.output_uri) for job, item in tested]),
    ]


def _named(jobs: Iterable[Job], kind: str, rest: str = "") -> list[str]:
    return [job.arn("sagemaker", f"{kind}/{name}{rest}") for job in jobs for name in job.names]


def _parents(jobs: Iterable[Job]) -> list[str]:
    parents = [(job, {name, name.lower()}) for job in jobs for name in parents_of(job.request)]
    return [job.arn("sagemaker", f"{_TUNING_JOB}/{name}") for job, names in parents for name in names]


def _roles(jobs: Iterable[Job]) -> list[str]:
    return [role for job in jobs for role in roles_of(job.request)]
