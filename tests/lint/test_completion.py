from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.facts.image_registry import IMAGES
from hpo_spec.facts.training import STOPPED_EARLY
from hpo_spec.finding import Finding
from hpo_spec.lint import completion, lint_spec

EXAMPLES = Path(__file__).parent / "examples"
SPEC = (EXAMPLES / "early-stopping-no-history.right.yaml").read_text()
KMEANS = (EXAMPLES / "early-stopping-unsupported-algorithm.wrong.yaml").read_text()
LINEAR = (EXAMPLES / "linear-learner-early-stopping-metric.wrong.yaml").read_text()
SEVERAL = (EXAMPLES / "multi-def-objective-placement.right.yaml").read_text()
GRID = (
    (EXAMPLES / "grid-with-autoparameters.right.yaml")
    .read_text()
    .replace("Off", "Auto")
    .replace("autotune: true\n", "")
)
STOP = "  early_stopping: Auto\n"
OWN_METRIC = r", metrics: {%s: 'value=([-+]?[0-9.]+);'}}"


def findings(text: str, *changes: tuple[str, str]) -> list[Finding]:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return lint_spec(load_spec(text), completion.RULES)


def rules(text: str, *changes: tuple[str, str]) -> list[str]:
    return [finding.rule for finding in findings(text, *changes)]


def targeted(metric: str, direction: str, target: float, text: str = SPEC) -> list[Finding]:
    changes = [("validation:loss", metric), ("Minimize", direction)]
    return findings(text, *changes, (STOP, f"  completion: {{target_metric_value: {target}}}\n"))


def test_every_algorithm_that_is_stopped_early_has_an_image():
    assert not STOPPED_EARLY - IMAGES.keys()


@pytest.mark.parametrize("name", sorted(STOPPED_EARLY - {"linear-learner"}))
def test_algorithms_that_report_each_epoch_may_be_stopped_early(name):
    assert rules(KMEANS, ("{name: kmeans, version: 1}", f"{{name: {name}, version: 1}}")) == []


def test_a_built_in_by_its_image_is_known():
    image = "174872318107.dkr.ecr.us-west-2.amazonaws.com/kmeans:1"

    assert rules(KMEANS, ("{name: kmeans, version: 1}", f"{{image: {image}}}")) == [
        "early-stopping-unsupported-algorithm"
    ]


@pytest.mark.parametrize(
    "algorithm",
    [
        "{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/kmeans:1}",
        "{arn: my-algorithm}",
        "{name: kmeans, version: 1" + OWN_METRIC % "test:msd",
    ],
    ids=["image", "algorithm resource", "metric of one's own"],
)
def test_what_may_report_each_epoch_may_be_stopped_early(algorithm):
    assert rules(KMEANS, ("{name: kmeans, version: 1}", algorithm)) == []


def test_where_early_stopping_is_not_allowed_its_use_does_not_matter():
    assert rules(KMEANS, ("strategy: Bayesian", "strategy: Hyperband")) == []
    assert rules(SEVERAL, ("tuning:\n", f"tuning:\n{STOP}")) == []


@pytest.mark.parametrize("metric", ["validation:objective_loss", "test:objective_loss"])
def test_the_linear_learner_is_stopped_by_its_objective_loss(metric):
    assert rules(LINEAR, ("validation:rmse", metric)) == []


def test_a_metric_that_the_linear_learner_does_not_have_is_for_another_rule():
    assert rules(LINEAR, ("validation:rmse", "rmse")) == []


def test_the_linear_learner_may_be_stopped_by_a_metric_of_ones_own():
    assert rules(LINEAR, ("version: 1}", "version: 1" + OWN_METRIC % "validation:rmse")) == []


@pytest.mark.parametrize(("parallel", "found"), [(9, 0), (10, 1), (11, 1)])
def test_early_stopping_needs_a_job_that_starts_later(parallel, found):
    assert len(rules(SPEC, ("max_parallel_jobs: 2", f"max_parallel_jobs: {parallel}"))) == found


@pytest.mark.parametrize(("parallel", "found"), [(5, 0), (6, 1)])
def test_the_training_jobs_of_a_grid_are_its_combinations(parallel, found):
    assert len(rules(GRID, ("max_parallel_jobs: 2", f"max_parallel_jobs: {parallel}"))) == found


def test_an_algorithm_that_is_not_stopped_early_at_all_is_found_once():
    assert rules(KMEANS, ("max_parallel_jobs: 5", "max_parallel_jobs: 60")) == ["early-stopping-unsupported-algorithm"]


@pytest.mark.parametrize(("not_improving", "found"), [(9, 0), (10, 1), (11, 1)])
def test_not_improving_has_to_fit_into_the_training_jobs(not_improving, found):
    changes = (STOP, f"  completion: {{max_jobs_not_improving: {not_improving}}}\n")

    assert len(rules(SPEC, changes)) == found


def test_where_no_number_of_failures_fits_it_is_to_be_removed():
    changes = ("max_jobs: 10", "max_jobs: 3"), (STOP, "  completion: {max_jobs_not_improving: 3}\n")

    assert [finding.help for finding in findings(SPEC, *changes)] == ["Remove it."]


def test_where_the_number_of_training_jobs_is_open_any_number_may_fail_to_improve():
    changes = ("max_jobs: 10, ", ""), (STOP, "  completion: {max_jobs_not_improving: 100}\n")

    assert rules(SPEC, *changes) == []


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ("{}", ["completion-criteria-empty"]),
        ("{on_convergence: null}", ["completion-criteria-empty"]),
        ("{on_convergence: Disabled}", []),
        ("{target_metric_value: 0}", []),
        ("{target_metric_value: 0.1, on_convergence: Disabled}", []),
        ("{target_metric_value: 0.1, on_convergence: Enabled}", ["completion-criteria-any"]),
    ],
)
def test_completion_has_one_criterion(criteria, found):
    assert rules(SPEC, (STOP, f"  completion: {criteria}\n")) == found


def test_all_three_criteria_are_named():
    criteria = "{target_metric_value: 0.1, max_jobs_not_improving: 5, on_convergence: Enabled}"
    (finding,) = findings(SPEC, (STOP, f"  completion: {criteria}\n"))

    for name in ("target_metric_value", "max_jobs_not_improving", "on_convergence"):
        assert f"`{name}`" in finding.message


@pytest.mark.parametrize(
    ("metric", "direction", "target"),
    [
        ("validation:accuracy", "Maximize", 1.01),
        ("validation:accuracy", "Maximize", 0),
        ("Validation-accuracy", "Maximize", 95),
        ("val_acc", "Maximize", 95),
        ("eval_f1_macro", "Maximize", -0.1),
        ("roc_auc", "Maximize", 2),
        ("test:r2", "Maximize", 101),
        ("mAP50", "Maximize", 0),
        ("validation:loss", "Minimize", -0.1),
        ("binary_logloss", "Minimize", -1),
        ("test:RMSE", "Minimize", -1),
    ],
)
def test_a_target_out_of_the_metrics_reach_is_found(metric, direction, target):
    assert [finding.rule for finding in targeted(metric, direction, target)] == ["target-value-implausible"]


@pytest.mark.parametrize(
    ("metric", "direction", "target"),
    [
        ("validation:accuracy", "Maximize", 1),
        ("validation:accuracy", "Minimize", -1),
        ("accuracy_percent", "Maximize", 95),
        ("test:r2", "Maximize", -0.5),
        ("test:r2", "Maximize", 95),
        ("mAP", "Maximize", 45),
        ("neg_mean_squared_error", "Maximize", -0.1),
        ("negative_loss", "Minimize", -3),
        ("accuracy_gain", "Maximize", 0),
        ("dice_loss", "Minimize", -0.9),
        ("train:final_loss", "Minimize", -2),
        ("validation:loss", "Minimize", 0),
        ("validation:loss", "Maximize", -1),
        ("episode_reward_mean", "Maximize", 200),
        ("log_likelihood", "Maximize", -100),
        ("mapped_users", "Maximize", 500),
    ],
)
def test_a_target_that_may_be_right_is_not_found(metric, direction, target):
    assert targeted(metric, direction, target) == []


def test_a_built_in_algorithm_gives_no_percent():
    completion = (STOP, "  completion: {target_metric_value: 45}\n")
    detection = ("{name: kmeans, version: 1}", "{name: object-detection, version: 1}")
    (finding,) = findings(
        KMEANS, detection, ("Minimize, metric: test:msd", "Maximize, metric: validation:mAP"), completion
    )

    assert finding.help == "Write a value that it can reach."


def test_a_target_that_several_definitions_cannot_reach_is_found_once():
    assert rules(SEVERAL, ("tuning:\n", "tuning:\n  completion: {target_metric_value: -1}\n")) == [
        "target-value-implausible"
    ]
