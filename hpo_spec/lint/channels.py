"""Rules about the inputs of training jobs: where the data is, and how it reaches the container."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import View

_SOURCES = ("s3_uri", "file_system", "dataset_arn")


@rule(
    "data-source-exactly-one",
    Severity.ERROR,
    "A channel has one data source: S3, a file system or a data set.",
    why="All three are optional in the API's model, so that an empty data source, or two, passes every client.",
    source="API reference, DataSource",
    basis=Basis.LIKELY,
)
def data_source_exactly_one(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        for name, channel in job.channels.items():
            path = (*job.path, "inputs", name)
            given = [source for source in _SOURCES if getattr(channel, source) is not None]
            if not given:
                yield Problem(path, "nothing says where the data is", "Write its `s3_uri`.", on_key=True)
            elif len(given) > 1:
                yield Problem((*path, given[1]), f"`{given[0]}` is given too", "Keep one of them.", on_key=True)


RULES: tuple[Rule, ...] = (data_source_exactly_one,)
