"""The base training job: what every trial of a tuning job shares."""

from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from hpo_spec.spec.algorithm import Algorithm, AnyAlgorithm
from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, Member, Nested, SpecModel, Structure
from hpo_spec.spec.channel import Channel, or_text
from hpo_spec.spec.constraints import Size, Whole
from hpo_spec.spec.duration import Duration
from hpo_spec.spec.forms import Hyperparameters, Named, TextMap
from hpo_spec.spec.objective import Objective
from hpo_spec.spec.ranges import Ranges, RangesForm
from hpo_spec.spec.resources import Resources, TuningResources
from hpo_spec.spec.text import reads_as_json
from hpo_spec.spec.values import (
    ChannelName,
    DefinitionName,
    DirectoryPath,
    EnvironmentKey,
    EnvironmentValue,
    Flag,
    HyperparameterName,
    KmsKey,
    RoleArn,
    S3Uri,
    StaticValue,
    VpcId,
)

_Kind = TypeVar("_Kind", dict[str, Any], list[Any])


class Output(SpecModel):
    """Where model artifacts go: an `OutputDataConfig`. In a spec, a text alone is its `s3_uri`."""

    api_order: ClassVar[tuple[str, ...]] = ("kms_key", "s3_uri", "compression")

    s3_uri: Annotated[S3Uri, Member("S3OutputPath")]
    """The S3 prefix under which each training job makes a folder."""
    kms_key: Annotated[KmsKey | None, Member("KmsKeyId")] = None
    """The key that encrypts the artifacts."""
    compression: Annotated[Literal["GZIP", "NONE"] | None, Member("CompressionType")] = None
    """Whether the artifacts are packed into a `model.tar.gz`."""

    @model_validator(mode="before")
    @classmethod
    def _uri_alone(cls, value: Any) -> Any:
        return {"s3_uri": value} if isinstance(value, str) else value

    def to_data(self) -> object:
        """The URI alone where there is nothing else to say."""
        data = super().to_data()
        return self.s3_uri if isinstance(data, dict) and list(data) == ["s3_uri"] else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return or_text(handler.resolve_ref_schema(handler(schema)), "The output's S3 URI alone.")


class StoppingCondition(SpecModel):
    """How long a training job may take: a `StoppingCondition`."""

    max_runtime: Annotated[int | None, Duration(1), Member("MaxRuntimeInSeconds")] = None
    """How long it may run, in seconds; SageMaker's default is a day."""
    max_wait: Annotated[int | None, Duration(1), Member("MaxWaitTimeInSeconds")] = None
    """With spot instances, how long it may run and wait for them together, in seconds."""
    max_pending: Annotated[int | None, Duration(1_800, 2_419_200), Member("MaxPendingTimeInSeconds")] = None
    """How long it may wait for the capacity of a training plan, in seconds."""


class Vpc(SpecModel):
    """The network that training jobs join: a `VpcConfig`."""

    security_groups: Annotated[list[VpcId], Size(1, 5), Member("SecurityGroupIds")]
    """Security group IDs."""
    subnets: Annotated[list[VpcId], Size(1, 16), Member("Subnets")]
    """Subnet IDs."""


class Checkpoint(SpecModel):
    """Where checkpoints are kept: a `CheckpointConfig`."""

    s3_uri: Annotated[S3Uri, Member("S3Uri")]
    """The S3 prefix that checkpoints are copied to."""
    local_path: Annotated[DirectoryPath | None, Member("LocalPath")] = None
    """The directory in the container; SageMaker's default is `/opt/ml/checkpoints`."""


class TrainingJob(SpecModel):
    """The job that is run again and again with other hyperparameters: a `HyperParameterTrainingJobDefinition`."""

    api_order: ClassVar[tuple[str, ...]] = (
        *("name", "objective", "ranges", "static_hyperparameters", "algorithm", "role", "inputs", "vpc", "output"),
        *("resources", "tuning_resources", "stopping_condition", "network_isolation", "inter_container_encryption"),
        *("spot", "checkpoint", "max_retries", "environment"),
    )

    name: Annotated[DefinitionName | None, Member("DefinitionName")] = None
    """Which of several definitions this is."""
    algorithm: Annotated[AnyAlgorithm, Member("AlgorithmSpecification", Nested(Algorithm))]
    """What runs."""
    role: Annotated[RoleArn, Member("RoleArn")]
    """The IAM role that SageMaker assumes."""
    hyperparameter_encoding: Literal["plain", "json"] = "plain"
    """`json` encodes each hyperparameter as JSON once, as script-mode containers read it."""
    static_hyperparameters: Annotated[
        dict[HyperparameterName, StaticValue] | None,
        Size(max=100),
        Member("StaticHyperParameters", Hyperparameters()),
    ] = None
    """The hyperparameters that the tuning does not vary."""
    inputs: Annotated[
        dict[ChannelName, Channel] | None,
        Size(1, 20),
        Member("InputDataConfig", Named("ChannelName", Channel, twice="channel-name-duplicate")),
    ] = None
    """The channels, by name."""
    output: Annotated[Output, Member("OutputDataConfig")]
    """Where the model artifacts go."""
    resources: Annotated[Resources | None, Member("ResourceConfig")] = None
    """The instances of each training job."""
    tuning_resources: Annotated[TuningResources | None, Member("HyperParameterTuningResourceConfig")] = None
    """The instances, with alternatives; in place of `resources`."""
    stopping_condition: Annotated[StoppingCondition | None, Member("StoppingCondition", keep_empty=True)] = None
    """How long each training job may take."""
    objective: Annotated[Objective | None, Member("TuningObjective")] = None
    """The metric to optimise, where there are several definitions."""
    ranges: Annotated[Ranges | None, Member("HyperParameterRanges", RangesForm())] = None
    """What varies, where there are several definitions."""
    vpc: Annotated[Vpc | None, Member("VpcConfig")] = None
    """The network to join."""
    network_isolation: Annotated[Flag | None, Member("EnableNetworkIsolation")] = None
    """Whether the containers are cut off from the network."""
    inter_container_encryption: Annotated[Flag | None, Member("EnableInterContainerTrafficEncryption")] = None
    """Whether traffic between the instances of a job is encrypted."""
    spot: Annotated[Flag | None, Member("EnableManagedSpotTraining")] = None
    """Whether to use spot instances."""
    checkpoint: Annotated[Checkpoint | None, Member("CheckpointConfig")] = None
    """Where checkpoints are kept."""
    max_retries: Annotated[int | None, Whole(1, 30), Member("RetryStrategy.MaximumRetryAttempts", required=True)] = None
    """How often a training job is tried again after an internal error of SageMaker."""
    environment: Annotated[
        dict[EnvironmentKey, EnvironmentValue] | None, Size(max=48), Member("Environment", TextMap())
    ] = None
    """The containers' environment variables."""

    def to_api(self, context: Context) -> Structure:
        """With the hyperparameters in this job's own encoding."""
        return super().to_api(context._replace(json_values=self.hyperparameter_encoding == "json"))

    @classmethod
    def from_api(cls, node: ApiNode) -> dict[str, object]:
        """Reads the hyperparameters as JSON where all of them look like it.

        A single definition shares the encoding with the tuning job's own ranges, so it is decided above.
        """
        json_values = node.json_values if node.path == SINGLE else reads_as_json(*encoded_texts(node.value))
        data = super().from_api(node._replace(json_values=json_values))
        return {"hyperparameter_encoding": "json", **data} if json_values else data


SINGLE = ("TrainingJobDefinition",)


def encoded_texts(definition: object, *, ranges: str = "HyperParameterRanges") -> tuple[list[str], list[str]]:
    """The texts in a raw structure that the encoding applies to: the static values, and the categorical ones."""
    structure = definition if isinstance(definition, dict) else {}
    static = list(_as(dict, structure.get("StaticHyperParameters")).values())
    choices: list[object] = []
    for item in _as(list, _as(dict, structure.get(ranges)).get("CategoricalParameterRanges")):
        choices += _as(list, _as(dict, item).get("Values"))
    return [text for text in static if isinstance(text, str)], [text for text in choices if isinstance(text, str)]


def _as(kind: type[_Kind], value: object) -> _Kind:
    return value if isinstance(value, kind) else kind()
