"""`submit --max-active`: many jobs, so many at a time, and what came of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from hpo_spec.cli.failures import explain_failures
from hpo_spec.cli.jobs import print_states
from hpo_spec.cli.options import Connection
from hpo_spec.cli.progress import progress_shown
from hpo_spec.cli.waiting import INTERRUPTED, outcome_of, worst

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.queueing import Outcome, Queued


def run(
    requests: Sequence[Mapping[str, Any]],
    clients: Clients,
    connection: Connection,
    *,
    max_active: int,
    output: str,
) -> int:
    """Submit and follow all, print a summary, and give the exit code of the worst."""
    from hpo_spec.aws.queueing import run_queue

    def tell(event: Queued) -> None:
        if output == "json":
            click.echo(json.dumps({"event": event.kind, **event._asdict()}))
        elif event.kind != "blocked" or event.active == 0:
            counts = f"{event.waiting} waiting, {event.active} in progress"
            click.echo(f"{event.kind} {event.name}{f': {event.text}' if event.text else ''} ({counts})", err=True)

    try:
        with progress_shown(output) as show:
            outcomes = run_queue(
                requests,
                clients,
                max_active=max_active,
                on_event=tell,
                on_change=show,
                clock=connection.surroundings.clock,
            )
    except KeyboardInterrupt:
        click.echo(
            "\nInterrupted; the jobs that were submitted go on. The same command goes on where it was.", err=True
        )
        return INTERRUPTED
    return _summary(outcomes, clients, connection, output)


def _summary(outcomes: Sequence[Outcome], clients: Clients, connection: Connection, output: str) -> int:
    states = [outcome.state for outcome in outcomes if outcome.state]
    if output == "json":
        jobs = [_plain(outcome) for outcome in outcomes]
        click.echo(json.dumps({"event": "summary", "jobs": jobs}))
    else:
        print_states(states, output)
    for outcome in outcomes:
        if outcome.error is not None:
            click.echo(f"error: {outcome.name}: {outcome.error}", err=True)
    for state in states:
        explain_failures(state, clients, connection)
    refused = [outcome.error.exit_code for outcome in outcomes if outcome.error]
    return max(refused, default=0) or worst([outcome_of(state) for state in states])


def _plain(outcome: Outcome) -> dict[str, object]:
    return {
        "name": outcome.name,
        "attached": outcome.attached,
        "job": outcome.state.to_json() if outcome.state else None,
        "error": str(outcome.error) if outcome.error else None,
    }
