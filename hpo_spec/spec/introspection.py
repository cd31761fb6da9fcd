"""What can be known of the models themselves: which model a path leads to, and what the fields' docstrings say."""

from __future__ import annotations

import re
import types
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from hpo_spec.finding import Path
from hpo_spec.spec.base import SpecModel, is_model, plan
from hpo_spec.spec.job import TuningJobSpec

_KEY = "[key]"
IN_OTHER_WORDS = {
    "a built-in's `name` and `version`, an `image`": "a `TrainingImage`",
    "write its `name` and `version`": "write its image in your region",
    "`autotune: true`": '`Autotune: {"Mode": "Enabled"}`',
    "`autotune`": "`Autotune`",
    "`auto`": "`AutoParameters`",
    "`type: categorical`": "one of the `CategoricalParameterRanges`",
    "`type: integer`": "one of the `IntegerParameterRanges`",
    "Remove `hyperparameter_encoding: json`": "Write them without quotes",
    "plainly, with `hyperparameter_encoding: json`": "as JSON",
    "`hyperparameter_encoding: json`": "each value as JSON",
    ", such as `train: s3://BUCKET/PREFIX/`": " with its `ChannelName` and `DataSource`",
    "say so under `lint.ignore`": "pass over it with `--ignore`",
}
"""What a spec says in a way that no member of the API has, and how to say it of a request."""


class Located(NamedTuple):
    """Where an error of pydantic's stands in a spec."""

    path: Path
    parent: type[SpecModel] | None
    """The model whose field the last part of the path names, if it does."""
    is_key: bool
    """Whether it is the key of a map that is wrong, not its value."""


def locate_error(loc: tuple[str | int, ...], root: type[SpecModel] = TuningJobSpec) -> Located:
    """The spec path of an error's `loc`, without the parts that pydantic adds for unions and keys."""
    annotation: Any = root
    parent: type[SpecModel] | None = None
    path: list[str | int] = []
    for part in loc:
        if part == _KEY:
            return Located(tuple(path), parent, is_key=True)
        annotation = _inner(annotation)
        members = _models(annotation)
        if len(members) > 1:
            annotation = next((model for model in members if part in (model.tag, _type_of(model))), Any)
            continue
        path.append(part)
        parent, annotation = _step(annotation, part)
    return Located(tuple(path), parent, is_key=False)


@cache
def field_docs(model: type[SpecModel]) -> dict[str, str]:
    """The docstring below each field of a model, read from its source."""
    import ast
    import inspect
    import textwrap

    try:
        source = textwrap.dedent(inspect.getsource(model))
    except OSError:
        return {}
    definition = ast.parse(source).body[0]
    docs: dict[str, str] = {}
    name = ""
    for statement in definition.body if isinstance(definition, ast.ClassDef) else []:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and name in model.model_fields
        ):
            docs.setdefault(name, inspect.cleandoc(str(statement.value.value)))
    return docs


@cache
def members_by_field() -> dict[str, str]:
    """By a field's name, the member of the API that it is everywhere; without names that stand for different ones."""
    found: dict[str, set[str]] = {}
    for model in SpecModel.__subclasses__():
        for step in plan(model):
            found.setdefault(step.field, set()).add(step.path[-1])
    return {field: members.pop() for field, members in found.items() if len(members) == 1}


def in_members(text: str, path: Path = ()) -> str:
    """A text in which fields of a spec stand in backticks, with the API's members in their place.

    A name that stands for different members is that of the innermost model on `path`, a spec path, which has it.
    """
    for words, others in IN_OTHER_WORDS.items():
        text = text.replace(words, others)
    return re.sub(r"`([a-z0-9_.]+)(`|:)", lambda match: f"`{_member(match[1], path)}{match[2]}", text)


def members_along(path: Path) -> list[tuple[str | int, ...]]:
    """For each part of a spec path, the members of the API that it leads through: none for what only a spec has."""
    return [
        (part,) if model is None else next((step.path for step in plan(model) if step.field == part), ())
        for part, (model, _) in zip(path, _models_along(path, TuningJobSpec), strict=True)
    ]


def _member(field: str, path: Path) -> str:
    """The member that a field is, or a dotted path of them, as seen from a model on `path`."""
    parts = tuple(field.split("."))
    for owner in _owners(path):
        members = [
            next((step.path for step in plan(model) if step.field == part), ())
            for part, (model, _) in zip(parts, _models_along(parts, owner), strict=True)
            if model is not None
        ]
        if len(members) == len(parts) and all(members):
            return ".".join(each[-1] for each in members)
    return members_by_field().get(parts[-1], field)


def _owners(path: Path) -> list[type[SpecModel]]:
    """The models that a spec path leads through, and to, the innermost first."""
    found: list[type[SpecModel]] = [TuningJobSpec] if path else []
    for _, annotation in _models_along(path, TuningJobSpec):
        found += _candidates(annotation)
    return found[::-1]


def _models_along(path: Path, root: Any) -> list[tuple[type[SpecModel] | None, Any]]:
    """For each part of a path, the model whose field it is, if it is one, and what is annotated there."""
    found: list[tuple[type[SpecModel] | None, Any]] = []
    annotation = root
    for part in path:
        model = next((each for each in _candidates(annotation) if part in each.model_fields), None)
        model, annotation = _step(model or _inner(annotation), part)
        found.append((model, annotation))
    return found


def _candidates(annotation: Any) -> list[type[SpecModel]]:
    """The model that an annotation is, or the models of a union."""
    inner = _inner(annotation)
    return [inner] if is_model(inner) else _models(inner)


def _step(annotation: Any, part: str | int) -> tuple[type[SpecModel] | None, Any]:
    if is_model(annotation):
        field = annotation.model_fields.get(str(part))
        return annotation, field.annotation if field else Any
    arguments = get_args(annotation)
    return None, arguments[-1] if get_origin(annotation) in (dict, list) else Any


def _inner(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            some = [argument for argument in get_args(annotation) if argument is not type(None)]
            if len(some) == 1:
                annotation = some[0]
                continue
        return annotation


def _models(annotation: Any) -> list[type[SpecModel]]:
    if get_origin(annotation) not in (Union, types.UnionType):
        return []
    arguments = (_inner(argument) for argument in get_args(annotation))
    return [argument for argument in arguments if is_model(argument)]


def _type_of(model: type[SpecModel]) -> object:
    field = model.model_fields.get("type")
    return field.default if field else None
