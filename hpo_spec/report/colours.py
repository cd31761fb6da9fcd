"""The colours of figures: Optuna's are made for white paper, these can be told apart on light and on dark."""

from __future__ import annotations

import re
from typing import Any

FAINT, STRONG = (148, 163, 184), (234, 88, 12)
"""From the first trial to the last, or from the worst objective to the best."""
EARLY, LATE = (125, 180, 250), (37, 99, 235)
RUNNING = "running"
STATES = {
    "COMPLETE": ("with an objective", "#3b82f6"),
    "FAIL": ("without one", "#ef4444"),
    "RUNNING": (RUNNING, "#10b981"),
}
"""By Optuna's state, what the page says and shows it in."""
_RGB = re.compile(r"rgba?\(([\d.]+), *([\d.]+), *([\d.]+)")


def recolour(plot: dict[str, Any]) -> dict[str, Any]:
    """The same plot in colours that can be read on light and on dark."""
    for trace in plot["data"]:
        _of_state(trace)
        _of_marker(trace.get("marker", {}))
        _of_line(trace.get("line", {}))
    plot["data"] = [trace for trace in plot["data"] if _says_something(trace)]
    return plot


def _says_something(trace: dict[str, Any]) -> bool:
    """Not one that only has a colour bar, or stands for trials with constraints, which SageMaker does not have."""
    return trace.get("hoverinfo") != "skip" and trace.get("x") != []


def _of_state(trace: dict[str, Any]) -> None:
    if trace.get("type") == "bar" and trace.get("name") in STATES:
        name, colour = STATES[trace["name"]]
        trace["hovertemplate"] = f"%{{text}}<extra>{name}</extra>"
        trace["name"], trace["marker"] = name, {"color": colour}


def _of_marker(marker: dict[str, Any]) -> None:
    if "colorscale" in marker:
        marker["colorscale"] = [[0, _css(EARLY)], [1, _css(LATE)]]
        marker["showscale"] = False
        marker["line"] = {"width": 0}


def _of_line(line: dict[str, Any]) -> None:
    """A line that is as dark as its trial is good, or the scale that says so."""
    if "colorscale" in line:
        line["colorscale"] = [[0, _css(FAINT)], [1, _css(STRONG)]]
        line["showscale"] = False
    found = _RGB.match(str(line.get("color", "")))
    if found:
        share = 1 - float(found[1]) / 255
        line["color"] = _css(tuple(round(a + (b - a) * share) for a, b in zip(FAINT, STRONG, strict=True)))


def _css(colour: tuple[int, ...]) -> str:
    return f"rgb({', '.join(map(str, colour))})"
