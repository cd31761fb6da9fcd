"""`hpo-spec preflight`: look, before jobs are created, whether AWS has what they need."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from hpo_spec.cli.options import Connection, Selection, aws_options, output_option, spec_options
from hpo_spec.cli.output import print_table
from hpo_spec.cli.preparing import prepare_loaded
from hpo_spec.cli.specs import load_all, request_for
from hpo_spec.loading import Loaded
from hpo_spec.request.needs import name_of

if TYPE_CHECKING:
    from rich.table import Table

    from hpo_spec.aws.preflight import Account, Check
    from hpo_spec.request.compiling import Request

_STYLES = {"works": "green", "fails": "red", "cannot tell": "yellow"}


class Look(NamedTuple):
    """The checks of a spec."""

    spec: str
    name: str
    checks: Sequence[Check]


@click.command("preflight", epilog="Example: hpo-spec preflight specs/*.yaml && hpo-spec submit specs/*.yaml")
@spec_options
@output_option
@aws_options
def command(selection: Selection, output: str, connection: Connection) -> int:
    """Look whether AWS has what specs need: the role, the data, the image, quotas, a free name, parents.

    Read-only calls alone are made. Each check works, fails, or cannot be told, with the permission that is missing;
    only what is sure to fail is an error.
    """
    requests = [(loaded, request_for(loaded, connection)) for loaded in load_all(selection)]
    if connection.is_local:
        for loaded, _ in requests:
            prepare_loaded(loaded)
    looks = look(requests, connection)
    print_looks(looks, output)
    return 1 if has_failed(looks) else 0


def look(
    requests: Iterable[tuple[Loaded, Request]], connection: Connection, *, passing_over: Collection[str] = ()
) -> list[Look]:
    """The checks of all requests, but for some topics. What several ask for is asked once a region."""
    from hpo_spec.aws.preflight import Account, preflight

    accounts: dict[str | None, Account] = {}
    looks = []
    for loaded, request in requests:
        region = loaded.spec.region
        if region not in accounts:
            accounts[region] = Account(connection.clients(region))
        checks = [check for check in preflight(request, accounts[region]) if check.topic not in passing_over]
        looks.append(Look(loaded.name, name_of(request), checks))
    return looks


def has_failed(looks: Iterable[Look]) -> bool:
    """Whether anything is sure to fail."""
    return any(check.outcome.value == "fails" for item in looks for check in item.checks)


def print_looks(looks: Sequence[Look], output: str, *, err: bool = False) -> None:
    """A table for each spec, or a JSON list."""
    if output == "json":
        plain = [{**item._asdict(), "checks": [check.to_json() for check in item.checks]} for item in looks]
        click.echo(json.dumps(plain, indent=2))
        return
    for number, item in enumerate(looks):
        click.echo(f"{'' if number == 0 else chr(10)}{item.name} ({item.spec})", err=err)
        print_table(_table(item.checks), err=err)


def _table(checks: Iterable[Check]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("check", "of", "outcome", "why"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("check", "outcome"))
    for check in checks:
        outcome, why = check.outcome.value, f"{check.message}. {check.help}".strip()
        table.add_row(check.topic, Text(check.subject), Text(outcome, style=_STYLES[outcome]), Text(why))
    return table
