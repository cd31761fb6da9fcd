"""What bounds the cost of a tuning job."""

from __future__ import annotations

from hpo_spec import load_spec
from hpo_spec.lint.cost import CostBound, cost_bound
from hpo_spec.lint.view import View

RANGE = "{x: {type: continuous, min: 0, max: 1}}"
GRID = "{x: {type: categorical, values: [a, b, c]}, y: {type: categorical, values: [a, b]}}"


def definition(name: str, resources: str, runtime: str = "max_runtime: 1h", ranges: str = RANGE) -> str:
    return f"""
  - name: {name}
    algorithm: {{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}}
    role: arn:aws:iam::123456789012:role/SageMakerRole
    output: s3://my-bucket/output
    {resources}
    stopping_condition: {{{runtime}}}
    spot: true
    max_retries: 5
    ranges: {ranges}"""


def instances(type: str, count: int) -> str:
    return f"resources: {{instance_type: {type}, instance_count: {count}}}"


def bound(
    *definitions: str, limits: str = "max_jobs: 10, max_parallel_jobs: 2", strategy: str = "Bayesian"
) -> CostBound:
    text = f"version: 1\nname: example\ntraining_jobs:{''.join(definitions)}\n"
    text += f"tuning:\n  strategy: {strategy}\n  limits: {{{limits}}}\n"
    found = cost_bound(View(load_spec(text)))
    assert found is not None
    return found


def test_neither_retries_nor_waiting_for_spot_instances_multiply() -> None:
    found = bound(definition("a", instances("ml.m5.xlarge", 2), "max_runtime: 1h, max_wait: 9h"))

    assert found == CostBound({"ml.m5.xlarge": 2}, 10, 3600, False, False, None)
    assert found.instance_hours == {"ml.m5.xlarge": 20}


def test_the_definition_that_uses_the_most_is_named() -> None:
    small, large = definition("small", instances("ml.m5.xlarge", 1)), definition("large", instances("ml.p3.2xlarge", 2))

    found = bound(small, large)

    assert (found.definition, found.instance_hours) == ("large", {"ml.p3.2xlarge": 20})


def test_definitions_that_use_the_same_need_no_name() -> None:
    both = [definition(name, instances("ml.m5.xlarge", 1)) for name in ("a", "b")]

    assert bound(*both).definition is None


def test_the_bound_holds_for_any_mix_of_definitions() -> None:
    wide = definition("wide", instances("ml.m5.xlarge", 10), "max_runtime: 1h")
    long = definition("long", instances("ml.m5.xlarge", 2), "max_runtime: 10h")
    six_wide_and_four_long = 6 * 10 * 1 + 4 * 2 * 10

    found = bound(wide, long, limits="max_jobs: 10, max_parallel_jobs: 5, max_runtime: 10h")

    assert sum(found.instance_hours.values()) >= six_wide_and_four_long


def test_fewer_training_jobs_than_slots_do_not_fill_the_slots() -> None:
    limits = "max_jobs: 3, max_parallel_jobs: 10, max_runtime: 2h"

    found = bound(definition("a", instances("ml.m5.xlarge", 1), ""), limits=limits)

    assert (found.is_wall_clock, found.is_default_runtime) == (True, False)
    assert found.instance_hours == {"ml.m5.xlarge": 6}


def test_of_alternatives_the_largest_counts() -> None:
    configs = (
        "tuning_resources: {instance_configs: ["
        "{instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}, "
        "{instance_type: ml.m5.large, instance_count: 3, volume_size_gb: 10}]}"
    )

    assert bound(definition("a", configs)).instances == {"ml.m5.xlarge or ml.m5.large": 3}


def test_a_count_beside_the_preferred_types_is_for_all_of_them() -> None:
    preferences = (
        "resources: {instance_count: 2, instance_preferences: "
        "[{instance_type: ml.p5.48xlarge}, {instance_type: ml.p4d.24xlarge}]}"
    )

    assert bound(definition("a", preferences)).instances == {"ml.p5.48xlarge or ml.p4d.24xlarge": 2}


def test_grid_counts_its_combinations() -> None:
    both = [definition(name, instances("ml.m5.xlarge", 1), ranges=GRID) for name in ("a", "b")]

    assert bound(*both, limits="max_parallel_jobs: 2", strategy="Grid").training_jobs == 12


def test_a_spec_without_training_jobs_has_no_cost() -> None:
    text = "version: 1\nname: example\ntuning: {limits: {max_jobs: 10, max_parallel_jobs: 2}}\n"

    assert cost_bound(View(load_spec(text))) is None
