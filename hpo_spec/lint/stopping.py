"""Rules about how long training jobs run, and what is kept of them: spot instances, checkpoints, retries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hpo_spec.facts.images import BuiltInImage
from hpo_spec.facts.training import CHECKPOINTING, NOT_YET_CHECKPOINTING
from hpo_spec.finding import Path, Severity, format_path
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Algorithm
from hpo_spec.spec.duration import format_duration

_SPOT = "Developer guide, model-managed-spot-training"
_CHECKPOINTS = "Developer guide, model-checkpoints"
_STOPPING = "API reference, StoppingCondition"

_LONGEST_WAIT = 3_600
"""How long an algorithm of SageMaker or of the Marketplace may take on spot instances if it saves no checkpoints."""

_APPENDS_JOB_NAME = frozenset(
    (
        ("tensorflow-training", "model_dir"),
        ("sagemaker-tensorflow-scriptmode", "model_dir"),
        ("sagemaker-tensorflow", "checkpoint_path"),
    )
)
"""By image repository, the hyperparameters to which the image itself appends the training job's name."""
_TOOLKIT_PREFIX = "sagemaker_"
"""Hyperparameters of AWS's own toolkit, which reads from them, or appends the training job's name."""

_WORD = r"[A-Z]?[a-z]+|[A-Z]+"
_WRITING = frozenset(
    (
        *("checkpoint", "checkpoints", "ckpt", "ckpts", "save", "export", "dump", "write"),
        *("output", "outputs", "out", "outdir", "outputdir", "savedir", "modeldir"),
        *("log", "logs", "logdir", "tensorboard", "result", "results", "predictions"),
    )
)
"""Words in the name of a place that is written to."""
_READING = frozenset(
    ("load", "read", "input", "init", "initial", "resume", "restore", "from", "pretrained", "base", "teacher")
)
"""Words in the name of a place that is only read, whatever else is in it."""


@rule(
    "maxwait-without-spot",
    Severity.ERROR,
    "A `max_wait` is given only with `spot`.",
    why="Only spot instances are waited for, and SageMaker refuses a wait for any others.",
    source="github.com/aws/amazon-sagemaker-examples issue 869; github.com/aws/sagemaker-python-sdk issue 1011",
    server_message="Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true",
)
def maxwait_without_spot(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if _max_wait(job) is not None and not job.definition.spot:
            help = "Remove it, or write `spot: true` in the training job."
            yield Problem(_max_wait_path(job), "only spot instances are waited for", help, on_key=True)


@rule(
    "spot-maxwait-missing",
    Severity.ERROR,
    "A training job on spot instances has a `max_wait`.",
    why="SageMaker has to know how long the wait for spot instances and the run may take together.",
    source=_SPOT,
)
def spot_maxwait_missing(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if job.definition.spot and _max_wait(job) is None:
            help = f"Write how long waiting and running may take together: at least the {_runtime_text(job)}."
            if _never_checkpoints(job):
                help = f"Write at most {format_duration(_LONGEST_WAIT)}, since this algorithm saves no checkpoints."
            yield Problem(_max_wait_path(job), "is missing, though `spot` is on", help)


@rule(
    "spot-maxwait-below-maxruntime",
    Severity.ERROR,
    "A `max_wait` is at least the `max_runtime`.",
    why="The wait includes the run, so SageMaker refuses a shorter one; a `max_runtime` that is not given is a day.",
    source=f"{_STOPPING}.MaxWaitTimeInSeconds; {_SPOT}; terraform-provider-aws acceptance tests",
)
def spot_maxwait_below_maxruntime(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        wait, runtime = _max_wait(job), job.runtime_s
        if job.definition.spot and wait is not None and wait < runtime and not _waits_too_long(job):
            message = f"{format_duration(wait)} is less than the {_runtime_text(job)}"
            yield Problem(_max_wait_path(job), message, "Make `max_wait` longer, or `max_runtime` shorter.")


@rule(
    "spot-builtin-maxwait-over-3600",
    Severity.ERROR,
    "On spot instances, an algorithm that saves no checkpoints has a `max_wait` of at most an hour.",
    why="SageMaker bounds what an interruption can waste, for its own algorithms and for those of the Marketplace.",
    source=f"{_SPOT}; {_CHECKPOINTS}",
)
def spot_builtin_maxwait_over_3600(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if _waits_too_long(job):
            wait, most = format_duration(_max_wait(job) or 0), format_duration(_LONGEST_WAIT)
            if job.built_in:
                message = f"{wait} is more than {most}, and {_algorithm_text(job.built_in)} saves no checkpoints"
                help = f"Write at most {most} here and in `max_runtime`, or turn `spot` off."
                yield Problem(_max_wait_path(job), message, help)
            else:
                message = f"{wait} is more than {most}, and the algorithm has no `checkpoint`"
                help = f"Write a `checkpoint` if the algorithm saves any, or else at most {most}."
                yield Problem(_max_wait_path(job), message, help, Severity.WARNING)


@rule(
    "spot-without-checkpoint",
    Severity.WARNING,
    "A training job on spot instances has a `checkpoint`.",
    why="A training job that is interrupted starts again from the beginning, and its time is lost.",
    source=_SPOT,
)
def spot_without_checkpoint(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        loses_all = job.definition.spot and job.definition.checkpoint is None
        if loses_all and not _never_checkpoints(job) and not _waits_too_long(job):
            message = "is missing, so an interrupted training job starts again from the beginning"
            help = "Write a `checkpoint` with its `s3_uri`, and let the program resume from what is there."
            yield Problem((*job.path, "checkpoint"), message, help)


@rule(
    "retry-shares-runtime",
    Severity.WARNING,
    "The time of a training job is enough for all its attempts, where it has `max_retries`.",
    why="`max_runtime` and `max_wait` bound all attempts together, so that a late failure leaves a retry little time.",
    source=f"{_STOPPING}; API reference, RetryStrategy",
)
def retry_shares_runtime(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        retries = job.definition.max_retries
        if retries is not None:
            shared = "1 retry shares" if retries == 1 else f"{retries} retries share"
            help = "Make sure that this is enough for all attempts together, and say so under `lint.ignore`."
            yield Problem((*job.path, "max_retries"), f"{shared} the {_runtime_text(job)} with the first attempt", help)


@rule(
    "checkpoint-shared-prefix",
    Severity.WARNING,
    "Checkpoints of different definitions, trials and instances have names of their own.",
    why="A training job that starts gets a copy of what is there, and one that finds another's checkpoint goes on from "
    "that. Whether SageMaker keeps the trials of a tuning job apart is not documented.",
    source=_CHECKPOINTS,
    basis=Basis.UNSURE,
)
def checkpoint_shared_prefix(view: View) -> Iterator[Problem]:
    first: dict[str, Job] = {}
    saving = [(job, job.definition.checkpoint.s3_uri) for job in view.jobs if job.definition.checkpoint]
    for job, uri in saving:
        other = first.setdefault(uri.rstrip("/"), job)
        path = (*job.path, "checkpoint", "s3_uri")
        if other is not job:
            name = other.definition.name or format_path(other.path)
            yield Problem(path, f"{name} saves its checkpoints there too", "Give each definition a prefix of its own.")
        elif job.built_in:
            continue  # AWS's own examples tune them on spot instances with one prefix
        elif job.instance_count > 1:
            message = f"the {job.instance_count} instances of a trial save their checkpoints there, as all trials do"
            help = "Let the program put the training job's name and the host's into the names of the files."
            yield Problem(path, message, help)
        else:
            help = "Let the program save under the training job's name, and resume only from there."
            yield Problem(path, "all trials save their checkpoints there", help, Severity.INFO)


@rule(
    "shared-s3-path-in-hyperparameter",
    Severity.WARNING,
    "No fixed hyperparameter or environment variable is an S3 URI that trials write to.",
    why="All trials get the same value, so they write over each other's files, or resume from them.",
    source="github.com/aws/sagemaker-tensorflow-training-toolkit pull request 179",
    basis=Basis.LIKELY,
)
def shared_s3_path_in_hyperparameter(view: View) -> Iterator[Problem]:
    help = "Let the program append the training job's name, from `TRAINING_JOB_NAME`, or write below /opt/ml."
    for job in view.jobs:
        for field in ("static_hyperparameters", "environment"):
            for name, value in (getattr(job.definition, field) or {}).items():
                if isinstance(value, str) and value.lstrip('"').startswith("s3://") and _is_written(name, job):
                    yield Problem((*job.path, field, name), "all trials write to this one place", help)


def _max_wait(job: Job) -> int | None:
    stopping = job.definition.stopping_condition
    return stopping.max_wait if stopping else None


def _max_wait_path(job: Job) -> Path:
    return (*job.path, "stopping_condition", "max_wait")


def _runtime_text(job: Job) -> str:
    default = "" if job.max_runtime else "default "
    return f"{default}`max_runtime` of {format_duration(job.runtime_s)}"


def _never_checkpoints(job: Job) -> bool:
    """Whether it is a built-in algorithm that saves no checkpoints, whatever the spec says."""
    image = job.built_in
    if image is None:
        return False
    return image.name not in CHECKPOINTING or (image.name, image.version) in NOT_YET_CHECKPOINTING


def _algorithm_text(image: BuiltInImage) -> str:
    """Its name, with the version where another one saves checkpoints."""
    return f"{image.name} {image.version}" if image.name in CHECKPOINTING else image.name


def _waits_too_long(job: Job) -> bool:
    """Whether SageMaker refuses the wait for what saves no checkpoints; for an algorithm resource, whether it may."""
    definition = job.definition
    resource = isinstance(definition.algorithm, Algorithm) and definition.algorithm.arn and not definition.checkpoint
    bounded = _never_checkpoints(job) or bool(resource)
    return bool(definition.spot) and bounded and (_max_wait(job) or 0) > _LONGEST_WAIT


def _is_written(name: str, job: Job) -> bool:
    """Whether a value's name says that the program writes there, and nothing makes that a place for each trial."""
    words = [word.lower() for word in re.findall(_WORD, name)]
    writes = not _WRITING.isdisjoint(words) or " ".join(words).endswith("model dir")
    if not writes or not _READING.isdisjoint(words) or name.startswith(_TOOLKIT_PREFIX):
        return False
    return not job.image or (job.image.repository, name) not in _APPENDS_JOB_NAME


def _may_be_interrupted(view: View) -> bool:
    fields = ("spot", "checkpoint", "max_retries")
    given = any(getattr(job.definition, field) is not None for job in view.jobs for field in fields)
    return given or any(_max_wait(job) is not None for job in view.jobs)


RULES: tuple[Rule, ...] = (
    shared_s3_path_in_hyperparameter,
    *only(
        _may_be_interrupted,
        maxwait_without_spot,
        spot_maxwait_missing,
        spot_maxwait_below_maxruntime,
        spot_builtin_maxwait_over_3600,
        spot_without_checkpoint,
        retry_shares_runtime,
        checkpoint_shared_prefix,
    ),
)
