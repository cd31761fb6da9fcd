"""Whatever a spec or a request is turned into, `validate` says what is wrong with it, and no rule crashes."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.cli.options import Selection
from hpo_spec.cli.specs import compile_placed, inspect
from hpo_spec.errors import SpecError
from hpo_spec.source import parse_text

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
REQUESTS = sorted((ROOT / "tests" / "golden").rglob("*.json"))
EDITS = 60
"""Of each file."""


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


VALUES = (
    *(None, True, "", "text", "a.b:c/d", "9" * 300, "1e400", [], [1, "a", None], {}, {"name": {}}),
    *(0, -1, 10**30, 10**400, -0.5, 1e308, float("nan"), float("inf"), nested(50)),
)


PATCHES: tuple[dict[str, Any], ...] = (
    {"HyperParameterTuningJobConfig": {"ResourceLimits": {"MaxParallelTrainingJobs": 2}, "Strategy": "Grid"}},
    {"TrainingJobDefinition": {"StaticHyperParameters": {"eta": "1"}, "ResourceConfig": {}, "NewMember": [{"A": 1}]}},
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in some data with each of its keys."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def edit(data: Any, chance: random.Random) -> None:
    """Deletes, replaces, doubles or renames one entry."""
    found = places(data)
    if not found:
        return
    owner, key = chance.choice(found)
    match chance.choice(("delete", "replace", "replace", "replace", "rename")):
        case "replace":
            owner[key] = deepcopy(chance.choice(VALUES))
        case "delete":
            del owner[key]
        case _ if isinstance(owner, list):
            owner.insert(key, deepcopy(owner[key]))
        case _:
            owner[chance.choice((f"{key}s", key[:-1], key.upper(), "x"))] = owner.pop(key)


def edited(source: Path, seed: int) -> str:
    data, chance = parse_text(source.read_text(encoding="utf-8")).data, random.Random(f"{source.name} {seed}")
    data = json.loads(json.dumps(data))
    if "version" in data and chance.random() < 0.3:
        data["request_patch"] = deepcopy(chance.choice((*VALUES, *PATCHES)))
    for _ in range(chance.choice((1, 1, 2, 4))):
        edit(data, chance)
    return json.dumps(data)


@pytest.mark.parametrize("source", [*SPECS, *REQUESTS], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_edit_of_a_spec_or_request_crashes_a_rule(source: Path, tmp_path: Path) -> None:
    for seed in range(EDITS):
        target = tmp_path / f"{seed}{source.suffix}"
        target.write_text(edited(source, seed), encoding="utf-8")
        loaded, findings = inspect([str(target)], Selection((), False, (), ()))
        assert [item.message for item in findings if item.rule == "rule-crashed"] == [], target.read_text()
        try:
            if loaded:
                compile_placed(loaded)
        except SpecError:
            pass
