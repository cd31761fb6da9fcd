"""A whole spec: one tuning job."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, Member, SpecModel, Structure
from hpo_spec.spec.constraints import Jsonable, Size, Text
from hpo_spec.spec.forms import Flag as FlagForm
from hpo_spec.spec.forms import Pairs
from hpo_spec.spec.text import reads_as_json
from hpo_spec.spec.training_job import TrainingJob, encoded_texts
from hpo_spec.spec.transform import Transform
from hpo_spec.spec.tuning import Tuning, WarmStart
from hpo_spec.spec.values import Flag, JobName, NamePrefix, Region, TagKey, TagValue


class LintSettings(SpecModel):
    """What lint passes over in this spec."""

    ignore: dict[str, Annotated[str, Text(1)]] | None = None
    """By rule, the reason why it does not apply here."""


class Local(SpecModel):
    """What stands in for the cloud when the spec runs on this machine."""

    data: dict[str, str] | None = None
    """By S3 prefix, a path relative to the spec."""
    command: Annotated[list[str] | None, Size(1)] = None
    """The program, with its arguments, that stands in for the image."""


def _without_name(patch: dict[str, Any] | None) -> dict[str, Any] | None:
    if patch and "HyperParameterTuningJobName" in patch:
        message = "the job's name is said with `name` or `name_prefix`"
        raise PydanticCustomError("patched_name", "{message}", {"message": message})
    return patch


def _one_name(prefix: str | None, info: ValidationInfo) -> str | None:
    if "name" in info.data and (prefix is None) == (info.data["name"] is None):
        message = "give one of `name` and `name_prefix`, not both" if prefix else "give a `name`, or a `name_prefix`"
        raise PydanticCustomError("one_name", "{message}", {"message": message})
    return prefix


class TuningJobSpec(SpecModel):
    """A hyperparameter tuning job: a `CreateHyperParameterTuningJobRequest`."""

    api_order: ClassVar[tuple[str, ...]] = (
        *("name", "tuning", "training_job", "training_jobs", "warm_start", "tags", "autotune"),
    )
    always_written: ClassVar[tuple[str, ...]] = ("version",)

    version: Literal[1] = 1
    """The version of this format."""
    name: Annotated[JobName | None, Member("HyperParameterTuningJobName")] = None
    """The tuning job's name."""
    name_prefix: Annotated[NamePrefix | None, AfterValidator(_one_name), Field(validate_default=True)] = None
    """The start of the tuning job's name; the rest is a digest of what the job does."""
    region: Region | None = None
    """The region to submit to, and the one that a built-in algorithm's image comes from."""
    training_job: Annotated[TrainingJob | None, Member("TrainingJobDefinition")] = None
    """The base job: what every trial shares."""
    training_jobs: Annotated[list[TrainingJob] | None, Size(1, 10), Member("TrainingJobDefinitions")] = None
    """Several base jobs that are tuned together; in place of `training_job`."""
    tuning: Annotated[Tuning, Member("HyperParameterTuningJobConfig")]
    """How the trials are chosen and compared."""
    warm_start: Annotated[WarmStart | None, Member("WarmStartConfig")] = None
    """Earlier tuning jobs to learn from."""
    autotune: Annotated[Flag | None, Member("Autotune.Mode", FlagForm("Enabled"), required=True)] = None
    """Whether SageMaker chooses ranges, and more, that the spec leaves open."""
    tags: Annotated[
        dict[TagKey, TagValue] | None, Size(max=50), Member("Tags", Pairs("Key", "Value", twice="tag-key-duplicate"))
    ] = None
    """The tags of the tuning job and of its training jobs."""
    request_patch: Annotated[dict[str, Annotated[Any, Jsonable()]] | None, AfterValidator(_without_name)] = None
    """Merged into the compiled request, last: for members newer than this release. Rules judge what it makes of it."""
    lint: LintSettings | None = None
    """What lint passes over; not sent."""
    local: Local | None = None
    """What stands in for the cloud on this machine; not sent."""

    transform: Transform | None = None
    """How `model test` tests the best model; not sent with the tuning job."""

    def to_api(self, context: Context) -> Structure:
        """The request without its derived name and without `request_patch`."""
        encoding = self.training_job.hyperparameter_encoding if self.training_job else "plain"
        return super().to_api(context._replace(json_values=encoding == "json"))

    @classmethod
    def from_api(cls, node: ApiNode) -> dict[str, object]:
        """Reads `ParameterRanges` and the one definition's hyperparameters alike: as JSON or plain."""
        value = node.value if isinstance(node.value, dict) else {}
        static, choices = encoded_texts(value.get("TrainingJobDefinition"))
        choices += encoded_texts(value.get("HyperParameterTuningJobConfig"), ranges="ParameterRanges")[1]
        json_values = "TrainingJobDefinition" in value and reads_as_json(static, choices)
        return super().from_api(node._replace(json_values=json_values))
