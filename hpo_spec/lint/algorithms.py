"""Rules about what a training job runs: its image, or its algorithm resource."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.spec import Algorithm


@rule(
    "algorithm-both",
    Severity.ERROR,
    "An algorithm is an `image` or the `arn` of an algorithm resource, not both.",
    why="An algorithm resource brings its own image, so SageMaker refuses a second one.",
    source="API reference, HyperParameterAlgorithmSpecification",
)
def algorithm_both(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if isinstance(algorithm, Algorithm) and algorithm.image and algorithm.arn:
            yield Problem((*job.path, "algorithm", "arn"), "`image` is given too", "Keep one of the two.", on_key=True)


@rule(
    "algorithm-none",
    Severity.ERROR,
    "An algorithm is a built-in's `name`, an `image`, or the `arn` of an algorithm resource.",
    why="Both members are optional in the API's model, so that no client notices, but there is nothing to run.",
    source="API reference, AlgorithmSpecification",
)
def algorithm_none(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if isinstance(algorithm, Algorithm) and not algorithm.image and not algorithm.arn:
            help = "Write a built-in's `name` and `version`, an `image`, or an `arn`."
            yield Problem((*job.path, "algorithm"), "nothing says what to run", help, on_key=True)


RULES: tuple[Rule, ...] = (algorithm_both, algorithm_none)
