"""Rules about the inputs of training jobs: where the data is, and how it reaches the container."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Algorithm, Channel

_SOURCES = ("s3_uri", "file_system", "dataset_arn")
_RUNNING = "Developer guide, your-algorithms-training-algo-running-container"


@rule(
    "data-source-exactly-one",
    Severity.ERROR,
    "A channel has one data source: S3, a file system or a data set.",
    why="All three are optional in the API's model, so that an empty data source, or two, passes every client.",
    source="API reference, DataSource",
    basis=Basis.LIKELY,
)
def data_source_exactly_one(view: View) -> Iterator[Problem]:
    for _, path, channel in _channels(view):
        given = _sources(channel)
        if not given:
            yield Problem(path, "nothing says where the data is", "Write its `s3_uri`.", on_key=True)
        elif len(given) > 1:
            yield Problem((*path, given[1]), f"`{given[0]}` is given too", "Keep one of them.", on_key=True)


@rule(
    "input-data-missing",
    Severity.WARNING,
    "A training job has `inputs`, unless it runs an algorithm resource.",
    why="SageMaker takes a job without any, but the developer guide calls them required: every trial of a built-in "
    "algorithm fails without its channel. A program that gets its data elsewhere needs none.",
    source="Developer guide, automatic-model-tuning-ex-tuning-job; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def input_data_missing(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        algorithm = job.definition.algorithm
        if not job.channels and not (isinstance(algorithm, Algorithm) and algorithm.arn):
            help = "Add a channel, such as `train: s3://BUCKET/PREFIX/`."
            yield Problem((*job.path, "inputs"), "there is no channel, so the container gets no data", help)


@rule(
    "filesystem-without-vpc",
    Severity.ERROR,
    "A training job that reads a file system has a `vpc`.",
    why="EFS and FSx for Lustre are reached only from within the VPC that they are in.",
    source="Developer guide, model-access-training-data",
)
def filesystem_without_vpc(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        names = [name for name, channel in job.channels.items() if _sources(channel) == ["file_system"]]
        if names and job.definition.vpc is None:
            message = f"is missing, and the channel {names[0]!r} is a file system's, which is reached from its VPC only"
            help = "Write a `vpc` with a subnet and a security group from which the file system can be reached."
            yield Problem((*job.path, "vpc"), message, help)


@rule(
    "filesystem-not-file-mode",
    Severity.ERROR,
    "A channel on a file system has the input mode File.",
    why="A file system is mounted as it is; nothing streams it.",
    source=_RUNNING,
)
def filesystem_not_file_mode(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        mode = job.input_mode(channel)
        if _sources(channel) == ["file_system"] and mode != "File":
            message = f"a file system is read in File mode, but {_whose(channel)} is {mode}"
            yield Problem((*path, "file_system"), message, "Write `input_mode: File` for this channel.", on_key=True)


@rule(
    "fastfile-needs-s3prefix",
    Severity.ERROR,
    "A channel in FastFile mode names an S3 prefix, not a manifest.",
    why="FastFile mode shows what is under a prefix as files, and reads no list of objects.",
    source=f"{_RUNNING}; API reference, TrainingInputMode",
)
def fastfile_needs_s3prefix(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        if channel.s3_data_type == "ManifestFile" and job.input_mode(channel) == "FastFile":
            message = f"a manifest cannot be read in FastFile mode, and {_whose(channel)} is FastFile"
            help = "Write `input_mode: File` for this channel, or name an S3 prefix."
            yield Problem((*path, "s3_data_type"), message, help)


@rule(
    "fastfile-partial-prefix",
    Severity.WARNING,
    "A prefix that is read in FastFile mode ends in a slash.",
    why="A prefix may then be the beginning of several folders' names, and FastFile mode shows whole folders only: "
    "data is missing, or not what was meant.",
    source=_RUNNING,
)
def fastfile_partial_prefix(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        if channel.s3_uri and channel.s3_data_type == "S3Prefix" and job.input_mode(channel) == "FastFile":
            prefix = channel.s3_uri.partition("://")[2].partition("/")[2]
            if prefix and not prefix.endswith("/"):
                message = (
                    f"FastFile mode reads whole folders, and {prefix.rpartition('/')[2]!r} may be a part of a name"
                )
                yield Problem((*path, "s3_uri"), message, "Name the folder, and end it in `/`.")


@rule(
    "augmented-manifest-needs-pipe",
    Severity.ERROR,
    "An augmented manifest is read in Pipe mode.",
    why="Its records, the objects with their attributes, exist only as a stream.",
    source="API reference, S3DataSource.S3DataType; Developer guide, augmented-manifest",
)
def augmented_manifest_needs_pipe(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        mode = job.input_mode(channel)
        if channel.s3_data_type == "AugmentedManifestFile" and mode != "Pipe":
            message = f"an augmented manifest is read in Pipe mode, but {_whose(channel)} is {mode}"
            yield Problem((*path, "s3_data_type"), message, "Write `input_mode: Pipe` for this channel.")


@rule(
    "augmented-manifest-attributes",
    Severity.ERROR,
    "An augmented manifest, and no other data, has `attribute_names`.",
    why="Without them no attribute is streamed, and training fails. With other data SageMaker ignores them, which is "
    "only a hint.",
    source="Developer guide, augmented-manifest; github.com/aws/amazon-sagemaker-examples issue 1283; "
    "terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def augmented_manifest_attributes(view: View) -> Iterator[Problem]:
    for _, path, channel in _channels(view):
        if channel.s3_data_type == "AugmentedManifestFile":
            if not channel.attribute_names:
                help = "Name the manifest's attributes, in the order that the container reads them in."
                yield Problem((*path, "attribute_names"), "nothing says which attributes to stream", help, on_key=True)
        elif channel.attribute_names:
            message = f"SageMaker ignores it for data of type {channel.s3_data_type}"
            yield Problem((*path, "attribute_names"), message, severity=Severity.INFO, on_key=True)


@rule(
    "compression-needs-pipe",
    Severity.ERROR,
    "Only a channel in Pipe mode has `compression: Gzip`.",
    why="SageMaker unpacks data while it streams it, and refuses the job in any other mode.",
    source="API reference, Channel.CompressionType; github.com/aws/sagemaker-python-sdk issue 716",
    server_message="Invalid compression type for channel training: File mode only supports NONE, got Gzip instead",
)
def compression_needs_pipe(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        mode = job.input_mode(channel)
        if channel.compression == "Gzip" and mode != "Pipe":
            message = f"only Pipe mode unpacks data, and {_whose(channel)} is {mode}"
            help = "Remove it, and let the program unpack the files, or write `input_mode: Pipe` for this channel."
            yield Problem((*path, "compression"), message, help)


@rule(
    "record-wrapper-needs-pipe",
    Severity.ERROR,
    "No channel in File mode has `record_wrapper: RecordIO`.",
    why="SageMaker wraps objects while it streams them; files stay as they are.",
    source="API reference, Channel.RecordWrapperType",
)
def record_wrapper_needs_pipe(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        if channel.record_wrapper == "RecordIO" and job.input_mode(channel) == "File":
            message = f"objects are wrapped as they are streamed, but {_whose(channel)} is File"
            help = "Remove it, or write `input_mode: Pipe` for this channel."
            yield Problem((*path, "record_wrapper"), message, help)


@rule(
    "sharded-single-instance",
    Severity.INFO,
    "Only training jobs with several instances share out a channel's objects.",
    why="A single instance gets all of them. With several, those without an object wait, and are paid for.",
    source="API reference, S3DataSource.S3DataDistributionType",
)
def sharded_single_instance(view: View) -> Iterator[Problem]:
    for job, path, channel in _channels(view):
        known = job.algorithm.channels.get(str(path[-1])) if job.algorithm else None
        is_demanded = known is not None and known.s3_distribution != ""
        if channel.s3_distribution == "ShardedByS3Key" and job.instance_count == 1 and not is_demanded:
            message = "has no effect: the one instance of a training job gets all objects"
            yield Problem((*path, "s3_distribution"), message)


@rule(
    "eula-not-accepted",
    Severity.ERROR,
    "Where `accept_eula` is given, it is true.",
    why="The data of a gated model is only handed out to those who accept its licence.",
    source="API reference, ModelAccessConfig.AcceptEula; terraform-provider-aws acceptance tests",
)
def eula_not_accepted(view: View) -> Iterator[Problem]:
    for _, path, channel in _channels(view):
        if channel.accept_eula is False:
            help = "Read the model's licence, and write true if you accept it; remove this if the data has none."
            yield Problem((*path, "accept_eula"), "the licence is declined, so the data cannot be used", help)


def _channels(view: View) -> Iterator[tuple[Job, Path, Channel]]:
    for job in view.jobs:
        for name, channel in job.channels.items():
            yield job, (*job.path, "inputs", name), channel


def _sources(channel: Channel) -> list[str]:
    return [source for source in _SOURCES if getattr(channel, source) is not None]


def _whose(channel: Channel) -> str:
    """What the input mode is called: the channel's own, or the algorithm's."""
    return "its `input_mode`" if channel.input_mode else "`algorithm.input_mode`"


def _are_special(view: View) -> bool:
    """Whether any input is more than files of S3 that each instance gets as they are."""
    fields = ("file_system", "attribute_names", "compression", "record_wrapper", "s3_distribution", "accept_eula")
    return any(
        job.input_mode(channel) != "File"
        or channel.s3_data_type != "S3Prefix"
        or any(getattr(channel, field) is not None for field in fields)
        for job, _, channel in _channels(view)
    )


RULES: tuple[Rule, ...] = (
    data_source_exactly_one,
    input_data_missing,
    *only(
        _are_special,
        filesystem_without_vpc,
        filesystem_not_file_mode,
        fastfile_needs_s3prefix,
        fastfile_partial_prefix,
        augmented_manifest_needs_pipe,
        augmented_manifest_attributes,
        compression_needs_pipe,
        record_wrapper_needs_pipe,
        sharded_single_instance,
        eula_not_accepted,
    ),
)
