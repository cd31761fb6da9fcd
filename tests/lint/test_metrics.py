from __future__ import annotations

from pathlib import Path

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding, Severity
from hpo_spec.lint import lint_spec, metrics

EXAMPLES = Path(__file__).parent / "examples"
SPEC = (EXAMPLES / "objective-required.right.yaml").read_text()
NO_OBJECTIVE = (EXAMPLES / "objective-required.wrong.yaml").read_text()
NO_METRICS = (EXAMPLES / "custom-image-no-metrics.wrong.yaml").read_text()
SEVERAL = (EXAMPLES / "multi-def-objective-placement.right.yaml").read_text()
IMAGE = "image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0"
ONE_INSTANCE = "resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 10}"
METRIC = "metric: validation:loss"


def findings(text: str, *changes: tuple[str, str]) -> list[Finding]:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return lint_spec(load_spec(text), metrics.RULES)


def rules(text: str, *changes: tuple[str, str]) -> list[str]:
    return [finding.rule for finding in findings(text, *changes)]


def test_under_autotune_a_missing_objective_is_only_a_warning():
    [finding] = findings(NO_OBJECTIVE, ("tuning:\n", "autotune: true\ntuning:\n"))

    assert (finding.rule, finding.severity) == ("objective-required", Severity.WARNING)


def test_a_definition_of_a_list_needs_an_objective_of_its_own():
    objective = "    objective: {type: Minimize, metric: validation:rmse}\n"
    assert SEVERAL.count(objective) == 2
    one_less = objective.join(SEVERAL.rsplit(objective, 1)[:1]) + SEVERAL.rsplit(objective, 1)[1]

    assert [finding.path for finding in findings(one_less)] == [("training_jobs", 1, "objective")]


def test_without_an_objective_none_is_undefined_or_suspect():
    assert rules(NO_OBJECTIVE) == ["objective-required"]


@pytest.mark.parametrize(
    "algorithm",
    [
        "name: kmeans\n    version: 1",
        "image: 174872318107.dkr.ecr.us-west-2.amazonaws.com/kmeans:1",
        "image: 246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:9.9-1",
        "image: 123456789012.dkr.ecr.xx-south-9.amazonaws.com/sagemaker-xgboost:1.7-1",
        "arn: arn:aws:sagemaker:us-west-2:123456789012:algorithm/my-algorithm",
        "input_mode: File",
    ],
    ids=["by name", "by image", "newer version", "newer region", "algorithm resource", "nothing"],
)
def test_metrics_may_be_left_to_what_brings_its_own(algorithm):
    assert rules(NO_METRICS, (IMAGE, algorithm)) == []


@pytest.mark.parametrize(
    "image",
    [
        "763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:2.5.1-cpu-py311-ubuntu22.04-sagemaker",
        "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com/xgboost:1",
    ],
    ids=["framework", "framework beside built-ins", "named like a built-in"],
)
def test_an_image_that_is_no_built_in_needs_metrics(image):
    assert rules(NO_METRICS, (IMAGE, f"image: {image}")) == ["custom-image-no-metrics"]


def test_an_objective_that_is_like_no_metric_is_told_those_that_there_are():
    [finding] = findings(SPEC, (METRIC, "metric: f1"))

    assert finding.help == "Defined are 'validation:loss'."


@pytest.mark.parametrize(
    "algorithm", ["name: kmeans\n    version: 1", "arn: my-algorithm"], ids=["built-in", "algorithm resource"]
)
def test_a_metric_of_a_built_in_or_of_an_algorithm_resource_need_not_be_defined(algorithm):
    assert rules(SPEC, (IMAGE, algorithm), (METRIC, "metric: test:msd")) == []


def test_a_built_in_s_direction_is_another_rule_s():
    changes = [(IMAGE, "name: kmeans\n    version: 1"), ("Minimize", "Maximize")]

    assert rules(SPEC, *changes) == []


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("val_loss", "Minimize"),
        ("average test loss", "Minimize"),
        ("validation:rmse", "Minimize"),
        ("OutOfBagError", "Minimize"),
        ("root_mean_squared_error", "Minimize"),
        ("top_5_error_rate", "Minimize"),
        ("Root Relative Squared Error (RRSE)", "Minimize"),
        ("testLoss", "Minimize"),
        ("validation:f1", "Maximize"),
        ("testAUC", "Maximize"),
        ("F1Score", "Maximize"),
        ("validation:mAP", "Maximize"),
        ("Validation-accuracy", "Maximize"),
        ("roc_auc_score", "Maximize"),
        ("precision_at_100", "Maximize"),
        ("mAP@0.5", "Maximize"),
        ("r2", "Maximize"),
    ],
)
def test_a_metric_s_name_says_which_way_is_better(name, direction):
    assert metrics.direction_of(name) == direction


@pytest.mark.parametrize(
    "name",
    [
        "lossless_ratio",
        "map_size",
        "loss_scale",
        "accuracy_drop",
        "error_reduction",
        "accuracy_loss",
        "f1_loss",
        "neg_mean_squared_error",
        "negative_loss",
        "inverse_rmse",
        "one_minus_auc",
        "1-auc",
        "-loss",
        "portfolio_value",
        "score",
        "precise",
        "floss",
        "::",
    ],
)
def test_a_name_that_leaves_a_doubt_says_nothing(name):
    assert metrics.direction_of(name) is None


def test_several_definitions_with_one_shared_objective_are_told_once():
    job = "\n".join(f"  {line}" for line in SPEC.split("training_job:\n")[1].split("tuning:")[0].splitlines())
    jobs = "training_jobs:\n" + "".join(f"  - name: {name}\n{job}\n" for name in ("one", "two"))
    text = SPEC.split("training_job:\n")[0] + jobs + "tuning:" + SPEC.split("tuning:")[1]

    assert rules(text) == []
    assert rules(text, ("Minimize", "Maximize")) == ["objective-direction-suspect"]


@pytest.mark.parametrize(
    ("count", "expected"), [(20, []), (21, ["metric-count-over-20"]), (40, ["metric-count-over-20"])]
)
def test_more_than_20_metrics_are_worth_a_warning(count, expected):
    names = ["validation:loss", *(f"metric{index}" for index in range(1, count))]
    defined = ", ".join(rf"{name}: '{name.replace(':', ' ')}=(\S+)'" for name in names)
    line = next(line for line in SPEC.splitlines() if "metrics:" in line)

    assert rules(SPEC, (line, f"    metrics: {{{defined}}}")) == expected


GROUP = "{instance_type: ml.m5.xlarge, instance_count: 1}"
CONFIGS = "[{instance_type: ml.m5.large, instance_count: %d, volume_size_gb: 9}]"


@pytest.mark.parametrize(
    ("resources", "path"),
    [
        ("resources: {instance_type: ml.m5.xlarge, instance_count: 2}", ("resources", "instance_count")),
        (f"resources: {{instance_groups: {{a: {GROUP}, b: {GROUP}}}}}", ("resources", "instance_groups")),
        (
            f"tuning_resources: {{instance_configs: {CONFIGS % 2}}}",
            ("tuning_resources", "instance_configs", 0, "instance_count"),
        ),
    ],
    ids=["instances", "groups", "alternatives"],
)
def test_several_instances_may_each_log_the_objective(resources, path):
    [finding] = findings(SPEC, (ONE_INSTANCE, resources))

    assert (finding.rule, finding.path) == ("distributed-duplicate-metric", ("training_job", *path))


def test_instances_that_are_said_twice_are_only_a_conflict():
    groups = f"resources: {{instance_type: ml.m5.xlarge, instance_groups: {{a: {GROUP}, b: {GROUP}}}}}"
    both = f"{ONE_INSTANCE}\n  tuning_resources: {{instance_type: ml.m5.xlarge, instance_count: 2}}"

    assert rules(SPEC, (ONE_INSTANCE, groups)) == []
    assert rules(SPEC, (ONE_INSTANCE, both)) == []


def test_a_built_in_on_several_instances_reports_as_it_should():
    changes = [(ONE_INSTANCE, ONE_INSTANCE.replace("count: 1", "count: 2")), (IMAGE, "name: kmeans\n    version: 1")]

    assert rules(SPEC, *changes) == []
