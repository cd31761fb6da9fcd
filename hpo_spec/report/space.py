"""The distributions of a tuning job's hyperparameters, as an Optuna study wants them: one for each name.

Several definitions may have different ranges for one name, and Autotune may choose values that no range has: the
distribution of a name has room for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hpo_spec.aws.trials import Trial, Value
from hpo_spec.local.sampling.space import Dimension, Space
from hpo_spec.request.needs import definitions_of, ranges_of

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution, CategoricalDistribution


def distributions_of(described: Mapping[str, Any], trials: Iterable[Trial]) -> dict[str, BaseDistribution]:
    """By name, from the ranges of a tuning job that was described and the values that its trials had."""
    dimensions: dict[str, list[Dimension]] = {}
    for dimension in _dimensions(described):
        dimensions.setdefault(dimension.name, []).append(dimension)
    values: dict[str, list[Value]] = {}
    for trial in trials:
        for name, value in trial.tuned.items():
            values.setdefault(name, []).append(value)
    names = dict.fromkeys([*dimensions, *values])
    return {name: _distribution(dimensions.get(name, []), values.get(name, [])) for name in names}


def params_of(trial: Trial, distributions: Mapping[str, BaseDistribution]) -> dict[str, Value]:
    """What a trial tried, each value as its distribution has it."""
    from optuna.distributions import CategoricalDistribution, IntDistribution

    def param(name: str, value: Value) -> Value:
        distribution = distributions[name]
        if isinstance(distribution, CategoricalDistribution):
            return str(value)
        return int(value) if isinstance(distribution, IntDistribution) else float(value)

    return {name: param(name, value) for name, value in trial.tuned.items()}


def _dimensions(described: Mapping[str, Any]) -> Iterable[Dimension]:
    for definition in definitions_of(described):
        yield from Space.of(ranges_of(definition, described)).dimensions


def _distribution(dimensions: list[Dimension], values: list[Value]) -> BaseDistribution:
    from optuna.distributions import FloatDistribution, IntDistribution

    if any(dimension.kind == "Categorical" for dimension in dimensions) or not all(map(_is_number, values)):
        return _categorical(dimensions, values)
    numbers = [float(value) for value in values]
    low = min([*(dimension.low for dimension in dimensions), *numbers])
    high = max([*(dimension.high for dimension in dimensions), *numbers])
    is_log = low > 0 and bool(dimensions) and all(item.scaling == "Logarithmic" for item in dimensions)
    is_whole = all(item.kind == "Integer" for item in dimensions) and all(map(float.is_integer, numbers))
    if dimensions and is_whole:
        return IntDistribution(int(low), int(high), log=is_log)
    return FloatDistribution(low, high, log=is_log)


def _categorical(dimensions: list[Dimension], values: list[Value]) -> CategoricalDistribution:
    from optuna.distributions import CategoricalDistribution

    choices = [*(choice for dimension in dimensions for choice in dimension.values), *map(str, values)]
    return CategoricalDistribution(tuple(dict.fromkeys(choices)))


def _is_number(value: Value) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False
