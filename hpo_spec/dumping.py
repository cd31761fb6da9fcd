"""A `TuningJobSpec` -> the YAML that a person would have written for it.

Defaults are left out, shorthands used, small mappings stand on one line, and strings are quoted only where
YAML 1.2 needs it.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hpo_spec.source.scalars import is_plain_string
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.text import number_text

_LINE = 100
_ENTRIES = 4
"""A mapping of more entries than this is easier to read, and to diff, with a line for each."""
_STR, _MAP, _SEQ = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
_LISTED = frozenset({"inputs", "ranges", "static_hyperparameters"})
"""What has a line for each entry, however few they are."""
_BREAKS = frozenset("\n\r\x85\u2028\u2029")
"""What YAML 1.1 takes for the end of a line: escaped, so that no reader folds it into a blank."""
_SEPARATED = frozenset({"training_job", "training_jobs", "tuning", "warm_start", "tags", "request_patch", "local"})


def dump_spec(spec: TuningJobSpec) -> str:
    """The YAML of a spec: `load_spec` gives an equal spec back."""
    data = spec.to_data()
    return dump_data(data) if isinstance(data, dict) else ""


def dump_data(data: dict[str, object]) -> str:
    """YAML of plain data, with a blank line before each of a spec's sections."""
    parts: list[str] = []
    for key, value in data.items():
        text = yaml.serialize(
            _node({key: value}, 0, one_line=False), Dumper=_Dumper, width=float("inf"), allow_unicode=True
        )
        parts.append(("\n" if parts and key in _SEPARATED else "") + text)
    return "".join(parts)


class _Dumper(yaml.SafeDumper):
    """PyYAML's emitter with the plain scalars of YAML 1.2: `validation:rmse` needs no quotes in braces."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is not ScalarNode:
            return _MAP if kind is MappingNode else _SEQ
        return _STR if not implicit[0] or is_plain_string(value) else "plain"

    def analyze_scalar(self, scalar: Any) -> Any:
        analysis = super().analyze_scalar(scalar)
        if analysis.allow_block_plain and not any(char in scalar for char in ",[]{}?"):
            analysis.allow_flow_plain = not (scalar.startswith(":") or scalar.endswith(":"))
        if scalar.strip() == "<<":
            analysis.allow_flow_plain = analysis.allow_block_plain = False
        return analysis

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - passed by name
        super().increase_indent(flow, False)


def _node(value: object, column: int, *, one_line: bool = True) -> Node:
    if isinstance(value, dict):
        pairs = [(_scalar(key), _node(item, column + 2, one_line=key not in _LISTED)) for key, item in value.items()]
        return MappingNode(_MAP, pairs, flow_style=not value or (one_line and _fits(value, column)))
    if isinstance(value, list):
        return SequenceNode(_SEQ, [_node(item, column + 2) for item in value], flow_style=_fits(value, column))
    return _scalar(value)


def _scalar(value: object) -> ScalarNode:
    if isinstance(value, str):
        return ScalarNode(_STR, value, style=None if _BREAKS.isdisjoint(value) else '"')
    if value is None:
        return ScalarNode("plain", "null")
    if isinstance(value, bool):
        return ScalarNode("plain", "true" if value else "false")
    text = number_text(value)  # type: ignore[arg-type]
    if isinstance(value, float) and not any(mark in text for mark in ".e"):
        text += ".0"
    return ScalarNode("plain", text)


def _fits(value: dict[str, object] | list[object], column: int) -> bool:
    """Whether a collection of scalars, or a list of them in it, is short enough for one line."""
    if isinstance(value, dict) and len(value) > _ENTRIES:
        return False
    items = list(value.values()) if isinstance(value, dict) else value
    flat = [part for item in items for part in (item if isinstance(item, list) else [item])]
    if any(isinstance(item, (dict, list)) or (isinstance(item, str) and "\n" in item) for item in flat):
        return False
    keys = list(value) if isinstance(value, dict) else []
    return column + sum(len(str(item)) + 2 for item in [*keys, *flat]) <= _LINE
