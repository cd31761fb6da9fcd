"""Rules about the inputs of training jobs."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.definitions import definitions
from hpo_spec.lint.rule import Problem, rule
from hpo_spec.spec import TuningJobSpec

_SOURCES = ("s3_uri", "file_system", "dataset_arn")


@rule(
    "data-source-exactly-one",
    Severity.ERROR,
    "A channel has one data source: S3, a file system or a data set.",
    "API reference, DataSource",
)
def data_source_exactly_one(spec: TuningJobSpec) -> Iterator[Problem]:
    for path, job in definitions(spec):
        for name, channel in (job.inputs or {}).items():
            given = [source for source in _SOURCES if getattr(channel, source) is not None]
            if not given:
                yield Problem((*path, "inputs", name), "nothing says where the data is", "Write its `s3_uri`.")
            elif len(given) > 1:
                yield Problem((*path, "inputs", name, given[1]), f"{given[0]} is given too", "Keep one of them.")
