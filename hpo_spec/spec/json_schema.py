"""The JSON Schema of a spec: what editors complete and check while somebody writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from hpo_spec.spec.base import SpecModel
from hpo_spec.spec.constraints import OPEN_ENUM
from hpo_spec.spec.introspection import field_docs
from hpo_spec.spec.job import TuningJobSpec

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def spec_json_schema(open_enums: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The schema of a `TuningJobSpec`, with the fields' docstrings as descriptions.

    `open_enums` has, by shape of the API, values to offer where any other is allowed too.
    """
    schema = TuningJobSpec.model_json_schema(schema_generator=_Schema)
    for name, model in _models().items():
        target = schema if model is TuningJobSpec else schema["$defs"].get(name)
        if target is not None:
            _describe(target, model)
    for shape, values in open_enums.items():
        schema["$defs"][shape] = {"anyOf": [{"enum": sorted(values)}, {"type": "string"}]}
    return {"$schema": _DIALECT, "title": "hpo-spec tuning job", **_tidy(schema)}


class _Schema(GenerateJsonSchema):
    """Pydantic's generator, without the `null` of fields that may be left out."""

    def nullable_schema(self, schema: Any) -> Any:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> Any:
        described = super().default_schema(schema)
        if described.get("default", 0) is None:
            del described["default"]
        return described


def _models(root: type[SpecModel] = SpecModel) -> dict[str, type[SpecModel]]:
    return {model.__name__: model for model in root.__subclasses__()}


def _describe(schema: dict[str, Any], model: type[SpecModel]) -> None:
    structures = [schema, *schema.get("anyOf", [])]
    structure = next(part for part in structures if "properties" in part)
    structure["description"] = (model.__doc__ or "").split("\n")[0]
    for name, text in field_docs(model).items():
        structure["properties"][name]["description"] = text
    for name in model.always_written:
        if name == "type":
            structure["required"] = sorted({*structure.get("required", []), name})


def _tidy(value: Any) -> Any:
    """Without the titles that pydantic makes from names, and with open enums by reference."""
    if isinstance(value, dict):
        shape = value.get(OPEN_ENUM)
        if shape:
            kept = {key: item for key, item in value.items() if key not in (OPEN_ENUM, "type", "title")}
            return {"$ref": f"#/$defs/{shape}", **kept}
        return {key: _tidy(item) for key, item in value.items() if key != "title" or not isinstance(item, str)}
    return [_tidy(item) for item in value] if isinstance(value, list) else value
