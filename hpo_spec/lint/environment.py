"""Rules about environment variables, and about secrets in what a request says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.secret_text import secret_kind
from hpo_spec.spec import Auto, Categorical

_RESERVED = ("TRAINING_JOB_NAME", "TRAINING_JOB_ARN")
"""What SageMaker sets in every container."""
_TOOLKIT = (
    r"SM_(?:CHANNELS?|HPS?|MODEL_DIR|OUTPUT_DIR|OUTPUT_DATA_DIR|OUTPUT_INTERMEDIATE_DIR|INPUT_DIR|INPUT_CONFIG_DIR"
    r"|INPUT_DATA_CONFIG|RESOURCE_CONFIG|TRAINING_ENV|USER_ARGS|USER_ENTRY_POINT|MODULE_NAME|MODULE_DIR|FRAMEWORK_MODULE"
    r"|NUM_GPUS|NUM_CPUS|NUM_NEURONS|NETWORK_INTERFACE_NAME|HOSTS|CURRENT_HOST|CURRENT_INSTANCE_TYPE"
    r"|CURRENT_INSTANCE_GROUP|CURRENT_INSTANCE_GROUP_HOSTS|INSTANCE_GROUPS|INSTANCE_GROUPS_DICT|IS_HETERO"
    r"|CHANNEL_.+|HP_.+)"
)
"""What the toolkit in AWS's framework images writes over, for the program that it starts; not `SM_LOG_LEVEL`."""
_HELP = "Let the program read it from AWS Secrets Manager; if it is real and has been sent, replace it."


@rule(
    "environment-reserved-name",
    Severity.WARNING,
    "The `environment` leaves the variables alone that SageMaker sets.",
    why="Each training job has its own `TRAINING_JOB_NAME` and `TRAINING_JOB_ARN`: a value for all of them is lost, or "
    "misleads what relies on it. Of the toolkit's `SM_` variables, in AWS's framework images, this is our inference, "
    "and a hint.",
    source="Developer guide, your-algorithms-training-algo-running-container; "
    "github.com/aws/sagemaker-training-toolkit, ENVIRONMENT_VARIABLES.md",
)
def environment_reserved_name(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        for name in job.definition.environment or ():
            path = (*job.path, "environment", name)
            if name in _RESERVED:
                message = "SageMaker sets it itself, to another value for each training job"
                yield Problem(path, message, "Remove it, or choose another name.", on_key=True)
            elif re.fullmatch(_TOOLKIT, name):
                message = "AWS's framework images set it themselves"
                yield Problem(path, message, "Choose another name.", Severity.INFO, on_key=True)


@rule(
    "secret-in-plain-text",
    Severity.WARNING,
    "No hyperparameter, choice, environment variable or tag is a secret.",
    why="SageMaker stores all of them as they are, and shows them to whoever may describe the tuning job or one of its "
    "training jobs. There have been times when it refused requests in which it detected credentials.",
    source="API reference, CreateTrainingJob.Environment and CreateHyperParameterTuningJob",
)
def secret_in_plain_text(view: View) -> Iterator[Problem]:
    for path, name, value in _values(view):
        kind = next((kind for key, text in _texts(name, value) if (kind := secret_kind(key, text))), None)
        if kind:
            message = f"{name!r} looks like {kind}, which all who may describe the job can read"
            yield Problem(path, message, _HELP, on_key=True)


def _values(view: View) -> Iterator[tuple[Path, str, object]]:
    """Every value that people write, its name, and the path of that name: the value's own line may hold a secret."""
    for job in view.jobs:
        for field in ("static_hyperparameters", "environment"):
            given: Mapping[str, object] = getattr(job.definition, field) or {}
            yield from (((*job.path, field, name), name, value) for name, value in given.items())
    for item in view.ranges:
        if isinstance(item.range, Categorical):
            yield item.path, item.name, item.range.values
        elif isinstance(item.range, Auto):
            yield item.path, item.name, item.range.hint
    for name, value in (view.spec.tags or {}).items():
        yield ("tags", name), name, value


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    """The texts in a value, each with the name nearest to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(str(key), item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(name, item)


RULES: tuple[Rule, ...] = (environment_reserved_name, secret_in_plain_text)
