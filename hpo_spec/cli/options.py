"""Options that several verbs share, spelled as in the AWS CLI where it has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from hpo_spec.errors import UsageError

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
Decorator = Callable[[_Decorated], _Decorated]


def spec_options(function: _Decorated) -> _Decorated:
    """The spec files, and what changes them before they are read."""
    return _all(
        function,
        click.argument("specs", nargs=-1, required=True, metavar="SPEC..."),
        click.option("--merge", is_flag=True, help="The files are one spec: later ones override earlier ones."),
        click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="PATH=VALUE",
            help="Override one value, as in --set tuning.limits.max_jobs=50. May be repeated.",
        ),
        click.option("--region", metavar="NAME", help="The same as --set region=NAME."),
    )


def aws_options(function: _Decorated) -> _Decorated:
    """How to reach AWS."""
    return _all(
        function,
        click.option("--profile", metavar="NAME", help="A profile of the AWS configuration files."),
        click.option("--endpoint-url", metavar="URL", help="Send all calls to this address instead of AWS."),
        click.option("--local", is_flag=True, help="Use the local engine instead of AWS (not in this release yet)."),
    )


def region_option(function: _Decorated) -> _Decorated:
    """The region, for verbs that take no spec."""
    return click.option("--region", metavar="NAME", help="The region of the job.")(function)


def output_option(function: _Decorated) -> _Decorated:
    """Text for people or JSON for programs."""
    option = click.option(
        "--output", type=click.Choice(["text", "json"]), default="text", help="How to print the data."
    )
    return option(function)


def with_region(overrides: Sequence[str], region: str | None) -> list[str]:
    """The overrides with `--region` as one of them."""
    return [*overrides, *([f"region={region}"] if region else [])]


def resume_hint(jobs: Sequence[str], region: str | None, profile: str | None, endpoint_url: str | None) -> str:
    """The command that follows some jobs again, with the options that reach them."""
    import shlex

    given = {"--region": region, "--profile": profile, "--endpoint-url": endpoint_url}
    options = [part for option, value in given.items() if value for part in (option, value)]
    return shlex.join(["hpo-spec", "wait", *jobs, *options])


def refuse_local(local: bool) -> None:
    """Raise `UsageError` for `--local`, which has nothing behind it yet."""
    if local:
        raise UsageError("--local: the local engine is not in this release yet; leave the option out to use AWS.")


def _all(function: _Decorated, *decorators: Callable[[Any], Any]) -> _Decorated:
    for decorator in reversed(decorators):
        function = decorator(function)
    return function
