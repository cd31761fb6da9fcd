"""Rules about the images of built-in algorithms: whether there is one. Compiling a request finds the same."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.images import UnknownImage, image_uri
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, only, rule
from hpo_spec.lint.view import View
from hpo_spec.spec import BuiltIn

_SOURCE = "sagemaker-python-sdk, image_uri_config"
_NO_IMAGE = "There would be no image to run."
_ANY_REGION = "us-west-2"
"""For specs without a region: it has every image."""


@rule(
    "builtin-name",
    Severity.ERROR,
    "A built-in algorithm's `name` is one of SageMaker's.",
    why=_NO_IMAGE,
    source=_SOURCE,
)
def name_unknown(view: View) -> Iterator[Problem]:
    yield from _unknown(view, "name")


@rule("builtin-version", Severity.ERROR, "A built-in algorithm has the `version`.", why=_NO_IMAGE, source=_SOURCE)
def version_unknown(view: View) -> Iterator[Problem]:
    yield from _unknown(view, "version")


@rule(
    "builtin-region", Severity.ERROR, "A built-in algorithm has an image in the region.", why=_NO_IMAGE, source=_SOURCE
)
def region_unknown(view: View) -> Iterator[Problem]:
    for problem in _unknown(view, "region"):
        yield problem
        return  # the region is the same for all


def _unknown(view: View, part: str) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if isinstance(algorithm, BuiltIn):
            try:
                image_uri(algorithm.name, algorithm.version, view.spec.region or _ANY_REGION)
            except UnknownImage as error:
                if error.part == part:
                    path: Path = ("region",) if part == "region" else (*job.path, "algorithm", part)
                    yield Problem(path, str(error), error.help)


def _has_built_in(view: View) -> bool:
    return any(isinstance(job.definition.algorithm, BuiltIn) for job in view.jobs)


RULES: tuple[Rule, ...] = (*only(_has_built_in, name_unknown, version_unknown, region_unknown),)
