"""Rules about the scale that the search moves on within a range."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import View
from hpo_spec.spec import Continuous, Integer
from hpo_spec.spec.text import scalar_text

_DEFINE_RANGES = "Developer guide, automatic-model-tuning-define-ranges"
_CONSIDERATIONS = "Developer guide, automatic-model-tuning-considerations"
_WIDE = 2
"""From how many orders of magnitude on a range is wide."""
_WIDE_INTEGER = 3
"""The same for integers: a range from 1 to 100 says little more than `up to 100`."""


class _Scaled:
    """A numeric range from `low` to `high`, the lower one first."""

    def __init__(self, path: Path, range: Integer | Continuous, low: float, high: float) -> None:
        self.path, self.range, self.low, self.high = path, range, low, high

    @property
    def is_integer(self) -> bool:
        return isinstance(self.range, Integer)

    @property
    def shown(self) -> str:
        """Both bounds as they are sent."""
        return f"{scalar_text(self.range.min)} to {scalar_text(self.range.max)}"

    @property
    def decades(self) -> float:
        """The orders of magnitude from `low` to `high`, which are positive."""
        return round(math.log10(self.high) - math.log10(self.low), 6)

    @property
    def is_wide(self) -> bool:
        return self.low > 0 and self.decades >= (_WIDE_INTEGER if self.is_integer else _WIDE)

    @property
    def advice(self) -> str:
        is_near_1 = not self.is_integer and 0.9 <= self.high < 1
        reverse = ", or to ReverseLogarithmic if small steps matter near 1" if is_near_1 else ""
        return f"Set it to Logarithmic{reverse}."


def _scaled(view: View, *scalings: str | None) -> Iterator[_Scaled]:
    """The numeric ranges with one of these scalings; not those whose bounds are wrong already."""
    for item in view.ranges:
        if isinstance(item.range, (Integer, Continuous)) and item.range.scaling in scalings and item.bounds:
            low, high = item.bounds
            if low < high:
                yield _Scaled(item.path, item.range, low, high)


def _is_grid(view: View) -> bool:
    return view.spec.tuning.strategy == "Grid"


@rule(
    "log-scale-nonpositive",
    Severity.ERROR,
    "A range with logarithmic `scaling` has a `min` above 0.",
    why="0 and what is below it have no logarithm.",
    source=f"API reference, ContinuousParameterRange.ScalingType; {_DEFINE_RANGES}",
)
def log_scale_nonpositive(view: View) -> Iterator[Problem]:
    for item in _scaled(view, "Logarithmic"):
        if item.low <= 0:
            message = f"the range from {item.shown} has logarithmic `scaling`, which needs a `min` above 0"
            yield Problem((*item.path, "min"), message, "Raise it above 0, or set `scaling` to Linear.")


@rule(
    "reverse-log-range",
    Severity.ERROR,
    "A range with reverse logarithmic `scaling` lies from 0 to below 1.",
    why="The scale is that of the logarithm of 1 minus the value, which there is only below 1.",
    source=f"API reference, ContinuousParameterRange.ScalingType; {_DEFINE_RANGES}",
)
def reverse_log_range(view: View) -> Iterator[Problem]:
    for item in _scaled(view, "ReverseLogarithmic"):
        if item.is_integer or 0 <= item.low < item.high < 1:
            continue
        bound, help = ("min", "Raise it to 0") if item.low < 0 else ("max", "Lower it, for instance to 0.999")
        message = f"the range from {item.shown} has reverse logarithmic `scaling`, which works from 0 to below 1"
        yield Problem((*item.path, bound), message, f"{help}, or choose another `scaling`.")


@rule(
    "reverse-log-integer",
    Severity.ERROR,
    "An integer range has no reverse logarithmic `scaling`.",
    why="One enum serves both kinds of ranges, so that clients let it through, but it works between 0 and 1 only.",
    source=f"{_DEFINE_RANGES}; API reference, IntegerParameterRange.ScalingType",
)
def reverse_log_integer(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if isinstance(item.range, Integer) and item.range.scaling == "ReverseLogarithmic":
            message = "an integer range cannot have reverse logarithmic `scaling`"
            yield Problem((*item.path, "scaling"), message, "Use Linear, Logarithmic or Auto.")


@rule(
    "scale-linear-wide",
    Severity.WARNING,
    "A range over several orders of magnitude has logarithmic `scaling`.",
    why="On a linear scale, nine tenths of the search go to the uppermost order of magnitude.",
    source=_DEFINE_RANGES,
)
def scale_linear_wide(view: View) -> Iterator[Problem]:
    for item in _scaled(view, "Linear"):
        if item.is_wide and not _is_grid(view):
            message = f"is Linear, so that nine tenths of the search from {item.shown} are above {item.high / 10:g}"
            yield Problem((*item.path, "scaling"), message, item.advice)


@rule(
    "scale-auto-wide",
    Severity.INFO,
    "A range over several orders of magnitude says its `scaling`.",
    why="Otherwise SageMaker starts on a linear scale, and spends training jobs on finding a better one.",
    source=_CONSIDERATIONS,
)
def scale_auto_wide(view: View) -> Iterator[Problem]:
    for item in _scaled(view, None, "Auto"):
        if item.is_wide and not _is_grid(view):
            span = f"about {item.decades:.0f} orders of magnitude"
            message = f"{item.shown} spans {span}, and SageMaker has to guess the scale"
            yield Problem((*item.path, "scaling"), message, item.advice)


@rule(
    "scale-log-narrow",
    Severity.INFO,
    "A range with logarithmic `scaling` spans an order of magnitude or more.",
    why="On a narrower one the scale hardly matters, and few integers get uneven shares of it.",
    source=_DEFINE_RANGES,
    basis=Basis.LIKELY,
)
def scale_log_narrow(view: View) -> Iterator[Problem]:
    for item in _scaled(view, "Logarithmic"):
        if item.low > 0 and item.decades < 1 and not _is_grid(view):
            message = f"is Logarithmic, but {item.shown} is only a factor of {item.high / item.low:.2g}"
            yield Problem((*item.path, "scaling"), message, "Set it to Linear, or widen the range.")


def _is_scaled(view: View) -> bool:
    return any(isinstance(item.range, (Integer, Continuous)) and item.range.scaling for item in view.ranges)


RULES: tuple[Rule, ...] = (
    scale_auto_wide,
    *only(
        _is_scaled,
        log_scale_nonpositive,
        reverse_log_range,
        reverse_log_integer,
        scale_linear_wide,
        scale_log_narrow,
    ),
)
