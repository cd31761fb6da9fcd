"""Rules about the channels of built-in algorithms: which they have, and which data they read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule, warning_if
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Channel
from hpo_spec.validation import is_typo, nearest

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Algorithm, ChannelFacts

_PAGES = "Developer guide, common-info-all-im-models and the page of each algorithm"
_CONTAINER = "github.com/aws/sagemaker-xgboost-container"


@rule(
    "builtin-channel-missing",
    Severity.ERROR,
    "A built-in algorithm has the channels that it requires.",
    why="Without one of them every training job fails, after its instances have started: XGBoost's with "
    "`Missing required channel: train`.",
    source=f"{_PAGES}; {_CONTAINER}",
    basis=Basis.LIKELY,
)
def channel_missing(view: View) -> Iterator[Problem]:
    for job, algorithm in _with_channels(view):
        for name, known in algorithm.channels.items():
            if known.required and name not in job.channels and name not in _meant(job, algorithm).values():
                message = f"{algorithm.name} requires a channel {name!r}"
                yield Problem((*job.path, "inputs", name), message, "Add it.", _severity(known, algorithm))


@rule(
    "builtin-channel-unknown",
    Severity.ERROR,
    "A built-in algorithm gets only channels that it knows.",
    why="XGBoost's container fails with `Extraneous channel found`; others do not read what is no channel of theirs, "
    "which is a warning unless it is a typo for one that they require.",
    source=f"{_PAGES}; {_CONTAINER}",
)
def channel_unknown(view: View) -> Iterator[Problem]:
    for job, algorithm in _with_channels(view):
        for name in job.channels:
            if name not in algorithm.channels:
                meant = _meant(job, algorithm).get(name)
                fails = meant or (algorithm.refuses_other_channels and not job.runs_script)
                severity = None if fails and not algorithm.uncertain else Severity.WARNING
                help = f"Did you mean {meant!r}?" if meant else f"It has {', '.join(algorithm.channels)}."
                message = f"{algorithm.name} has no channel {name!r}"
                yield Problem((*job.path, "inputs", name), message, help, severity, on_key=True)


@rule(
    "builtin-input-mode",
    Severity.ERROR,
    "A built-in algorithm reads each channel in an input mode that it has.",
    why="A container that cannot read from a pipe fails when the training job starts.",
    source=f"{_PAGES}; {_CONTAINER}",
)
def input_mode(view: View) -> Iterator[Problem]:
    seen: set[Path] = set()
    for job, algorithm, path, channel, known in _channels(view):
        mode = job.input_mode(channel)
        at = (*path, "input_mode") if channel.input_mode else (*job.path, "algorithm", "input_mode")
        reads = mode in known.input_modes or (mode == "FastFile" and "File" in known.input_modes)
        if not reads and at not in seen:
            seen.add(at)
            message = f"{job.algorithm_name} reads {path[-1]} in {' or '.join(known.input_modes)} mode, not {mode}"
            yield Problem(at, message, f"Write {known.input_modes[0]}.", _severity(known, algorithm))


@rule(
    "builtin-content-type",
    Severity.ERROR,
    "A built-in algorithm gets data of a content type that it reads.",
    why="The content type decides how the container parses the data, and one that it does not know fails the training "
    "job. Where none is given, each algorithm takes its own for granted: XGBoost libsvm, most others protobuf.",
    source=f"{_PAGES}; {_CONTAINER}",
)
def content_type(view: View) -> Iterator[Problem]:
    for job, algorithm, path, channel, known in _channels(view):
        accepted = known.pipe_content_types if job.input_mode(channel) == "Pipe" else ()
        accepted = accepted or known.content_types
        if not accepted or job.runs_script:
            continue
        if channel.content_type is None:
            yield from _taken_for_granted(path, channel, algorithm)
        elif channel.content_type not in accepted:
            yield from _not_accepted(path, channel.content_type, accepted, known, algorithm)


@rule(
    "builtin-s3-distribution",
    Severity.ERROR,
    "A built-in algorithm gets the objects of a channel distributed as it takes them.",
    why="Random Cut Forest refuses any other: `ShardedByS3Key` for `train`, `FullyReplicated` for `test`. A channel "
    "that does not say is fully replicated.",
    source="Developer guide, randomcutforest",
)
def s3_distribution(view: View) -> Iterator[Problem]:
    for _, algorithm, path, channel, known in _channels(view):
        given = channel.s3_distribution or "FullyReplicated"
        if known.s3_distribution and channel.s3_uri and given != known.s3_distribution:
            message = f"{algorithm.name} takes {known.s3_distribution} for {path[-1]}, not {given}"
            help = f"Write `s3_distribution: {known.s3_distribution}`."
            yield Problem((*path, "s3_distribution"), message, help, _severity(known, algorithm))


def _with_channels(view: View) -> Iterator[tuple[Job, Algorithm]]:
    """Each built-in algorithm that gets any data: where there is none at all, another rule says so."""
    for job in view.jobs:
        if job.algorithm and job.channels:
            yield job, job.algorithm


def _channels(view: View) -> Iterator[tuple[Job, Algorithm, Path, Channel, ChannelFacts]]:
    for job, algorithm in _with_channels(view):
        for name, channel in job.channels.items():
            known = algorithm.channels.get(name)
            if known:
                yield job, algorithm, (*job.path, "inputs", name), channel, known


def _meant(job: Job, algorithm: Algorithm) -> dict[str, str]:
    """By the unknown name of a channel, the missing one that it probably means."""
    missing = [name for name, known in algorithm.channels.items() if known.required and name not in job.channels]
    unknown = [name for name in job.channels if name not in algorithm.channels]
    return {name: meant for name in unknown if (meant := nearest(name, missing))}


def _taken_for_granted(path: Path, channel: Channel, algorithm: Algorithm) -> Iterator[Problem]:
    """A channel without a content type whose data looks like CSV, where the algorithm expects something else."""
    default = algorithm.default_content_type
    if default and default != "text/csv" and (channel.s3_uri or "").lower().endswith(".csv"):
        message = f"{algorithm.name} reads data without a content type as {default}, and this looks like CSV"
        yield Problem((*path, "content_type"), message, "Write `content_type: text/csv`.", Severity.WARNING)


def _not_accepted(
    path: Path, given: str, accepted: tuple[str, ...], known: ChannelFacts, algorithm: Algorithm
) -> Iterator[Problem]:
    plain = given.partition(";")[0].strip()
    if plain not in accepted and plain.lower() in accepted:
        message = f"{given!r} is not written as {algorithm.name} has it, which may compare it letter by letter"
        yield Problem((*path, "content_type"), message, f"Did you mean {plain.lower()!r}?", Severity.WARNING)
        return
    if plain in accepted:
        if algorithm.refuses_other_channels:
            message = f"the container compares the whole text, and may not take {given!r}"
            yield Problem((*path, "content_type"), message, f"Write {plain}, without parameters.", Severity.WARNING)
        return
    message = f"{algorithm.name} does not read {given!r} here"
    meant = next((name for name in accepted if is_typo(plain, name)), None)
    help = f"Did you mean {meant!r}?" if meant else f"It reads {', '.join(accepted)}."
    yield Problem((*path, "content_type"), message, help, _severity(known, algorithm))


def _severity(known: ChannelFacts, algorithm: Algorithm) -> Severity | None:
    return warning_if(known.uncertain or algorithm.uncertain)


RULES: tuple[Rule, ...] = (channel_missing, channel_unknown, input_mode, content_type, s3_distribution)
