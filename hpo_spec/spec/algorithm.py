"""What a training job runs: a built-in algorithm by name, an image, or an algorithm resource."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, Member, SpecModel, Structure
from hpo_spec.spec.constraints import Size, Text
from hpo_spec.spec.forms import TextPairs
from hpo_spec.spec.text import text_scalar
from hpo_spec.spec.values import AlgorithmArn, ImageUri, MetricName, MetricRegex

InputMode = Literal["Pipe", "File", "FastFile"]
Metrics = Annotated[dict[MetricName, MetricRegex], Size(max=40)]


class _Version:
    """A version's text; a whole number such as `1` may stand for its own."""

    @staticmethod
    def read(version: object) -> object:
        return str(version) if type(version) is int else version

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(strict=True, min_length=1, max_length=63)
        return core_schema.no_info_before_validator_function(self.read, text)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class Algorithm(SpecModel):
    """An image of one's own, or an algorithm resource: an `AlgorithmSpecification`."""

    tag: ClassVar[str] = "algorithm"
    api_order: ClassVar[tuple[str, ...]] = ("image", "input_mode", "arn", "metrics")

    image: Annotated[ImageUri | None, Member("TrainingImage")] = None
    """The registry path of a training image."""
    arn: Annotated[AlgorithmArn | None, Member("AlgorithmName")] = None
    """The ARN, or the name, of an algorithm resource, such as one from the Marketplace."""
    input_mode: Annotated[InputMode, Member("TrainingInputMode")] = "File"
    """How the input reaches the container."""
    metrics: Annotated[
        Metrics | None, Member("MetricDefinitions", TextPairs("Name", "Regex", twice="metric-name-duplicate"))
    ] = None
    """By name, the regular expression that finds a metric's value in the training job's log."""

    @classmethod
    def from_api(cls, node: ApiNode) -> dict[str, object]:
        """A `BuiltIn` where the image is one of SageMaker's own."""
        data = super().from_api(node)
        image = data.get("image")
        found = node.built_in(image) if isinstance(image, str) and "arn" not in data else None
        if found is None:
            return data
        del data["image"]
        return {"name": found[0], "version": found[1], **data}


class BuiltIn(SpecModel):
    """A built-in algorithm of SageMaker: its image depends on the region."""

    tag: ClassVar[str] = "built-in"
    api_order: ClassVar[tuple[str, ...]] = ("input_mode", "metrics")

    name: Annotated[str, Text(1, 63)]
    """The algorithm, such as `xgboost` or `linear-learner`."""
    version: Annotated[str, _Version()]
    """The version of its image, such as `1.7-1` or `1`."""
    input_mode: Annotated[InputMode, Member("TrainingInputMode")] = "File"
    """How the input reaches the container."""
    metrics: Annotated[
        Metrics | None, Member("MetricDefinitions", TextPairs("Name", "Regex", twice="metric-name-duplicate"))
    ] = None
    """Metrics beyond those that SageMaker knows of the algorithm."""

    def to_api(self, context: Context) -> Structure:
        """With the image that the algorithm has in the context's region."""
        return {"TrainingImage": context.image_uri(self.name, self.version), **super().to_api(context)}

    def to_data(self) -> object:
        """A version such as `1` without quotes."""
        data, version = super().to_data(), text_scalar(self.version)
        return {**data, "version": version} if isinstance(data, dict) and type(version) is int else data


class _ByName:
    """A mapping with a name or a version is a `BuiltIn`, any other an `Algorithm`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        models: tuple[type[SpecModel], ...] = (BuiltIn, Algorithm)
        return core_schema.tagged_union_schema({model.tag: handler.generate_schema(model) for model in models}, _kind)


def _kind(value: Any) -> str:
    if isinstance(value, SpecModel):
        return value.tag
    by_name = isinstance(value, dict) and ("name" in value or "version" in value)
    return BuiltIn.tag if by_name else Algorithm.tag


AnyAlgorithm = Annotated[BuiltIn | Algorithm, _ByName()]
