"""The search strategies, by the same tests for all of them."""

import math
import statistics

import pytest
from botocore.session import get_session

from hpo_spec.local.sampling.samplers import STRATEGIES, Observation, make_sampler
from hpo_spec.local.sampling.space import Dimension, Space

MIXED = {
    "ContinuousParameterRanges": [
        {"Name": "linear", "MinValue": "-1", "MaxValue": "1", "ScalingType": "Linear"},
        {"Name": "log", "MinValue": "1e-6", "MaxValue": "1", "ScalingType": "Logarithmic"},
        {"Name": "reverse", "MinValue": "0", "MaxValue": "0.9999", "ScalingType": "ReverseLogarithmic"},
        {"Name": "fixed", "MinValue": "0.5", "MaxValue": "0.5"},
    ],
    "IntegerParameterRanges": [{"Name": "whole", "MinValue": "1", "MaxValue": "1000"}],
    "CategoricalParameterRanges": [{"Name": "choice", "Values": ["a", "b", "c"]}],
}
DISCRETE = {
    "IntegerParameterRanges": [{"Name": "whole", "MinValue": "1", "MaxValue": "4"}],
    "CategoricalParameterRanges": [{"Name": "choice", "Values": ["a", "b", "c"]}],
}
CHOICES = {"CategoricalParameterRanges": [{"Name": name, "Values": ["a", "b", "c"]} for name in ("x", "y")]}
DRAWING = [name for name in STRATEGIES if name != "Grid"]


def drawn(strategy: str, ranges: dict[str, object], count: int, seed: int = 1) -> list[dict[str, str] | None]:
    sampler = make_sampler(strategy, Space.of(ranges), seed, maximize=False)
    ended: list[Observation] = []
    found = []
    for number in range(count):
        tuned = sampler.propose(number, ended, [])
        found.append(tuned)
        if tuned is not None:
            ended.append(Observation(tuned, float(number % 3)))
    return found


def test_there_is_a_sampler_for_every_strategy_of_the_api() -> None:
    shape = get_session().get_service_model("sagemaker").shape_for("HyperParameterTuningJobStrategyType")

    assert set(STRATEGIES) == set(shape.enum)


@pytest.mark.parametrize("strategy", DRAWING)
def test_every_value_is_within_its_range_and_written_as_sagemaker_does(strategy: str) -> None:
    for tuned in drawn(strategy, MIXED, 40):
        assert tuned is not None
        assert tuned.keys() == {"linear", "log", "reverse", "fixed", "whole", "choice"}
        assert -1 <= float(tuned["linear"]) <= 1
        assert 1e-6 <= float(tuned["log"]) <= 1
        assert 0 <= float(tuned["reverse"]) <= 0.9999
        assert tuned["fixed"] == "0.5"
        assert 1 <= int(tuned["whole"]) <= 1000
        assert tuned["choice"] in ("a", "b", "c")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_space_is_tried_to_its_end_without_repeating(strategy: str) -> None:
    ranges, size = (CHOICES, 9) if strategy == "Grid" else (DISCRETE, 12)

    found = drawn(strategy, ranges, size + 2)

    assert len({tuple(sorted(tuned.items())) for tuned in found[:size] if tuned}) == size
    assert found[size:] == [None, None]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_seed_gives_the_same_again_and_another_seed_something_else(strategy: str) -> None:
    ranges = CHOICES if strategy == "Grid" else MIXED

    assert drawn(strategy, ranges, 8) == drawn(strategy, ranges, 8)
    assert strategy == "Grid" or drawn(strategy, ranges, 8) != drawn(strategy, ranges, 8, seed=2)


@pytest.mark.parametrize("strategy", DRAWING)
def test_a_sampler_that_is_made_anew_goes_on_as_the_old_one(strategy: str) -> None:
    space = Space.of(MIXED)
    old = make_sampler(strategy, space, 1, maximize=True)
    ended: list[Observation] = []
    for number in range(15):
        tuned = old.propose(number, ended, [])
        assert tuned is not None
        ended.append(Observation(tuned, float(tuned["linear"])))

    new = make_sampler(strategy, space, 1, maximize=True)

    assert new.propose(15, ended, [ended[0].tuned]) == old.propose(15, ended, [ended[0].tuned])


def test_random_does_not_depend_on_what_came_out() -> None:
    sampler = make_sampler("Random", Space.of(MIXED), 1, maximize=False)
    known = [Observation({"linear": "0.5"}, 1.0)]

    assert sampler.propose(7, [], []) == sampler.propose(7, known, [])


@pytest.mark.parametrize(
    ("name", "middle"), [("log", 1e-3), ("reverse", 1 - 1e-2), ("linear", 0.0)], ids=["log", "reverse-log", "linear"]
)
def test_half_of_the_draws_are_below_the_middle_of_the_scale(name: str, middle: float) -> None:
    values = [float(tuned[name]) for tuned in drawn("Random", MIXED, 200) if tuned]

    assert 70 <= sum(value < middle for value in values) <= 130


@pytest.mark.parametrize(
    ("low", "high", "scaling"),
    [("1", "99", "Linear"), ("1", "100", "Logarithmic"), ("0", "100", "Linear"), ("-1", "1", "Linear")],
)
def test_auto_is_logarithmic_where_a_range_is_wide_and_positive(low: str, high: str, scaling: str) -> None:
    ranges = {"IntegerParameterRanges": [{"Name": "x", "MinValue": low, "MaxValue": high, "ScalingType": "Auto"}]}

    assert Space.of(ranges).dimensions[0].scaling == scaling


def test_bayesian_search_finds_a_valley_that_random_search_does_not() -> None:
    ranges = {"ContinuousParameterRanges": [{"Name": name, "MinValue": "-5", "MaxValue": "5"} for name in ("x", "y")]}

    def best(strategy: str, seed: int) -> float:
        sampler = make_sampler(strategy, Space.of(ranges), seed, maximize=False)
        ended: list[Observation] = []
        for number in range(40):
            tuned = sampler.propose(number, ended, [])
            assert tuned is not None
            ended.append(Observation(tuned, math.hypot(float(tuned["x"]) - 2, float(tuned["y"]) + 1)))
        return min(item.value or 0.0 for item in ended)

    bayesian, by_chance = ([best(strategy, seed) for seed in range(9)] for strategy in ("Bayesian", "Random"))
    assert statistics.median(bayesian) < statistics.median(by_chance) / 2


def test_parents_draw_a_search_to_where_they_were_good() -> None:
    space = Space((Dimension("x", "Continuous", 0.0, 10.0),))
    parents = [Observation({"x": repr(value / 4)}, abs(value / 4 - 3)) for value in range(40)]

    def distance(known: list[Observation]) -> float:
        samplers = [make_sampler("Bayesian", space, seed, maximize=False, parents=known) for seed in range(20)]
        return statistics.median(abs(float((sampler.propose(1, [], []) or {})["x"]) - 3) for sampler in samplers)

    assert distance(parents) < distance([]) / 2


def test_what_is_running_is_not_tried_beside_itself() -> None:
    space = Space.of(DISCRETE)
    sampler = make_sampler("Bayesian", space, 3, maximize=False)
    running: list[dict[str, str]] = []
    for number in range(12):
        tuned = sampler.propose(number, [], running)
        assert tuned is not None
        running.append(tuned)

    assert len({tuple(sorted(tuned.items())) for tuned in running}) == 12
