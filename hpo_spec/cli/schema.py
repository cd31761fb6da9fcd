"""`hpo-spec schema`: what editors complete and check while somebody writes a spec."""

from __future__ import annotations

import json

import click


@click.command("schema", epilog="Example: hpo-spec schema > schemas/tuning-job.schema.json")
def command() -> None:
    """Print the JSON Schema of a spec.

    Editors use it through the comment `# yaml-language-server: $schema=...` at the top of a spec.
    """
    from hpo_spec.facts.open_enums import OPEN_ENUMS
    from hpo_spec.spec.json_schema import spec_json_schema

    click.echo(json.dumps(spec_json_schema(OPEN_ENUMS), indent=2))
