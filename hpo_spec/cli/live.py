"""What the verbs with AWS share: clients from options, a live job's spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hpo_spec.request.describing import request_of_described
from hpo_spec.request.importing import import_request
from hpo_spec.spec import TuningJobSpec

if TYPE_CHECKING:
    from hpo_spec.aws import Clients


def clients_for(region: str | None, profile: str | None, endpoint_url: str | None) -> Clients:
    """Clients for the options of a verb; boto3 is imported here and not before."""
    from hpo_spec.aws import make_clients

    return make_clients(region=region, profile=profile, endpoint_url=endpoint_url)


def live_request(job: str, clients: Clients) -> dict[str, Any]:
    """The request that made a live job, without what SageMaker added, with its tags."""
    from hpo_spec.aws import TuningJob

    handle = TuningJob(job, clients)
    request, unknown = request_of_described(handle.describe(), handle.tags())
    if unknown:
        click.echo(f"note: this release cannot tell what {', '.join(unknown)} is; it is left out.", err=True)
    return request


def live_spec(job: str, *, region: str | None, profile: str | None, endpoint_url: str | None) -> TuningJobSpec:
    """The spec of a live job. Raises `SpecError` for what a spec cannot say."""
    clients = clients_for(region, profile, endpoint_url)
    return import_request(live_request(job, clients), region=clients.region)
