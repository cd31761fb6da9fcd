"""The options of a batch transform job, over the defaults of a spec's `transform` section."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from hpo_spec.spec import Transform

_FIELDS = {
    "input_s3_uri": ("--input", "URI", "The data to test with, without labels: an S3 object or prefix."),
    "input_data_type": ("--input-type", "TYPE", "What --input is: S3Prefix by default, or ManifestFile."),
    "output_s3_uri": ("--output", "URI", "Where the predictions go: an S3 prefix, in which each test has a folder."),
    "content_type": ("--content-type", "TYPE", "The MIME type of the data; text/csv by default."),
    "compression": ("--compression", "TYPE", "Gzip, if the data is compressed."),
    "split_type": ("--split-type", "TYPE", "What one record is: Line by default, None for a whole object."),
    "accept": ("--accept", "TYPE", "The MIME type of the predictions."),
    "assemble_with": ("--assemble-with", "TYPE", "What is put between predictions: Line by default."),
    "kms_key": ("--kms-key", "KEY", "What encrypts the predictions."),
    "batch_strategy": ("--batch-strategy", "NAME", "MultiRecord, or SingleRecord: a request for each record."),
    "instance_type": ("--instance-type", "TYPE", "What the model runs on; ml.m5.large by default."),
    "instance_count": ("--instance-count", "N", "How many of them."),
    "volume_kms_key": ("--volume-kms-key", "KEY", "What encrypts their disks."),
    "max_concurrent": ("--max-concurrent", "N", "How many requests an instance gets at a time."),
    "max_payload_mb": ("--max-payload-mb", "N", "The most that one request may have."),
    "join_source": ("--join-source", "NAME", "Input puts each prediction behind its record."),
    "input_filter": ("--input-filter", "PATH", "What the model sees of a record, such as $[1:]."),
    "output_filter": ("--output-filter", "PATH", "What is written of a prediction."),
}
"""By field of the `transform` section: the option, what it takes, and what it says."""
_NUMBERS = ("instance_count", "max_concurrent", "max_payload_mb")


def transform_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for each field, and `--spec`, as `settings`: the API's request without its names."""

    @click.option("--spec", metavar="SPEC", type=click.Path(), help="A spec whose `transform` section gives defaults.")
    @wraps(function)
    def wrapped(spec: str | None, **others: Any) -> Any:
        given = {field: others.pop(field) for field in _FIELDS}
        changes = {field: value for field, value in given.items() if value is not None}
        return function(settings=_settings(spec, changes), **others)

    for field, (option, metavar, help) in reversed(_FIELDS.items()):
        kind = click.INT if field in _NUMBERS else click.STRING
        wrapped = click.option(option, field, metavar=metavar, type=kind, help=help)(wrapped)
    return wrapped


def _settings(path: str | None, changes: dict[str, object]) -> dict[str, Any]:
    from hpo_spec.spec.base import Context

    settings = _changed(_defaults(path), changes)
    for field, option in (("input_s3_uri", "--input"), ("output_s3_uri", "--output")):
        if getattr(settings, field) is None:
            raise UsageError(f"{option} is missing: give it, or `transform: {{{field}: ...}}` in a spec with --spec.")
    return settings.to_api(Context(image_uri=lambda name, _: name))


def _defaults(path: str | None) -> Transform:
    from hpo_spec.loading import load_spec
    from hpo_spec.spec import Transform

    return (load_spec(path).transform if path else None) or Transform()


def _changed(settings: Transform, changes: dict[str, object]) -> Transform:
    from pydantic import ValidationError

    try:
        return settings.replace(**changes)
    except ValidationError as error:
        said = [f"{_FIELDS[str(item['loc'][0])][0]}: {item['msg']}" for item in error.errors(include_url=False)]
        raise UsageError("; ".join(said)) from None
