"""Rules about the training job definitions and what they run."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, rule
from hpo_spec.spec import Algorithm, TrainingJob, TuningJobSpec

_MULTI = "developer guide, multiple-algorithm-hpo"
_SPECIFICATION = "API reference, HyperParameterAlgorithmSpecification"


def definitions(spec: TuningJobSpec) -> Iterator[tuple[Path, TrainingJob]]:
    """Every training job of a spec, with its path."""
    if spec.training_job is not None:
        yield ("training_job",), spec.training_job
    for index, job in enumerate(spec.training_jobs or ()):
        yield ("training_jobs", index), job


@rule("definition-both", Severity.ERROR, "One of `training_job` and `training_jobs` is given, not both.", _MULTI)
def definition_both(spec: TuningJobSpec) -> Iterator[Problem]:
    if spec.training_job and spec.training_jobs:
        yield Problem(("training_jobs",), "`training_job` is given too", "Keep one of the two.")


@rule("definition-none", Severity.ERROR, "There is a `training_job`, or a list of `training_jobs`.", _MULTI)
def definition_none(spec: TuningJobSpec) -> Iterator[Problem]:
    if not spec.training_job and not spec.training_jobs:
        yield Problem((), "there is no training job to tune", "Write a `training_job`.")


@rule("algorithm-both", Severity.ERROR, "An algorithm is an image or an algorithm resource, not both.", _SPECIFICATION)
def algorithm_both(spec: TuningJobSpec) -> Iterator[Problem]:
    for path, job in definitions(spec):
        if isinstance(job.algorithm, Algorithm) and job.algorithm.image and job.algorithm.arn:
            yield Problem((*path, "algorithm"), "`image` and `arn` are both given", "Keep one of the two.")


@rule("algorithm-none", Severity.ERROR, "An algorithm is an image or an algorithm resource.", _SPECIFICATION)
def algorithm_none(spec: TuningJobSpec) -> Iterator[Problem]:
    for path, job in definitions(spec):
        if isinstance(job.algorithm, Algorithm) and not job.algorithm.image and not job.algorithm.arn:
            help = "Write a built-in's `name` and `version`, an `image`, or an `arn`."
            yield Problem((*path, "algorithm"), "nothing says what to run", help)
