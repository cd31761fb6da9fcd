"""The search space of a tuning job: its ranges, in the form in which Optuna draws from them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

_WIDE = 100
"""How many times its lower bound the upper one is at least where the scaling `Auto` is taken for logarithmic."""


class Dimension(NamedTuple):
    """A hyperparameter's range."""

    name: str
    kind: str
    """`Continuous`, `Integer` or `Categorical`."""
    low: float = 0.0
    high: float = 0.0
    values: tuple[str, ...] = ()
    scaling: str = "Linear"
    """`Linear`, `Logarithmic` or `ReverseLogarithmic`."""

    @property
    def size(self) -> int | None:
        """How many values it has; `None` for a continuous one that has more than one."""
        if self.kind == "Categorical":
            return len(self.values)
        if self.kind == "Integer":
            return int(self.high) - int(self.low) + 1
        return 1 if self.low == self.high else None

    def distribution(self) -> BaseDistribution:
        """What Optuna draws from. A reverse logarithmic range is drawn as the distance from 1."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        if self.kind == "Categorical":
            return CategoricalDistribution(self.values)
        is_log = self.scaling != "Linear"
        if self.kind == "Integer":
            return IntDistribution(int(self.low), int(self.high), log=is_log)
        if self.scaling == "ReverseLogarithmic":
            return FloatDistribution(1 - self.high, 1 - self.low, log=True)
        return FloatDistribution(self.low, self.high, log=is_log)

    def text(self, drawn: Any) -> str:
        """A drawn value as a training job gets it."""
        if self.kind == "Continuous":
            value = 1 - drawn if self.scaling == "ReverseLogarithmic" else drawn
            return repr(min(max(float(value), self.low), self.high))
        return str(drawn)

    def drawn(self, text: str) -> Any:
        """The value that `text` was made from; `None` if it is not in the range."""
        if self.kind == "Categorical":
            return text if text in self.values else None
        try:
            value = float(text)
        except ValueError:
            return None
        if not self.low <= value <= self.high:
            return None
        if self.kind == "Integer":
            return int(value)
        return 1 - value if self.scaling == "ReverseLogarithmic" else value

    def any(self, chance: random.Random) -> str:
        """One of its values by chance, where they can be counted."""
        if self.kind == "Integer":
            return str(chance.randint(int(self.low), int(self.high)))
        return chance.choice(self.values) if self.values else repr(self.low)

    def choices(self) -> Iterator[str]:
        """All its values, where they can be counted."""
        if self.kind == "Categorical":
            yield from self.values
        elif self.kind == "Integer":
            yield from map(str, range(int(self.low), int(self.high) + 1))
        else:
            yield repr(self.low)


Combination = frozenset[tuple[str, str]]


def combination(tuned: Mapping[str, str]) -> Combination:
    """The values of a training job, to be compared with those of others."""
    return frozenset(tuned.items())


class Space(NamedTuple):
    """The ranges of one training job definition."""

    dimensions: tuple[Dimension, ...]

    @classmethod
    def of(cls, ranges: Mapping[str, Sequence[Mapping[str, Any]]]) -> Space:
        """From the API's `ParameterRanges`."""
        continuous = (_numeric("Continuous", item) for item in ranges.get("ContinuousParameterRanges", []))
        integer = (_numeric("Integer", item) for item in ranges.get("IntegerParameterRanges", []))
        categorical = (
            Dimension(item["Name"], "Categorical", values=tuple(dict.fromkeys(item["Values"])))
            for item in ranges.get("CategoricalParameterRanges", [])
        )
        return cls((*continuous, *integer, *categorical))

    @property
    def size(self) -> int | None:
        """How many combinations there are; `None` where they cannot be counted."""
        product = 1
        for dimension in self.dimensions:
            if dimension.size is None:
                return None
            product *= dimension.size
        return product

    def combinations(self) -> Iterator[dict[str, str]]:
        """All of them, each once, the last range fastest."""
        names = [dimension.name for dimension in self.dimensions]
        for values in itertools.product(*(tuple(dimension.choices()) for dimension in self.dimensions)):
            yield dict(zip(names, values, strict=True))

    def untried(self, tried: Collection[Combination]) -> Iterator[dict[str, str]]:
        """The combinations that were not tried."""
        return (item for item in self.combinations() if combination(item) not in tried)

    def any(self, chance: random.Random) -> dict[str, str]:
        """A combination by chance, each as likely as any other."""
        return {dimension.name: dimension.any(chance) for dimension in self.dimensions}

    def distributions(self) -> dict[str, BaseDistribution]:
        """What Optuna draws from, by name."""
        return {dimension.name: dimension.distribution() for dimension in self.dimensions}

    def texts(self, drawn: Mapping[str, Any]) -> dict[str, str]:
        """Drawn values as a training job gets them."""
        return {dimension.name: dimension.text(drawn[dimension.name]) for dimension in self.dimensions}

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any] | None:
        """What was drawn for a training job; `None` if one of its values is not in this space."""
        values = {dimension.name: dimension.drawn(texts.get(dimension.name, "")) for dimension in self.dimensions}
        return None if None in values.values() else values


def _numeric(kind: str, item: Mapping[str, Any]) -> Dimension:
    low, high = float(item["MinValue"]), float(item["MaxValue"])
    scaling = item.get("ScalingType", "Auto")
    if scaling == "Auto":
        scaling = "Logarithmic" if low > 0 and high >= _WIDE * low else "Linear"
    return Dimension(item["Name"], kind, low, high, scaling=scaling)
