"""The defaults of the batch transform job that tests a tuning job's best model."""

from typing import Annotated, ClassVar, Literal

from hpo_spec.spec.base import Member, SpecModel
from hpo_spec.spec.constraints import Size, Whole
from hpo_spec.spec.duration import Duration
from hpo_spec.spec.forms import TextMap
from hpo_spec.spec.values import (
    AmiVersion,
    ContentType,
    EnvironmentKey,
    JsonPath,
    KmsKey,
    S3Uri,
    TransformInstanceType,
    TransformVariable,
)

_PROCESSING = "DataProcessing"


class Transform(SpecModel):
    """How `hpo-spec model test` tests a model: a `CreateTransformJobRequest` without its names."""

    api_order: ClassVar[tuple[str, ...]] = (
        *(
            "max_concurrent",
            "invocations_timeout",
            "invocations_max_retries",
            "max_payload_mb",
            "batch_strategy",
            "environment",
            "input_data_type",
            "input_s3_uri",
        ),
        *("content_type", "compression", "split_type", "output_s3_uri", "accept", "assemble_with", "kms_key"),
        *(
            "instance_type",
            "instance_count",
            "volume_kms_key",
            "ami_version",
            "input_filter",
            "output_filter",
            "join_source",
        ),
    )

    input_s3_uri: Annotated[S3Uri | None, Member("TransformInput.DataSource.S3DataSource.S3Uri")] = None
    """The data to test with, as the model takes it: an S3 prefix."""
    input_data_type: Annotated[
        Literal["S3Prefix", "ManifestFile"], Member("TransformInput.DataSource.S3DataSource.S3DataType")
    ] = "S3Prefix"
    """What `input_s3_uri` names."""
    content_type: Annotated[ContentType | None, Member("TransformInput.ContentType")] = "text/csv"
    """The MIME type of the data."""
    compression: Annotated[Literal["None", "Gzip"] | None, Member("TransformInput.CompressionType")] = None
    """How the data is compressed."""
    split_type: Annotated[
        Literal["None", "Line", "RecordIO", "TFRecord"] | None, Member("TransformInput.SplitType")
    ] = "Line"
    """What one record is: `None` is the whole object."""
    output_s3_uri: Annotated[S3Uri | None, Member("TransformOutput.S3OutputPath")] = None
    """Where the predictions go: a folder for each test, with an object that ends in `.out` for each that was read."""
    accept: Annotated[ContentType | None, Member("TransformOutput.Accept")] = None
    """The MIME type of the predictions; without one, what the model gives."""
    assemble_with: Annotated[Literal["None", "Line"] | None, Member("TransformOutput.AssembleWith")] = "Line"
    """What is put between the predictions."""
    kms_key: Annotated[KmsKey | None, Member("TransformOutput.KmsKeyId")] = None
    """What encrypts the predictions."""
    instance_type: Annotated[TransformInstanceType, Member("TransformResources.InstanceType")] = "ml.m5.large"
    """The instances that the model runs on."""
    instance_count: Annotated[int, Whole(1), Member("TransformResources.InstanceCount")] = 1
    """How many of them."""
    volume_kms_key: Annotated[KmsKey | None, Member("TransformResources.VolumeKmsKeyId")] = None
    """What encrypts their disks."""
    ami_version: Annotated[AmiVersion | None, Member("TransformResources.TransformAmiVersion")] = None
    """The machine image of the instances, which decides their GPU drivers."""
    batch_strategy: Annotated[Literal["MultiRecord", "SingleRecord"] | None, Member("BatchStrategy")] = None
    """Whether a request has as many records as fit, or one."""
    max_concurrent: Annotated[int | None, Whole(0), Member("MaxConcurrentTransforms")] = None
    """How many requests an instance gets at a time; 0 leaves it to the model."""
    max_payload_mb: Annotated[int | None, Whole(0), Member("MaxPayloadInMB")] = None
    """The most that one request may have, in MB; 0 is without a limit."""
    invocations_timeout: Annotated[
        int | None, Duration(1, 3_600), Member("ModelClientConfig.InvocationsTimeoutInSeconds")
    ] = None
    """How long the model may take for one request, in seconds."""
    invocations_max_retries: Annotated[int | None, Whole(0, 3), Member("ModelClientConfig.InvocationsMaxRetries")] = (
        None
    )
    """How often a request is tried again."""
    environment: Annotated[
        dict[EnvironmentKey, TransformVariable] | None, Size(max=16), Member("Environment", TextMap())
    ] = None
    """Variables that the model's container gets."""
    join_source: Annotated[Literal["Input", "None"] | None, Member(f"{_PROCESSING}.JoinSource")] = None
    """Whether each prediction comes behind its record."""
    input_filter: Annotated[JsonPath | None, Member(f"{_PROCESSING}.InputFilter")] = None
    """What the model sees of a record, such as `$[1:]`: all but the first column."""
    output_filter: Annotated[JsonPath | None, Member(f"{_PROCESSING}.OutputFilter")] = None
    """What is written of a prediction, or of a record with its prediction."""
