"""Metrics out of the lines of a log, by the regular expressions of a training job."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Found(NamedTuple):
    """A value of a metric, and when it was logged."""

    metric: str
    value: float
    time: float


class Scraper:
    """Looks for metrics in lines."""

    def __init__(self, definitions: Sequence[Mapping[str, str]]) -> None:
        """From the API's `MetricDefinitions`; one whose regular expression is none finds nothing."""
        self._patterns = [(item["Name"], pattern) for item in definitions if (pattern := _compiled(item["Regex"]))]

    def found_in(self, line: str, time: float) -> list[Found]:
        """The metrics of a line: of each, the numbers that its first group captures, as often as it matches."""
        found: list[Found] = []
        for name, pattern in self._patterns:
            numbers = (_number(match[1]) for match in pattern.finditer(line)) if pattern.groups else ()
            found += [Found(name, value, time) for value in numbers if value is not None]
        return found


def _compiled(regex: str) -> re.Pattern[str] | None:
    try:
        return re.compile(regex)
    except re.error:
        return None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
