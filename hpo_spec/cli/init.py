"""`hpo-spec init`: a commented spec to start from."""

from __future__ import annotations

from pathlib import Path

import click

from hpo_spec.cli.output import print_data, write_new


@click.command("init", epilog="Example: hpo-spec init --algorithm xgboost --region us-west-2 -o tuning.yaml")
@click.option(
    "--algorithm", metavar="NAME", default="xgboost", show_default=True, help="A built-in algorithm, or `custom`."
)
@click.option("--region", metavar="NAME", help="The region to write into the spec.")
@click.option("-o", "--output-file", type=click.Path(dir_okay=False), help="Write to this new file, not to stdout.")
def command(algorithm: str, region: str | None, output_file: str | None) -> None:
    """Write a commented spec for an algorithm, ready but for the lines marked as yours."""
    from hpo_spec.starting import starter_spec

    text = starter_spec(algorithm, region)
    if output_file is None:
        print_data(text)
        return
    write_new(Path(output_file), text)
    click.echo(f"Wrote {output_file}. Next: hpo-spec validate {output_file}", err=True)
