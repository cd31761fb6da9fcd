"""The spec that somebody starts from: `hpo-spec init`. Text with comments, built from `facts.starters`.

Knows no models: a spec is text here, and the tests load what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hpo_spec.errors import UsageError
from hpo_spec.facts.image_registry import ACCOUNTS
from hpo_spec.facts.images import UnknownImage, dns_suffix, image_uri, nearest_first
from hpo_spec.facts.starters import NO_STARTER, STARTERS, Choice, Data, Machine, Range, Starter, Static, Value

CUSTOM = "custom"
DEFAULT_ALGORITHM = "xgboost"
DEFAULT_REGION = "us-west-2"
YOURS = "# <- yours"
"""Ends, or begins the comment of, a line that has to be changed."""

_BUCKET = "s3://my-bucket"
_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg"
_NUMBER = r"([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"
_OWN_IMAGE = Starter(
    page="automatic-model-tuning-define-metrics-variables",
    version="",
    direction="Minimize",
    metric="validation:loss",
    static={"epochs": Static(10)},
    ranges={
        "learning_rate": Range("continuous", 1e-4, 0.1, "Logarithmic"),
        "batch_size": Range("integer", 16, 256, "Logarithmic"),
        "optimizer": Choice(("adam", "sgd")),
    },
    channels={"train": Data("text/csv"), "validation": Data("text/csv")},
    machine=Machine("ml.m5.xlarge", 30, "1h"),
)


def starter_spec(algorithm: str | None, region: str | None = None) -> str:
    """A commented spec for a built-in algorithm, or for an image of one's own: `custom`.

    Without a name, for XGBoost. Raises `UsageError` for an algorithm or a region that is not known.
    """
    name = algorithm or DEFAULT_ALGORITHM
    where = region or DEFAULT_REGION
    if name == CUSTOM:
        _check_region(where)
        starter, about, run = _OWN_IMAGE, "an image of your own", _own_image(where)
    else:
        starter, about = _starter(name), f"{name}, a built-in algorithm of SageMaker"
        _check_image(name, starter.version, where)
        run = [f"  algorithm: {{name: {name}, version: {starter.version}}}"]
    lines = [
        *_head(about, starter.page),
        *["version: 1", f"name_prefix: {name}  # the rest of the tuning job's name is a digest of what it does"],
        f"region: {where}" if region else f"region: {where}  {YOURS}",
        *["", "training_job:  # what every trial shares", *run, *_training_job(starter)],
        *["", "tuning:  # how the trials are chosen and compared", *_tuning(starter)],
    ]
    return "\n".join(lines) + "\n"


def _starter(name: str) -> Starter:
    if name in NO_STARTER:
        raise UsageError(f"there is no spec to start from for {name!r}: {NO_STARTER[name]}.")
    if name not in STARTERS:
        known = ", ".join(nearest_first(name, [*STARTERS, CUSTOM]))
        raise UsageError(f"there is no built-in algorithm {name!r} to tune. Known: {known}.")
    return STARTERS[name]


def _check_image(name: str, version: str, region: str) -> None:
    try:
        image_uri(name, version, region)
    except UnknownImage as error:
        raise UsageError(f"{error}. {error.help}") from error


def _check_region(region: str) -> None:
    known = {known for accounts in ACCOUNTS.values() for known in accounts}
    if region not in known:
        nearest = ", ".join(nearest_first(region, sorted(known)))
        raise UsageError(f"this release knows no region {region!r}. Known: {nearest}.")


def _head(about: str, page: str) -> list[str]:
    return [
        "# yaml-language-server: $schema=tuning-job.schema.json",
        f"# A tuning job of {about}. Change the lines that say `{YOURS[2:]}`, then:",
        "#   hpo-spec validate FILE",
        "#   hpo-spec submit FILE --wait",
        f"# More about it: {_GUIDE}/{page}.html",
        "# The first line lets an editor complete and check, after: hpo-spec schema > tuning-job.schema.json",
    ]


def _own_image(region: str) -> list[str]:
    image = f"123456789012.dkr.ecr.{region}.{dns_suffix(region)}/my-image:1.0"
    return [
        "  algorithm:",
        f"    image: {image}  {YOURS}",
        "    metrics:  # by name, a regular expression that captures the number in a line of the log",
        f"      {_OWN_IMAGE.metric}: 'validation_loss={_NUMBER}'  {YOURS}",
    ]


def _training_job(starter: Starter) -> Iterator[str]:
    yield f"  role: arn:aws:iam::123456789012:role/SageMakerRole  {YOURS}: what SageMaker acts as"
    yield "  static_hyperparameters:  # what the tuning does not vary"
    for key, static in starter.static.items():
        yield f"    {key}: {_scalar(static.value)}{_yours(static.yours)}"
    yield from _inputs(starter)
    yield f"  output: {_BUCKET}/output  {YOURS}: each trial's model gets a folder here"
    resources = {"instance_type": starter.machine.instance_type, "instance_count": 1}
    resources |= _given(starter.machine._asdict(), "volume_size_gb")
    yield f"  resources: {_inline(resources)}  # of each trial"
    yield f"  stopping_condition: {{max_runtime: {starter.machine.max_runtime}}}  # of each trial"


def _inputs(starter: Starter) -> Iterator[str]:
    prefix, what = starter.metric.partition(":")[0], ""
    yield f"  inputs:  # {starter.metric} is computed on the channel `{prefix}`"
    for channel, data in starter.channels.items():
        if data.what not in ("", what):
            yield f"    # {data.what}"
        what = data.what
        source = {"s3_uri": f"{_BUCKET}/{channel}", **_given(data._asdict(), "content_type", "s3_distribution")}
        yield f"    {channel}: {_inline(source)}  {YOURS}"


def _tuning(starter: Starter) -> Iterator[str]:
    yield "  strategy: Bayesian"
    yield f"  objective: {{type: {starter.direction}, metric: {starter.metric}}}"
    yield "  ranges:"
    for name, item in starter.ranges.items():
        yield f"    {name}: {_range(item)}{_yours(item.yours if isinstance(item, Range) else '')}"
    yield "  limits: {max_jobs: 20, max_parallel_jobs: 3}  # a thorough search takes 50 jobs or more"


def _range(item: Range | Choice) -> str:
    if isinstance(item, Choice):
        return f"{{type: categorical, values: [{', '.join(map(_scalar, item.values))}]}}"
    return _inline(_given(item._asdict(), "type", "min", "max", "scaling"))


def _given(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Of the named values, those that say something."""
    return {name: value for name in names if (value := values[name]) not in (None, "")}


def _inline(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in values.items()) + "}"


def _scalar(value: Value) -> str:
    return f"{value:g}".replace("e-0", "e-") if isinstance(value, float) else str(value)


def _yours(what: str) -> str:
    return f"  {YOURS}: {what}" if what else ""
