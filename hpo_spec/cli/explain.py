"""`hpo-spec explain`: what a rule means, and where that is known from."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

import click

from hpo_spec.cli.options import output_option
from hpo_spec.cli.output import print_data
from hpo_spec.lint.examples import Example, examples
from hpo_spec.lint.explaining import WIDTH, as_text
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.lookup import find_rules
from hpo_spec.lint.rule import Rule
from hpo_spec.lint.topics import topics


@click.command("explain", epilog="Example: hpo-spec explain algorithm-none")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@output_option
def command(rules: tuple[str, ...], output: str) -> None:
    """Say what a RULE means, why, how sure it is, and show a wrong and a right spec; without one, list all rules.

    The rule of a finding stands in brackets behind it.
    """
    chosen = find_rules(rules)
    if output == "json":
        print_data(json.dumps(_plain(chosen or RULES), indent=2, ensure_ascii=False) + "\n")
    elif chosen:
        pairs = examples()
        print_data("\n\n\n".join(as_text(rule, pairs.get(rule.id)) for rule in chosen) + "\n")
    else:
        print_data("\n".join(_listing(topics())))
        click.echo(f"{len(RULES)} rules. `hpo-spec explain RULE` says more of one.", err=True)


def _listing(groups: dict[str, list[Rule]]) -> Iterator[str]:
    """A line for each rule, or more where what it says is long, below the title of its topic."""
    id_width = max(len(rule.id) for group in groups.values() for rule in group)
    for title, group in groups.items():
        yield title
        for rule in group:
            yield _row(f"  {rule.id:<{id_width}}  {rule.severity.value:<7}  ", rule.what)
        yield ""


def _row(head: str, text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def _plain(rules: Sequence[Rule]) -> list[dict[str, object]]:
    topic_of = {rule.id: title for title, group in topics().items() for rule in group}
    pairs = examples()
    return [
        {
            "id": rule.id,
            "topic": topic_of[rule.id],
            "severity": rule.severity.value,
            "what": rule.what,
            "why": rule.why,
            "basis": rule.basis.value,
            "source": rule.source,
            "server_message": rule.server_message,
            **_excerpts(pairs.get(rule.id)),
        }
        for rule in rules
    ]


def _excerpts(example: Example | None) -> dict[str, str | None]:
    return {"wrong": example.wrong, "right": example.right} if example else {"wrong": None, "right": None}
