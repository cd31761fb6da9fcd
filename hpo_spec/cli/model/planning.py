"""The model of a tuning job's best training job, or of another one: shared by `model create` and `model test`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from hpo_spec.cli.live import tags_of
from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.models import ModelPlan


def model_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds which training job's model is meant, and what of it is to be otherwise, as `make_plan`."""

    @click.argument("job", metavar="JOB")
    @click.option("--training-job", metavar="NAME", help="Another training job than the best one.")
    @click.option("--name", metavar="NAME", help="The model's name; by default derived from what it is.")
    @click.option("--image", metavar="URI", help="Another image than the one that trained.")
    @click.option("--role", metavar="ARN", help="Another role than the training job's.")
    @click.option(
        "--env", "variables", multiple=True, metavar="NAME=VALUE", help="A variable for the model's container."
    )
    @wraps(function)
    def wrapped(
        job: str,
        training_job: str | None,
        name: str | None,
        image: str | None,
        role: str | None,
        variables: tuple[str, ...],
        **others: Any,
    ) -> Any:
        environment = dict(map(_variable, variables))

        def make_plan(clients: Clients) -> ModelPlan:
            from hpo_spec.aws.models import ModelChoice

            choice = ModelChoice(name, image, role, environment)
            return _plan(job, training_job, choice, clients)

        return function(make_plan=make_plan, **others)

    return wrapped


def _plan(job: str, training_job: str | None, choice: Any, clients: Clients) -> ModelPlan:
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.best_trial import best_summary, describe_training_job
    from hpo_spec.aws.models import plan_model

    described = TuningJob(job, clients).describe()
    name = training_job or best_summary(described, clients)["TrainingJobName"]
    trained = describe_training_job(name, clients)
    handle = TuningJob(job, clients, arn=described["HyperParameterTuningJobArn"])
    tags = [tag for tag in tags_of(handle) if not tag["Key"].startswith("aws:")]
    return plan_model(trained, tags, choice)


def _variable(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise UsageError("--env takes NAME=VALUE.")
    return name, value
