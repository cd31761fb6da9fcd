"""The truth that predictions are compared with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients

_METRICS = ("rmse", "mae", "r2", "accuracy", "auc", "f1")


class Truth(NamedTuple):
    """Where the labels are, and what to compare by."""

    labels: str
    metric: str


def truth_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --labels and --metric, as `truth`."""

    @click.option("--labels", metavar="FILE", help="The truth: a file, or an S3 URI, with a label in each line.")
    @click.option("--metric", type=click.Choice(_METRICS), help="With --labels, what to compare by.")
    @wraps(function)
    def wrapped(labels: str | None, metric: str | None, **others: Any) -> Any:
        if (labels is None) != (metric is None):
            raise UsageError("--labels and --metric go together: the truth, and what to compare by.")
        return function(truth=Truth(labels, metric) if labels and metric else None, **others)

    return wrapped


def read_labels(source: str, clients: Clients) -> list[str]:
    """The label of each line, which is its first column. Raises `UsageError` or `AwsError`."""
    from hpo_spec.aws.transforms import read_object, split_uri

    if source.startswith("s3://"):
        text = read_object(*split_uri(source), clients)
    else:
        try:
            text = Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--labels {source}: {error}.") from error
    return [line.split(",")[0].strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
