"""The rules that stop training jobs: pure functions of the objective's values."""

import pytest

from hpo_spec.local.running.early_stopping import resource_of, running_averages, stops_at_rung, stops_below_median

GOOD, BAD = [1.0] * 9, [9.0] * 9


def test_the_median_rule_waits_for_enough_jobs_and_epochs() -> None:
    assert not stops_below_median(BAD, [GOOD] * 9, maximize=False, max_jobs=50)
    assert stops_below_median(BAD, [GOOD] * 10, maximize=False, max_jobs=50)
    assert stops_below_median(BAD, [GOOD] * 2, maximize=False, max_jobs=4)
    assert not stops_below_median(BAD[:2], [GOOD] * 10, maximize=False, max_jobs=50)
    assert stops_below_median(BAD[:3], [GOOD] * 10, maximize=False, max_jobs=50)


def test_the_median_rule_compares_with_running_averages() -> None:
    falling = [running_averages([10.0, 8.0, 6.0, 4.0])] * 10

    assert not stops_below_median([9.0, 9.0, 7.9], falling, maximize=False, max_jobs=50)
    assert stops_below_median([9.0, 9.0, 8.1], falling, maximize=False, max_jobs=50)


def test_with_maximize_less_is_worse() -> None:
    assert stops_below_median(GOOD, [BAD] * 10, maximize=True, max_jobs=50)
    assert not stops_below_median(BAD, [GOOD] * 10, maximize=True, max_jobs=50)


def at_rung(curve: list[float], others: list[list[float]], least: int = 1, most: int = 9) -> bool:
    return stops_at_rung(curve, others, maximize=False, min_resource=least, max_resource=most)


def test_hyperband_lets_the_best_third_of_a_rung_go_on() -> None:
    others = [[float(value)] for value in range(1, 9)]

    assert not at_rung([0.5], others)
    assert not at_rung([3.0], others)
    assert at_rung([4.5], others)


def test_hyperband_decides_only_at_rungs() -> None:
    others = [GOOD] * 8

    assert [at_rung(BAD[:epoch], others) for epoch in range(1, 10)] == [epoch in (1, 3, 9) for epoch in range(1, 10)]
    assert not at_rung(BAD[:1], others, least=2)
    assert at_rung(BAD[:2], others, least=2)


def test_the_first_at_a_rung_goes_on_and_none_beyond_the_last() -> None:
    assert not at_rung(BAD[:3], [GOOD[:2]])
    assert at_rung([*GOOD, 1.0], [])


@pytest.mark.parametrize(
    ("static", "epochs"), [({"epochs": "12"}, 12), ({"n-epochs": "3"}, 3), ({"epochs": "many"}, None), ({}, None)]
)
def test_the_resource_is_read_from_the_static_hyperparameters(static: dict[str, str], epochs: int | None) -> None:
    assert resource_of(static) == epochs
