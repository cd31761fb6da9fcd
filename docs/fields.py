"""Write `docs/spec.md`: every field of a spec, the member that it compiles to, and what it means."""

from __future__ import annotations

from pathlib import Path

from hpo_spec import spec
from hpo_spec.spec.base import Member, SpecModel
from hpo_spec.spec.introspection import field_docs

PAGE = Path(__file__).parent / "spec.md"
HEAD = """# Every field

A spec is a `TuningJobSpec`. The second column is the member of `CreateHyperParameterTuningJob` that a field compiles
to, below the member of its model. A `*` marks what must be there. This page is made by `make docs`.

Values are written as in YAML 1.2: only `true` and `false` are booleans, so `Off`, `yes` and `12:30:45` are texts.
Hyperparameters, range bounds, categorical values, tags and environment variables are texts in the API: a number
compiles to its shortest exact decimal form (`1e-4` to `0.0001`, `5.0` to `5`), `true` to `true`, a list or a mapping
to compact JSON, a text to itself. Durations are seconds, or texts such as `90s`, `30m`, `1h30m` and `2d`.
"""
ORDER = (
    *("TuningJobSpec", "TrainingJob", "BuiltIn", "Algorithm", "Channel", "FileSystem", "Output", "Resources"),
    *("InstanceGroup", "Placement", "PlacementSpecification", "InstancePreference", "TuningResources"),
    *("InstanceConfig", "StoppingCondition", "Vpc", "Checkpoint", "Tuning", "Hyperband", "Objective", "Continuous"),
    *("Integer", "Categorical", "Auto", "Limits", "Completion", "WarmStart", "LintSettings", "Local", "Transform"),
)


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_section(getattr(spec, name)) for name in ORDER)


def _section(model: type[SpecModel]) -> str:
    rows = "".join(_row(model, name) for name in model.model_fields)
    return f"\n## {model.__name__}\n\n{model.__doc__}\n\n| field | API | |\n|---|---|---|\n{rows}"


def _row(model: type[SpecModel], name: str) -> str:
    info = model.model_fields[name]
    member = next((f"`{extra.path}`" for extra in info.metadata if isinstance(extra, Member)), "")
    required = "*" if info.is_required() else ""
    return f"| `{name}`{required} | {member} | {field_docs(model).get(name, '')} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
