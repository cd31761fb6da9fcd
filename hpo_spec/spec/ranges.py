"""What a tuning job varies: ranges of hyperparameters, by name in a spec, in four lists in the API."""

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, Member, SpecModel, Structure
from hpo_spec.spec.constraints import Size
from hpo_spec.spec.forms import HyperparameterList, Text, named_items
from hpo_spec.spec.values import CategoricalValue, RangeBound, RangeHint, RangeName

Scaling = Literal["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"]


class Continuous(SpecModel):
    """Any number from `min` to `max`: a `ContinuousParameterRange`."""

    always_written: ClassVar[tuple[str, ...]] = ("type",)

    type: Literal["continuous"] = "continuous"
    min: Annotated[RangeBound, Member("MinValue", Text(booleans=False))]
    """The smallest value."""
    max: Annotated[RangeBound, Member("MaxValue", Text(booleans=False))]
    """The largest value."""
    scaling: Annotated[Scaling | None, Member("ScalingType")] = None
    """The scale that the search moves on."""


class Integer(SpecModel):
    """A whole number from `min` to `max`: an `IntegerParameterRange`."""

    always_written: ClassVar[tuple[str, ...]] = ("type",)

    type: Literal["integer"] = "integer"
    min: Annotated[RangeBound, Member("MinValue", Text(booleans=False))]
    """The smallest value."""
    max: Annotated[RangeBound, Member("MaxValue", Text(booleans=False))]
    """The largest value."""
    scaling: Annotated[Scaling | None, Member("ScalingType")] = None
    """The scale that the search moves on."""


class Categorical(SpecModel):
    """One of some values: a `CategoricalParameterRange`."""

    always_written: ClassVar[tuple[str, ...]] = ("type",)

    type: Literal["categorical"] = "categorical"
    values: Annotated[list[CategoricalValue], Size(1, 30), Member("Values", HyperparameterList())]
    """The values to choose from."""


class Auto(SpecModel):
    """A range that Autotune chooses: an `AutoParameter`."""

    always_written: ClassVar[tuple[str, ...]] = ("type",)

    type: Literal["auto"] = "auto"
    hint: Annotated[RangeHint, Member("ValueHint", Text())]
    """A value around which the range is chosen."""


Range = Annotated[Continuous | Integer | Categorical | Auto, Field(discriminator="type")]


class _RangeList(NamedTuple):
    member: str
    model: type[SpecModel]
    max_length: int


RANGE_LISTS = {
    "integer": _RangeList("IntegerParameterRanges", Integer, 30),
    "continuous": _RangeList("ContinuousParameterRanges", Continuous, 30),
    "categorical": _RangeList("CategoricalParameterRanges", Categorical, 30),
    "auto": _RangeList("AutoParameters", Auto, 100),
}
"""Where each type of range stands in the API's `ParameterRanges`, in the API's order."""


class RangesForm:
    """Ranges by name, for the API's lists by type."""

    def to_api(self, value: Any, context: Context) -> object:
        lists: Structure = {}
        for type_name, entry in RANGE_LISTS.items():
            found = [{"Name": name, **item.to_api(context)} for name, item in value.items() if item.type == type_name]
            if found:
                lists[entry.member] = found
        return lists

    def from_api(self, node: ApiNode) -> object:
        ranges: dict[str, object] = {}
        taken: set[str] = set()
        for type_name, entry in RANGE_LISTS.items():
            found = node.find((entry.member,))
            if found is not None:
                for name, item in named_items(found, "Name", "range-name-duplicate", taken):
                    ranges[name] = {"type": type_name, **entry.model.from_api(item)}
        return ranges


def _check_counts(ranges: dict[str, Any]) -> dict[str, Any]:
    for type_name, entry in RANGE_LISTS.items():
        count = sum(1 for item in ranges.values() if item.type == type_name)
        if count > entry.max_length:
            message = f"there are {count} ranges of type {type_name}, at most {entry.max_length} are allowed"
            raise PydanticCustomError("too_many_ranges", "{message}", {"message": message})
    return ranges


Ranges = Annotated[dict[RangeName, Range], AfterValidator(_check_counts)]
