"""The forms: how maps, texts and flags of a spec stand for the API's lists, strings and structures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hpo_spec.spec.api_node import ApiNode
from hpo_spec.spec.base import Context, SpecModel
from hpo_spec.spec.text import hyperparameter_text, node_hyperparameter, node_scalar, scalar_text

VALUE = ""
"""Below the spec path of a pair: where its value stands in the request, apart from its key."""


class Text(NamedTuple):
    """A number, a string or, with `booleans`, `true` or `false`, for the API's string."""

    booleans: bool = True

    def to_api(self, value: Any, context: Context) -> object:
        return scalar_text(value)

    def from_api(self, node: ApiNode) -> object:
        value = node_scalar(node)
        return node.value if isinstance(value, bool) and not self.booleans else value


class TextMap:
    """A map of scalars, for the API's map of strings."""

    def to_api(self, value: Any, context: Context) -> object:
        return {key: scalar_text(item) for key, item in value.items()}

    def from_api(self, node: ApiNode) -> object:
        return {key: node_scalar(item) for key, item in node.entries()}


class Hyperparameters:
    """A map of any values, for the API's map of strings; the context says how they are encoded."""

    def to_api(self, value: Any, context: Context) -> object:
        return {key: hyperparameter_text(item, context.json_values) for key, item in value.items()}

    def from_api(self, node: ApiNode) -> object:
        return {key: node_hyperparameter(item) for key, item in node.entries()}


class HyperparameterList:
    """A list of any values, for the API's list of strings."""

    def to_api(self, value: Any, context: Context) -> object:
        return [hyperparameter_text(item, context.json_values) for item in value]

    def from_api(self, node: ApiNode) -> object:
        return [node_hyperparameter(item) for item in node.items()]


class Pairs(NamedTuple):
    """A map, for a list of two-member structures: `{team: pricing}` for `[{Key: team, Value: pricing}]`."""

    key: str
    value: str
    twice: str
    """The rule that a key breaks which is there twice."""

    def to_api(self, value: Any, context: Context) -> object:
        return [{self.key: key, self.value: scalar_text(item)} for key, item in value.items()]

    def from_api(self, node: ApiNode) -> object:
        return {key: node_scalar(value) for key, value in self._pairs(node)}

    def _pairs(self, node: ApiNode) -> Iterator[tuple[str, ApiNode]]:
        for name, item in named_items(node, self.key, self.twice):
            value = item.find((self.value,), VALUE)
            if value is not None:
                yield name, value
            else:
                item.lacks(self.value)


class TextPairs(Pairs):
    """Like `Pairs`, of values that stay strings, such as regular expressions."""

    def to_api(self, value: Any, context: Context) -> object:
        return [{self.key: key, self.value: item} for key, item in value.items()]

    def from_api(self, node: ApiNode) -> object:
        return {key: value.text() for key, value in self._pairs(node)}


class Named(NamedTuple):
    """A map of models, for a list of structures that carry their name in the member `key`."""

    key: str
    model: type[SpecModel]
    twice: str
    """The rule that a name breaks which is there twice."""
    key_last: bool = False

    def to_api(self, value: Any, context: Context) -> object:
        if self.key_last:
            return [{**item.to_api(context), self.key: name} for name, item in value.items()]
        return [{self.key: name, **item.to_api(context)} for name, item in value.items()]

    def from_api(self, node: ApiNode) -> object:
        return {name: self.model.from_api(item) for name, item in named_items(node, self.key, self.twice)}


class Wrapped(NamedTuple):
    """A list of names, for a list of one-member structures."""

    key: str
    missing: str
    """The rule that a structure without its member breaks."""

    def to_api(self, value: Any, context: Context) -> object:
        return [{self.key: item} for item in value]

    def from_api(self, node: ApiNode) -> object:
        names = []
        for item in node.items():
            child = item.find((self.key,))
            if child is not None:
                names.append(child.text())
            else:
                item.lacks(self.key, rule=self.missing)
        return names


class Flag(NamedTuple):
    """`true`, for a member that is either this value or absent."""

    on: str

    def to_api(self, value: Any, context: Context) -> object:
        return self.on if value else None

    def from_api(self, node: ApiNode) -> object:
        if node.value != self.on:
            node.refuse(f"expected {self.on!r}, not {node.value!r}")
        return True


def named_items(node: ApiNode, key: str, twice: str, taken: set[str] | None = None) -> Iterator[tuple[str, ApiNode]]:
    """The structures of a list by the name in their member `key`; one used twice is refused, by the rule `twice`."""
    seen: set[str] = set() if taken is None else taken
    for item in node.items():
        if not item.is_structure():
            continue
        child = item.find((key,))
        name = child.value if child is not None else None
        if child is None:
            item.refuse(f"{key} is missing", rule="field-missing")
        elif not isinstance(name, str):
            item.refuse(f"{key}: expected a string, not {name!r}")
        elif name in seen:
            item.refuse(f"{key} {name!r} is here twice, and a spec names each once", rule=twice)
        else:
            seen.add(name)
            yield name, item.named(name)
