"""Options that several verbs share, spelled as in the AWS CLI where it has them.

A verb gets what belongs together as one argument: its specs as a `Selection`, the way to AWS as a `Connection`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, Clock

Command = Callable[..., Any]


class Selection(NamedTuple):
    """The spec files of a verb, and what changes them before they are read."""

    paths: tuple[str, ...]
    merge: bool
    overrides: tuple[str, ...]
    ignore: tuple[str, ...]
    """The rules that lint passes over."""

    def groups(self) -> list[tuple[str, ...]]:
        """The files of each spec: all of them together with `--merge`, else one by one."""
        return [self.paths] if self.merge else [(path,) for path in self.paths]


class Surroundings(NamedTuple):
    """What a program's run takes from outside: tests bring a SageMaker and a clock of their own."""

    make_clients: Callable[..., Clients] | None = None
    clock: Clock | None = None


class Connection(NamedTuple):
    """The options that say how to reach AWS."""

    region: str | None
    profile: str | None
    endpoint_url: str | None
    surroundings: Surroundings
    is_local: bool = False
    """Whether the local engine answers instead of AWS."""

    def clients(self, region: str | None = None, max_parallel: int | None = None) -> Clients:
        """Clients for `region`, or for the one of the options; boto3 is imported here and not before."""
        from hpo_spec.aws import make_clients

        if self.is_local:
            from hpo_spec.local_mode import local_clients

            return local_clients(region=region or self.region, max_parallel=max_parallel)
        make = self.surroundings.make_clients or make_clients
        return make(region=region or self.region, profile=self.profile, endpoint_url=self.endpoint_url)

    def follow_command(self, jobs: Sequence[str]) -> str:
        """The command that follows some jobs again, with the options that reach them."""
        return self.command("wait", *jobs)

    def command(self, *parts: str) -> str:
        """A command of this program, with the options that reach the same jobs."""
        import shlex

        given = {
            "--region": self.region,
            "--profile": self.profile,
            "--endpoint-url": self.endpoint_url,
        }
        options = [part for option, value in given.items() if value for part in (option, value)]
        return shlex.join(["hpo-spec", *parts, *options, *(["--local"] if self.is_local else [])])


def spec_options(function: Command) -> Command:
    """Adds the spec files and what changes them, as `selection`."""

    @click.argument("specs", nargs=-1, required=True, metavar="SPEC...", type=click.Path())
    @click.option("--merge", is_flag=True, help="The files are one spec: later ones override earlier ones.")
    @click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="PATH=VALUE",
        help="Override one value, as in --set tuning.limits.max_jobs=50. May be repeated.",
    )
    @click.option("--region", metavar="NAME", help="The same as --set region=NAME.")
    @click.option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        callback=_known,
        help="Pass over a lint rule, as `lint: {ignore: {RULE: the reason}}` in the spec does. May be repeated.",
    )
    @wraps(function)
    def wrapped(
        specs: tuple[str, ...],
        merge: bool,
        overrides: tuple[str, ...],
        region: str | None,
        ignore: tuple[str, ...],
        **others: Any,
    ) -> Any:
        changes = (*overrides, f"region={region}") if region else overrides
        return function(selection=Selection(specs, merge, changes, ignore), **others)

    return wrapped


def aws_options(function: Command) -> Command:
    """Adds how to reach AWS, as `connection`; the region is the spec's."""

    @click.option("--profile", metavar="NAME", help="A profile of the AWS configuration files.")
    @click.option("--endpoint-url", metavar="URL", help="Send all calls to this address instead of AWS.")
    @click.option("--local", is_flag=True, help="Use the local engine, on this machine, instead of AWS.")
    @wraps(function)
    def wrapped(profile: str | None, endpoint_url: str | None, local: bool, **others: Any) -> Any:
        if local and (profile or endpoint_url):
            raise UsageError("--local is instead of AWS: it takes neither --profile nor --endpoint-url.")
        surroundings = click.get_current_context().find_object(Surroundings) or Surroundings()
        return function(connection=Connection(None, profile, endpoint_url, surroundings, local), **others)

    return wrapped


def job_options(function: Command) -> Command:
    """Adds how to reach AWS for verbs that name a job: `aws_options` with `--region`."""

    @click.option("--region", metavar="NAME", help="The region of the job.")
    @wraps(function)
    def wrapped(region: str | None, connection: Connection, **others: Any) -> Any:
        return function(connection=connection._replace(region=region), **others)

    return aws_options(wrapped)


def output_option(function: Command) -> Command:
    """Adds `--output`: text for people or JSON for programs."""
    return click.option(
        "--output", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print data."
    )(function)


def _known(_: click.Context, __: click.Parameter, rules: tuple[str, ...]) -> tuple[str, ...]:
    """The rules, if there are such."""
    if rules:
        from hpo_spec.lint.lookup import find_rules

        find_rules(rules)
    return rules
