"""Where a training job's data comes from."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError
from typing_extensions import Self

from hpo_spec.spec.algorithm import InputMode
from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, Member, SpecModel, Structure
from hpo_spec.spec.constraints import Size, Whole
from hpo_spec.spec.values import (
    AttributeName,
    ContentType,
    DatasetArn,
    DirectoryPath,
    FileSystemId,
    Flag,
    HubContentArn,
    InstanceGroupName,
    S3DataType,
    S3Uri,
)

_S3 = "DataSource.S3DataSource"
S3_FIELDS = (
    *("s3_data_type", "s3_distribution", "attribute_names", "instance_groups"),
    *("accept_eula", "hub_content_arn"),
)
"""The fields that say more about `s3_uri`."""


class FileSystem(SpecModel):
    """A directory of EFS or FSx for Lustre: a `FileSystemDataSource`."""

    api_order: ClassVar[tuple[str, ...]] = ("id", "access_mode", "type", "path")

    id: Annotated[FileSystemId, Member("FileSystemId")]
    """The file system, such as `fs-0123456789abcdef0`."""
    type: Annotated[Literal["EFS", "FSxLustre"], Member("FileSystemType")]
    """Which kind of file system it is."""
    access_mode: Annotated[Literal["rw", "ro"], Member("FileSystemAccessMode")]
    """Whether the training job may write."""
    path: Annotated[DirectoryPath, Member("DirectoryPath")]
    """The directory to mount."""


class Channel(SpecModel):
    """One input of a training job: a `Channel`. In a spec, a text alone is its `s3_uri`."""

    api_order: ClassVar[tuple[str, ...]] = (
        *("s3_data_type", "s3_uri", "s3_distribution", "attribute_names", "instance_groups"),
        *("accept_eula", "hub_content_arn", "file_system", "dataset_arn"),
        *("content_type", "compression", "record_wrapper", "input_mode", "shuffle_seed"),
    )

    s3_uri: Annotated[S3Uri | None, Member(f"{_S3}.S3Uri", required=True)] = None
    """An S3 prefix, or a manifest, as `s3_data_type` says."""
    s3_data_type: Annotated[S3DataType, Member(f"{_S3}.S3DataType")] = "S3Prefix"
    """What `s3_uri` names."""
    s3_distribution: Annotated[
        Literal["FullyReplicated", "ShardedByS3Key"] | None, Member(f"{_S3}.S3DataDistributionType")
    ] = None
    """Whether each instance gets all objects or its share."""
    attribute_names: Annotated[list[AttributeName] | None, Size(max=16), Member(f"{_S3}.AttributeNames")] = None
    """The attributes to use of an augmented manifest."""
    instance_groups: Annotated[list[InstanceGroupName] | None, Size(max=5), Member(f"{_S3}.InstanceGroupNames")] = None
    """The groups of a heterogeneous cluster that get this channel."""
    accept_eula: Annotated[Flag | None, Member(f"{_S3}.ModelAccessConfig.AcceptEula", required=True)] = None
    """Whether the end-user licence of a gated model is accepted."""
    hub_content_arn: Annotated[HubContentArn | None, Member(f"{_S3}.HubAccessConfig.HubContentArn", required=True)] = (
        None
    )
    """The hub content whose data this is."""
    file_system: Annotated[FileSystem | None, Member("DataSource.FileSystemDataSource")] = None
    """A directory of a file system, in place of S3."""
    dataset_arn: Annotated[DatasetArn | None, Member("DataSource.DatasetSource.DatasetArn", required=True)] = None
    """A data set of a SageMaker hub, in place of S3."""
    content_type: Annotated[ContentType | None, Member("ContentType")] = None
    """The MIME type of the data."""
    compression: Annotated[Literal["None", "Gzip"] | None, Member("CompressionType")] = None
    """How the data is compressed; for Pipe mode."""
    record_wrapper: Annotated[Literal["None", "RecordIO"] | None, Member("RecordWrapperType")] = None
    """Whether SageMaker wraps each object in RecordIO."""
    input_mode: Annotated[InputMode | None, Member("InputMode")] = None
    """In place of the algorithm's input mode."""
    shuffle_seed: Annotated[int | None, Whole(), Member("ShuffleConfig.Seed", required=True)] = None
    """Shuffle the objects of the channel by this seed."""

    @model_validator(mode="before")
    @classmethod
    def _uri_alone(cls, value: Any) -> Any:
        return {"s3_uri": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _uri_for_s3(self) -> Self:
        if self.s3_uri is None:
            extra = [name for name in S3_FIELDS if getattr(self, name) != type(self).model_fields[name].default]
            if extra:
                message = f"`s3_uri` is missing: {', '.join(extra)} says more about it"
                raise PydanticCustomError("missing_uri", "{message}", {"message": message})
        return self

    def to_api(self, context: Context) -> Structure:
        """`DataSource` is there even where nothing says what it is: the API requires it."""
        structure = super().to_api(context)
        if self.s3_uri is None:
            structure["DataSource"].pop("S3DataSource")
        return structure

    @classmethod
    def from_api(cls, node: ApiNode) -> dict[str, object]:
        """`DataSource` must be there, though it may be empty."""
        if node.find(("DataSource",)) is None:
            node.lacks("DataSource")
        return super().from_api(node)

    def to_data(self) -> object:
        """The URI alone where there is nothing else to say."""
        data = super().to_data()
        return self.s3_uri if isinstance(data, dict) and list(data) == ["s3_uri"] else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return or_text(handler.resolve_ref_schema(handler(schema)), "The channel's S3 URI alone.")


def or_text(schema: dict[str, Any], what: str) -> dict[str, Any]:
    """The JSON Schema of a model that may also be written as a text."""
    return {"anyOf": [{"type": "string", "description": what}, dict(schema)]}
