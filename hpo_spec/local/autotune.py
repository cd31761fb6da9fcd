"""What Autotune chooses where a request leaves it open. How AWS chooses is not published; this is one plain way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.facts.images import algorithm_of
from hpo_spec.facts.recommended_ranges import RECOMMENDED_RANGES
from hpo_spec.local.refusal import invalid

DEFAULT_JOBS = 20
"""How many training jobs a tuning job gets that says no number."""
_AROUND = 10
"""A range around a hint goes from a tenth of it to ten times it."""
_KINDS = ("ContinuousParameterRanges", "IntegerParameterRanges", "CategoricalParameterRanges")


def is_on(request: Mapping[str, Any]) -> bool:
    """Whether a tuning job asks for Autotune."""
    return bool(request.get("Autotune", {}).get("Mode") == "Enabled")


def with_chosen_ranges(ranges: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """`ParameterRanges` with a range for each of the `AutoParameters`.

    Without any range at all, each that is recommended for the built-in algorithm gets one, unless it is static. Raises
    `Refusal` for a hint that no range can be made from.
    """
    from hpo_spec.spec.text import number_text  # here, because the models come with it

    found = algorithm_of(body.get("AlgorithmSpecification", {}).get("TrainingImage", ""))
    recommended = RECOMMENDED_RANGES.get(found.name if found else "", {})
    hints = {item["Name"]: item["ValueHint"] for item in ranges.get("AutoParameters") or []}
    if not any(ranges.get(kind) for kind in (*_KINDS, "AutoParameters")):
        hints = {name: "" for name in recommended if name not in body.get("StaticHyperParameters", {})}
    chosen: dict[str, Any] = {kind: list(ranges.get(kind) or []) for kind in _KINDS}
    for name, hint in hints.items():
        kind, low, high = recommended.get(name) or _around(name, hint)
        bounds = {"MinValue": number_text(low), "MaxValue": number_text(high)}
        chosen[f"{kind}ParameterRanges"].append({"Name": name, **bounds, "ScalingType": "Auto"})
    return chosen


def _around(name: str, hint: str) -> tuple[str, float, float]:
    try:
        value = float(hint)
    except ValueError:
        raise invalid(f"No range can be chosen for {name} around the hint {hint!r}: it is no number.") from None
    low, high = sorted((value / _AROUND, value * _AROUND)) if value else (0.0, 1.0)
    is_whole = hint.lstrip("+-").isdecimal()
    return ("Integer", round(low), round(high)) if is_whole else ("Continuous", low, high)
