"""Rules about environment variables, and about secrets in what a request says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Problem, Rule, only, rule
from hpo_spec.lint.view import View
from hpo_spec.lint.written import written_values
from hpo_spec.secret_text import secrets_at

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
    for path, name, value in written_values(view) if view.secrets else ():
        kind = next(secrets_at(name, value), None)
        if kind:
            message = f"{name!r} looks like {kind}, which all who may describe the job can read"
            yield Problem(path, message, _HELP, on_key=True)


def _has_environment(view: View) -> bool:
    return any(job.definition.environment for job in view.jobs)


RULES: tuple[Rule, ...] = (*only(_has_environment, environment_reserved_name), secret_in_plain_text)
