from __future__ import annotations

import json

import pytest

from hpo_spec import load_spec
from hpo_spec.finding import Finding, Severity
from hpo_spec.lint import lint_spec, metric_regexes

NUMBER = metric_regexes.NUMBER
SPEC = """\
name: example
training_job:
  algorithm:
    image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0
    metrics: METRICS
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
tuning:
  objective: {type: Minimize, metric: loss}
  limits: {max_jobs: 60, max_parallel_jobs: 5}
"""
XGBOOST = r".*\[[0-9]+\].*#011%s:" + NUMBER + ".*"


def findings(metrics: dict[str, str], spec: str = SPEC) -> list[Finding]:
    return lint_spec(load_spec(spec.replace("METRICS", json.dumps(metrics))), metric_regexes.RULES)


def rules(regex: str, name: str = "loss") -> list[str]:
    return [finding.rule.removeprefix("metric-regex-") for finding in findings({name: regex})]


def message(regex: str, name: str = "loss") -> str:
    [finding] = findings({name: regex})
    return finding.message


@pytest.mark.parametrize(
    "regex",
    [
        r"loss=(\S+)",
        r"loss=(\S+) ",
        r"loss=(\S+)\s",
        r"loss=(\S+)$",
        r"loss=(.*?);",
        r"loss=(.*?)(?:;|$)",
        r"loss: (.+?)\s",
        r"loss=([^;]+);",
        r"loss=([^%]+)%",
        r"loss=([^,]+)",
        r"loss=([-+0-9.eE]+)",
        r"loss: (\s*[-0-9.e]+)",
        r"(?<=loss=)(\S+)",
        r"loss=(?=(\S+))",
        r"Lösung=(\S+)",
        r"(?i)LOSS=([-0-9.E]+)",
        f"loss={NUMBER}",
        f"loss.*?{NUMBER}",
        f"loss={NUMBER};",
        f"loss={NUMBER}.*",
        XGBOOST % "validation-rmse",
        r"#quality_metric: host=\S+, validation macro_f_\S+ <score>=(\S+)",
    ],
)
def test_a_good_regex_has_no_finding(regex):
    assert rules(regex) == []


@pytest.mark.parametrize("regex", ["loss=([0-9.]+", "loss=**(.+)", "(?<=a+)(b)", r"\1(a)"])
def test_an_invalid_regex_is_nothing_else(regex):
    assert rules(regex) == ["invalid"]


@pytest.mark.parametrize("regex", ["loss=[0-9.]+", r"loss=\([0-9.]+\)", "loss=(?:[0-9.]+)", "(?=loss)"])
def test_a_regex_without_a_group_captures_nothing(regex):
    assert rules(regex) == ["no-group"]


def test_a_group_that_is_ignored_is_worth_a_warning_and_one_inside_of_the_first_only_a_hint():
    [after] = findings({"loss": r"loss=(\S+) acc=(\S+)"})
    [inside] = findings({"loss": r"loss=([-+]?\d+(\.\d+)?(?:e-\d+)?)"})

    assert (after.severity, inside.severity) == (Severity.WARNING, Severity.INFO)


def test_a_first_group_that_is_no_number_is_said_once():
    assert message(r"(train|validation) loss=(\S+)").endswith("which captures no number")


@pytest.mark.parametrize(
    ("regex", "captured"),
    [
        (r"F1=(.*?)", "nothing"),
        (r"F1=(.*?)\s*", "nothing"),
        (r"F1=(\S*?);?", "nothing"),
        (r"F1=(.+?)", "only '0' of"),
        (r"F1=([0-9.]+?)", "only '0' of"),
        (r"F1=([0-9]+\.[0-9]+?)", "only '0.2' of"),
        (r"F1=([a-z]+?)", "as little as"),
    ],
)
def test_a_lazy_group_at_the_end_captures_as_little_as_it_can(regex, captured):
    assert rules(regex) == ["lazy-tail"]
    assert captured in message(regex)


@pytest.mark.parametrize("regex", ["loss=(abc)", r"loss=(\d+%)", "loss=(0x[0-9a-f]+)", "loss=()", r"loss=(\d+,\d+)"])
def test_a_group_that_cannot_capture_a_number_is_said_to_never_do(regex):
    assert message(regex) == "the group never captures a number"


@pytest.mark.parametrize("regex", [r"l=(\d\.\d{6})", r"l=(0\.\d+)", r"l=([1-9]\d\d)", r"l=(-\d+)", r"l=(1e-0\d)"])
def test_numbers_of_a_fixed_form_are_numbers(regex):
    assert "never" not in "".join(finding.message for finding in findings({"value": regex}))


@pytest.mark.parametrize("regex", ["loss=(.*)", "loss=(.+)", "loss=(.*)$", "loss=(.*?)$", r"loss=(.*)\s*"])
def test_a_group_may_take_the_rest_of_the_line(regex):
    assert "the rest of the line" in message(regex)


@pytest.mark.parametrize(
    ("regex", "end"),
    [
        (r"loss=(\S+),", "','"),
        (r"loss=(\S+)\s*,", "','"),
        (r"loss=(\S+)(?:,|$)", "','"),
        ("loss=(.*);", "';'"),
        ("loss=(.*) acc", "' '"),
        (r"metrics={'f1': (\S+)}", "'}'"),
        (r'"loss": "(\S+)"', "'\"'"),
    ],
)
def test_a_group_may_run_over_what_should_end_it(regex, end):
    assert f"does not stop at the first {end}" in message(regex)


@pytest.mark.parametrize(
    ("regex", "whole", "left"),
    [
        ("loss.*([-0-9.e]+)", "0.25", "5"),
        (r"loss.*(\S+)", "0.25", "5"),
        (r"loss.*(\d+\.\d+)", "12.5", "2.5"),
        (r"loss\D*(-?\d+\.\d+)", "-0.25", "0.25"),
    ],
)
def test_a_greedy_repetition_before_the_group_takes_part_of_the_number(regex, whole, left):
    assert f"of {whole} it leaves {left}" in message(regex)


def test_a_lost_sign_does_not_matter_to_an_accuracy():
    assert rules(r"accuracy\D*(-?\d+\.\d+)", "accuracy") == []


@pytest.mark.parametrize("regex", ["loss=([0-9.])+", r"loss=(?:(\d+\.\d+)\s?;)+"])
def test_a_repeated_group_keeps_its_last_turn(regex):
    assert "keeps the last turn only" in message(regex)


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        ("validation:loss", "a sign, as in -0.25, and an exponent, as in 1e-05"),
        ("portfolio_value", "a sign, as in -0.25, and an exponent, as in 1e-05"),
        ("neg_mean_squared_error", "a sign, as in -0.25, and an exponent, as in 1e-05"),
        ("r2", "a sign, as in -0.25, and an exponent, as in 1e-05"),
        ("rmse", "an exponent, as in 1e-05"),
    ],
)
def test_a_group_misses_what_the_metric_may_need(name, missed):
    assert message(r"value: ([0-9\.]+)", name) == f"the group misses {missed}: of 1e-05 it gets 1"


@pytest.mark.parametrize(
    "name", ["val_accuracy", "Validation F1", "test:auc", "precision_at_100", "seconds", "train:latency_ms"]
)
def test_what_is_neither_negative_nor_tiny_needs_neither_signs_nor_exponents(name):
    assert rules(r"value: ([0-9\.]+)", name) == []


def test_a_group_that_has_to_be_followed_by_something_captures_no_part():
    assert message(r"loss=(-?[0-9\.]+);") == "the group misses an exponent, as in 1e-05"


def test_whole_numbers_are_too_little_for_an_accuracy():
    assert "of 0.25 it gets 0" in message(r"accuracy: (\d+)", "accuracy")


@pytest.mark.parametrize(
    ("name", "regex"), [("tp", r"TP: (\d+)"), ("sec/step", r"(\d+)s/step"), ("accuracy", r"accuracy: (\d+)%")]
)
def test_whole_numbers_are_enough_for_a_count(name, regex):
    assert rules(regex, name) == []


@pytest.mark.parametrize(
    ("general", "special"),
    [
        (r"loss=(\S+)", r"val_loss=(\S+)"),
        (f"loss={NUMBER};", f"val_loss={NUMBER};"),
        (r"Epoch\[\d+\].*loss=(\S+)", r"Epoch\[\d+\] val_loss=(\S+)"),
        (f"error:{NUMBER}", XGBOOST % "validation-error"),
    ],
)
def test_a_regex_that_is_found_in_another_metric_s_line_is_said_once_of_the_more_general_one(general, special):
    found = findings({"one": general, "two": special})

    assert [(finding.rule, finding.path[-1]) for finding in found] == [("metric-regex-overlap", "one")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (r" loss=(\S+)", r"val_loss=(\S+)"),
        (r"\bloss=(\S+)", r"val_loss=(\S+)"),
        (r"^loss=(\S+)", r"val_loss=(\S+)"),
        (r"(?<!val_)loss=(\S+)", r"val_loss=(\S+)"),
        (f"loss={NUMBER};", f"val_loss={NUMBER},"),
        (r"loss=(\S+)", f"loss={NUMBER}"),
        (r"bestTest = (\S+)", r"bestTest = (\S+)"),
        (f".*loss: {NUMBER} - accuracy.*", f".*step - loss: [0-9.]+ - accuracy: [0-9.]+ - val_loss: {NUMBER} - .*"),
        (XGBOOST % "train-error", XGBOOST % "validation-merror"),
        (r"loss=(\S+)", r"(a)\1 loss=(\S+)"),
    ],
)
def test_regexes_that_tell_their_lines_apart_or_mean_the_same_do_not_overlap(one, two):
    assert [finding.rule for finding in findings({"one": one, "two": two}) if "overlap" in finding.rule] == []


def test_metrics_of_different_definitions_are_in_different_logs():
    several = load_spec(SPEC.replace("METRICS", r"{one: 'loss=(\S+)'}")).to_data()
    other = load_spec(SPEC.replace("METRICS", r"{two: 'val_loss=(\S+)'}")).to_data()
    data = {**several, "training_jobs": [several["training_job"], other["training_job"]]}
    del data["training_job"]

    assert lint_spec(load_spec(json.dumps(data, indent=1)), metric_regexes.RULES) == []


def test_a_runaway_is_one_finding():
    assert rules(r"(?:\S+\s*)*=(.*)") == ["runaway"]
    assert rules(r".*.*.*loss=(abc)") == ["runaway"]


@pytest.mark.parametrize(
    "regex",
    [
        r"(?:\w{1,20}\s?){1,20}=(\d+)",
        r"(?:.*,){30}N(\d+)",
        r"(?:a?){50}a{50}N(\d+)",
        r"loss (?:a?){50}a{50}N(\d+)",
        r"a*a*a*a*a*N(\d+)",
        r".*.*.*.*.*N(\d+)",
    ],
)
def test_repetitions_that_are_harmless_one_by_one_run_away_together(regex):
    assert "runaway" in rules(regex)


@pytest.mark.parametrize(
    "regex",
    [
        r".*\[[0-9]+\].*#011validation-rmse:(\S+)",
        r"(?:\d{1,3}\.){3}\d{1,3} loss=(\S+)",
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} .*epoch: *\d+ .*loss: *(\S+)",
        r"(?:[a-z_]{1,20} ){1,20}= (\S+)",
        r"step \w{1,50}: .{0,40}loss=(\S+)",
    ],
)
def test_usual_repetitions_do_not_run_away(regex):
    assert "runaway" not in rules(regex)


def test_metrics_of_a_built_in_are_looked_at_too():
    by_name = SPEC.replace(
        "image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0", "name: kmeans\n    version: 1"
    )

    assert [finding.rule for finding in findings({"loss": "loss="}, by_name)] == ["metric-regex-no-group"]
