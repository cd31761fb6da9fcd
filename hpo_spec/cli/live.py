"""A live job as a request and as a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hpo_spec.errors import AwsError
from hpo_spec.request.describing import request_of_described
from hpo_spec.request.importing import import_request
from hpo_spec.spec import TuningJobSpec

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, TuningJob


def live_request(job: str, clients: Clients) -> dict[str, Any]:
    """The request that made a live job, without what SageMaker added, with its tags."""
    from hpo_spec.aws import TuningJob

    handle = TuningJob(job, clients)
    request, unknown = request_of_described(handle.describe(), tags_of(handle))
    if unknown:
        click.echo(f"note: this release cannot tell what {', '.join(unknown)} is; it is left out.", err=True)
    return request


def tags_of(job: TuningJob) -> list[dict[str, str]]:
    """The job's tags, or none where they may not be read: that is no reason to give nothing at all."""
    try:
        return job.tags()
    except AwsError as error:
        click.echo(f"note: the tags are left out. {error}", err=True)
        return []


def live_spec(job: str, clients: Clients) -> TuningJobSpec:
    """The spec of a live job. Raises `SpecError` for what a spec cannot say."""
    return import_request(live_request(job, clients), region=clients.region)
