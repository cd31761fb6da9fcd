"""What every model of a spec is, and how a field stands for a member of the API.

A model walks its own fields both ways: `to_api` gives the request's structure, `from_api` gives spec data
from one. Where a field's shape differs from the API's, its `Form` says how, both ways, side by side.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, NamedTuple, Protocol, TypeGuard, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from typing_extensions import Self

from hpo_spec.spec.api_node import ApiNode

Structure = dict[str, Any]
"""A structure of the request: member names and what they hold."""


class Context(NamedTuple):
    """What compiling a model depends on beside the model: filled in by `request`."""

    image_uri: Callable[[str, str], str]
    """The image of a built-in algorithm, by name and version."""
    json_values: bool = False
    """Whether hyperparameters are JSON-encoded: `hyperparameter_encoding: json`."""


class Form(Protocol):
    """How a field's value and the API's differ."""

    def to_api(self, value: Any, context: Context) -> object:
        """The API's value for the field's."""

    def from_api(self, node: ApiNode) -> object:
        """Spec data for the API's value; `None` where there is nothing to say."""


class _AsIs(NamedTuple):
    """The field holds just what the API does: a plain value, or a list of them."""

    kind: type = object
    """`list` or `int` where it is one: a model would take a text for a duration."""

    def to_api(self, value: Any, context: Context) -> object:
        return value

    def from_api(self, node: ApiNode) -> object:
        items = node.value if self.kind is list else [node.value]
        if not isinstance(items, list):
            node.refuse(f"expected a list, not {node.value!r}")
        elif any(isinstance(item, (Mapping, list)) for item in items):
            node.refuse(f"expected {'plain values' if self.kind is list else 'a plain value'}, not {node.value!r}")
        elif self.kind is int and isinstance(node.value, str):
            node.refuse(f"expected a whole number, not {node.value!r}")
        return node.value


class Member(NamedTuple):
    """The member that a field compiles to: a dotted path below the structure of the field's model."""

    path: str
    form: Form | None = None
    keep_empty: bool = False
    """Sent even where it is empty: a structure that the API requires."""
    required: bool = False
    """Required by the structure that the path leads through, though that one is not."""


class SpecModel(BaseModel):
    """A part of a spec: frozen, without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

    tag: ClassVar[str] = ""
    """What tells this model from the others of a union, where that is not its `type`."""
    api_order: ClassVar[tuple[str, ...]] = ()
    """The fields in the order of their members in the API, where it is not the order of writing."""
    always_written: ClassVar[tuple[str, ...]] = ()
    """Fields that `to_data` gives even where they have their default."""

    def to_api(self, context: Context) -> Structure:
        """This model as a structure of the request: no `None`, no empty collection, the API's order."""
        structure: Structure = {}
        for step in plan(type(self)):
            value = getattr(self, step.field)
            if value is not None:
                value = step.form.to_api(value, context)
            elif step.keep_empty:
                value = {}
            if step.keep_empty or not is_nothing(value):
                _put(structure, step.path, value)
        return structure

    @classmethod
    def from_api(cls, node: ApiNode) -> dict[str, object]:
        """Spec data from the API's structure: what is missing or empty there is missing here."""
        data: dict[str, object] = {}
        for step in plan(cls):
            child = node.find(step.path, step.field)
            if child is None:
                if step.required and node.has(step.path[:-1]):
                    node.lacks(step.path[-1], *step.path[:-1])
            else:
                value = step.form.from_api(child)
                if not is_nothing(value):
                    data[step.field] = value
        return data

    def to_data(self) -> object:
        """Plain data as a person would write it: defaults left out, shorthands used."""
        data: dict[str, object] = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if value is None or (value == info.default and name not in self.always_written):
                continue
            writer = next((extra.write for extra in info.metadata if hasattr(extra, "write")), plain_data)
            data[name] = writer(value)
        return data

    def replace(self, **changes: object) -> Self:
        """A copy with some fields changed, validated like a new one."""
        return type(self)(**{**dict(self), **changes})


class Step(NamedTuple):
    """One field of a model's walk."""

    field: str
    path: tuple[str, ...]
    form: Form
    keep_empty: bool
    required: bool
    """Required by the API where its structure is there, though not by a spec."""


@cache
def plan(model: type[SpecModel]) -> tuple[Step, ...]:
    """The fields of a model that compile to members of the API, in the API's order."""
    steps = []
    for name, info in model.model_fields.items():
        member = next((extra for extra in info.metadata if isinstance(extra, Member)), None)
        if member is not None:
            form = member.form or _form_of(info.annotation)
            defaulted = not info.is_required() and info.default is not None
            required = member.required or member.keep_empty or defaulted
            steps.append(Step(name, tuple(member.path.split(".")), form, member.keep_empty, required))
    order = {name: at for at, name in enumerate(model.api_order)}
    return tuple(sorted(steps, key=lambda step: order.get(step.field, len(order))))


def is_nothing(value: object) -> bool:
    """Whether the request leaves this out: `None`, or an empty collection."""
    return value is None or (isinstance(value, (dict, list)) and not value)


def is_model(annotation: Any) -> TypeGuard[type[SpecModel]]:
    """Whether an annotation is a model itself. In Python 3.10, `list[...]` would pass for a class."""
    return get_origin(annotation) is None and isinstance(annotation, type) and issubclass(annotation, SpecModel)


def plain_data(value: object) -> object:
    """Models inside lists and mappings as plain data."""
    if isinstance(value, SpecModel):
        return value.to_data()
    if isinstance(value, Mapping):
        return {key: plain_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_data(item) for item in value]
    return value


class Nested(NamedTuple):
    """The field holds a model."""

    model: type[SpecModel]

    def to_api(self, value: Any, context: Context) -> object:
        return value.to_api(context)

    def from_api(self, node: ApiNode) -> object:
        return self.model.from_api(node) if node.is_structure() else None


class ListOf(NamedTuple):
    """The field holds a list of models."""

    model: type[SpecModel]

    def to_api(self, value: Any, context: Context) -> object:
        return [item.to_api(context) for item in value]

    def from_api(self, node: ApiNode) -> object:
        return [self.model.from_api(item) for item in node.items() if item.is_structure()]


def _form_of(annotation: Any) -> Form:
    """The form of a field whose shape is the API's: a model, a list of models, or a plain value."""
    candidates = (annotation, *get_args(annotation))
    for candidate in candidates:
        if is_model(candidate):
            return Nested(candidate)
    for candidate in candidates:
        inner = next(iter(get_args(candidate)), None)
        if is_model(inner):
            return ListOf(inner)
    return _AsIs(
        next((kind for kind in (list, int) for each in candidates if kind in (each, get_origin(each))), object)
    )


def _put(structure: Structure, path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        structure = structure.setdefault(name, {})
    structure[path[-1]] = value
