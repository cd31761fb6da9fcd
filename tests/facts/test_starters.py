"""The table of starters agrees with itself and with the registry of images."""

from __future__ import annotations

import pytest

from hpo_spec.facts.image_registry import IMAGES
from hpo_spec.facts.starters import NO_STARTER, STARTERS, Choice

each_starter = pytest.mark.parametrize("name", list(STARTERS))


def test_every_built_in_algorithm_has_a_starter_or_a_reason_why_not():
    assert set(STARTERS) == set(IMAGES) - {"pca"}
    assert "pca" in NO_STARTER
    assert set(NO_STARTER).isdisjoint(STARTERS)


@each_starter
def test_a_starter_has_the_newest_version(name):
    assert STARTERS[name].version == list(IMAGES[name])[-1]


@each_starter
def test_the_channel_that_the_objective_metric_is_computed_on_is_there(name):
    starter = STARTERS[name]
    assert {"train", starter.metric.partition(":")[0]} <= set(starter.channels)


@each_starter
def test_a_hyperparameter_is_either_static_or_tuned(name):
    starter = STARTERS[name]
    assert set(starter.static).isdisjoint(starter.ranges)
    assert 2 <= len(starter.ranges) <= 4


@each_starter
def test_ranges_are_ones_that_the_service_takes(name):
    for item in STARTERS[name].ranges.values():
        if isinstance(item, Choice):
            assert len(set(item.values)) > 1
            continue
        assert item.min < item.max
        if item.type == "integer":
            assert isinstance(item.min, int)
            assert isinstance(item.max, int)
            assert item.scaling != "ReverseLogarithmic"
        if item.scaling == "Logarithmic":
            assert item.min > 0
        if item.scaling == "ReverseLogarithmic":
            assert 0 <= item.min < item.max < 1


@each_starter
def test_only_an_instance_without_storage_of_its_own_has_a_volume_to_size(name):
    machine = STARTERS[name].machine
    assert (machine.volume_size_gb is None) == machine.instance_type.startswith("ml.g")
