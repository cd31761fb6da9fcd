"""What the examples do not show of the rules about built-in algorithms."""

import json

import pytest

from hpo_spec import Severity, compile_request, import_request, lint_spec, load_spec
from hpo_spec.facts.algorithms import JUMPSTART_ALGORITHMS
from hpo_spec.lint import (
    autotune,
    built_in_hyperparameters,
    built_in_images,
    built_in_inputs,
    built_in_instances,
    built_in_metrics,
    hyperparameters,
    xgboost,
)

RULES = (
    *built_in_hyperparameters.RULES,
    *built_in_metrics.RULES,
    *built_in_inputs.RULES,
    *xgboost.RULES,
)


def spec_of(
    algorithm="{name: xgboost, version: 1.7-1}",
    static="{objective: reg:squarederror, num_round: 100}",
    inputs="{train: {s3_uri: s3://b/train/, content_type: text/csv}, "
    "validation: {s3_uri: s3://b/validation/, content_type: text/csv}}",
    objective="{type: Minimize, metric: validation:rmse}",
    ranges="{eta: {type: continuous, min: 0.1, max: 0.5}}",
    resources="{instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 9}",
):
    return load_spec(f"""\
version: 1
name: example
region: us-west-2
training_job:
  algorithm: {algorithm}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {static}
  inputs: {inputs}
  output: s3://my-bucket/output
  resources: {resources}
tuning:
  objective: {objective}
  ranges: {ranges}
  limits: {{max_jobs: 50, max_parallel_jobs: 5}}
""")


def found(**parts):
    return [(item.rule, item.severity.value, item.path[-1]) for item in lint_spec(spec_of(**parts), RULES)]


LINEAR = {
    "algorithm": "{name: linear-learner, version: 1}",
    "static": "{predictor_type: regressor}",
    "ranges": "{wd: {type: continuous, min: 0.0001, max: 0.1}}",
}
KMEANS = {
    "algorithm": "{name: kmeans, version: 1}",
    "static": "{k: 10, feature_dim: 50}",
    "inputs": "{train: {s3_uri: s3://b/train/, content_type: text/csv}, test: s3://b/test/}",
    "objective": "{type: Minimize, metric: test:msd}",
    "ranges": "{mini_batch_size: {type: integer, min: 3000, max: 15000}}",
}


@pytest.mark.parametrize("parts", [{}, LINEAR, KMEANS], ids=["xgboost", "linear-learner", "kmeans"])
def test_a_sensible_spec_breaks_no_rule(parts):
    assert found(**parts) == []


class TestRecognition:
    def test_an_image_in_a_raw_request_is_judged_like_a_name(self):
        spec = spec_of(static="{objective: reg:squarederror, num_rounds: 100}")
        imported = import_request(json.loads(json.dumps(compile_request(spec))))
        expected = [(item.rule, item.message) for item in lint_spec(spec, RULES)]

        assert [(item.rule, item.message) for item in lint_spec(imported, RULES)] == expected
        assert [rule for rule, _ in expected] == ["builtin-hyperparameter-unknown"]

    @pytest.mark.parametrize(
        ("image", "is_known"),
        [
            ("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1", True),
            ("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3", True),
            ("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:3.2-0-cpu-py3", True),
            ("433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:latest", True),
            ("246618743249.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", False),
            ("123456789012.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1", False),
            ("246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:9.9-9", False),
        ],
    )
    def test_an_image_is_known_by_its_account_region_repository_and_tag(self, image, is_known):
        rules = [rule for rule, *_ in found(algorithm=f"{{image: {image}}}", static="{nonsense: 1}")]
        assert ("builtin-hyperparameter-unknown" in rules) is is_known

    def test_an_algorithm_of_jumpstart_gets_warnings_only(self):
        script = (
            "s3://jumpstart-cache-prod-us-west-2/source-directory-tarballs/lightgbm/transfer_learning/classification"
        )
        parts = {
            "algorithm": "{image: 763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:1.9.0-cpu-py38}",
            "static": f"{{sagemaker_submit_directory: {script}/v1.2.0/sourcedir.tar.gz}}",
            "objective": "{type: Maximize, metric: auc}",
            "ranges": "{learning_rte: {type: continuous, min: 0.001, max: 0.01}}",
        }
        assert found(**parts) == [("builtin-hyperparameter-not-tunable", "warning", "learning_rte")]


class TestHyperparameters:
    def test_of_xgboost_every_unknown_name_is_an_error(self):
        assert found(static="{objective: reg:squarederror, num_round: 9, zzz: 1}") == [
            ("builtin-hyperparameter-unknown", "error", "zzz")
        ]

    @pytest.mark.parametrize(("name", "severity"), [("feature_dims", "error"), ("zzz_qqq", "warning")])
    def test_elsewhere_a_name_like_no_other_may_be_one_that_the_documentation_leaves_out(self, name, severity):
        parts = {**KMEANS, "static": f"{{k: 10, feature_dim: 50, {name}: 1}}"}
        assert found(**parts) == [("builtin-hyperparameter-unknown", severity, name)]

    def test_what_sagemaker_adds_itself_is_no_unknown_name(self):
        static = "{objective: reg:squarederror, num_round: 9, _tuning_objective_metric: validation:rmse}"
        assert found(static=static) == []

    def test_a_script_may_have_any_static_hyperparameters_but_tunes_only_known_ones(self):
        static = "{sagemaker_program: train.py, sagemaker_submit_directory: s3://b/code.tar.gz, mine: 1, eta: 7}"
        assert found(static=static) == []
        assert found(static=static, ranges="{mine: {type: integer, min: 1, max: 9}}") == [
            ("builtin-hyperparameter-not-tunable", "error", "mine")
        ]

    def test_a_hyperparameter_that_may_not_be_tuned(self):
        ranges = "{max_bin: {type: integer, min: 16, max: 512}}"
        (finding,) = lint_spec(spec_of(ranges=ranges), RULES)
        assert (finding.rule, finding.on_key) == ("builtin-hyperparameter-not-tunable", True)
        assert "static" in finding.help

    @pytest.mark.parametrize(
        ("ranges", "last"),
        [
            ("{eta: {type: continuous, min: 0.5, max: 1.5}}", "max"),
            ("{subsample: {type: continuous, min: 0, max: 1}}", "min"),
            ("{max_depth: {type: continuous, min: 3, max: 9}}", "type"),
            ("{max_depth: {type: categorical, values: [3, 5.5]}}", 1),
            ("{num_round: {type: integer, min: 0, max: 9}}", "min"),
        ],
    )
    def test_a_range_outside_of_what_the_algorithm_takes_is_an_error_where_it_is(self, ranges, last):
        assert found(ranges=ranges) == [("builtin-hyperparameter-value", "error", last)]

    @pytest.mark.parametrize(
        "ranges",
        [
            "{min_child_weight: {type: integer, min: 2, max: 8}}",
            "{max_depth: {type: categorical, values: [3, 5]}}",
            "{eta: {type: continuous, min: 0, max: 1}}",
            "{eta: {type: continuous, min: low, max: 1}}",
        ],
    )
    def test_a_range_that_fits_is_none_of_these_rules_matter(self, ranges):
        assert found(ranges=ranges) == []

    def test_numbers_for_a_choice_of_words(self):
        parts = {**LINEAR, "ranges": "{use_bias: {type: integer, min: 0, max: 1}}"}
        assert found(**parts) == [("builtin-hyperparameter-value", "error", "type")]

    def test_numbers_where_choices_are_documented_are_a_warning(self):
        parts = {
            "algorithm": "{name: seq2seq, version: 1}",
            "static": "{}",
            "inputs": "{train: s3://b/t/, validation: s3://b/v/, vocab: s3://b/o/}",
            "objective": "{type: Minimize, metric: validation:perplexity}",
        }
        assert found(**parts, ranges="{batch_size: {type: integer, min: 16, max: 64}}") == [
            ("builtin-hyperparameter-value", "warning", "type")
        ]
        choices = spec_of(**parts, ranges="{batch_size: {type: categorical, values: [16, 32, 64]}}")
        assert "categorical-numeric-ordered" not in {item.rule for item in lint_spec(choices)}

    def test_what_is_uncertain_is_a_warning(self):
        assert found(static="{objective: reg:squarederror, num_round: 9, max_delta_step: -1}") == [
            ("builtin-hyperparameter-value", "warning", "max_delta_step")
        ]

    def test_a_required_hyperparameter_may_be_tuned(self):
        ranges = "{num_round: {type: integer, min: 10, max: 99}}"
        assert found(static="{objective: reg:squarederror}", ranges=ranges) == []

    def test_all_that_is_missing_is_one_finding(self):
        (finding,) = lint_spec(spec_of(**{**KMEANS, "static": "{epochs: 1}"}), RULES)
        assert (finding.rule, finding.severity) == ("builtin-hyperparameter-missing", Severity.WARNING)
        assert "feature_dim, k" in finding.message

    def test_python_s_own_spelling_of_booleans_is_fine_but_for_xgboost(self):
        assert found(**{**LINEAR, "static": "{predictor_type: regressor, use_bias: 'True'}"}) == []
        static = "{objective: reg:squarederror, num_round: 9, save_model_on_termination: 'True'}"
        assert found(static=static) == [("builtin-hyperparameter-value", "error", "save_model_on_termination")]

    @pytest.mark.parametrize(
        ("algorithm", "static", "ranges"),
        [
            ("object-detection", "", "momentum: {type: continuous, min: 0, max: 0.9}"),
            ("object-detection", "", "weight_decay: {type: continuous, min: 0.0, max: 0.9}"),
            ("semantic-segmentation", "optimizer: adadelta", ""),
            ("semantic-segmentation", "", "optimizer: {type: categorical, values: [adadelta, adam]}"),
            ("forecasting-deepar", "likelihood: student-t", ""),
            ("forecasting-deepar", "early_stopping_patience: ''", ""),
        ],
    )
    def test_what_the_documentation_contradicts_is_a_warning_at_most(self, algorithm, static, ranges):
        parts = {
            "algorithm": f"{{name: {algorithm}, version: 1}}",
            "static": f"{{{static}}}",
            "ranges": f"{{{ranges}}}",
        }
        severities = [severity for rule, severity, _ in found(**parts) if rule == "builtin-hyperparameter-value"]

        assert severities == ["warning"]

    def test_a_bound_is_shown_with_all_its_digits(self):
        spec = spec_of(ranges="{eta: {type: continuous, min: 0.1, max: 1.0000001}}")
        [finding] = lint_spec(spec, built_in_hyperparameters.RULES)

        assert "not '1.0000001'" in finding.message

    def test_an_inverted_range_is_said_by_that_rule_alone(self):
        spec = spec_of(ranges="{eta: {type: continuous, min: 2, max: 0.1}}")
        errors = [item.rule for item in lint_spec(spec) if item.severity is Severity.ERROR]

        assert errors == ["numeric-range-inverted"]


class TestMetrics:
    @pytest.mark.parametrize(("version", "rules"), [("1.0-1", ["builtin-objective-metric-unknown"]), ("1.2-1", [])])
    def test_versions_emit_different_metrics(self, version, rules):
        parts = {
            "algorithm": f"{{name: xgboost, version: {version}}}",
            "objective": "{type: Maximize, metric: validation:r2}",
        }
        assert [rule for rule, *_ in found(**parts)] == rules

    def test_a_metric_that_the_spec_defines_is_fine(self):
        algorithm = "{name: xgboost, version: 1.7-1, metrics: {'my:score': 'score=([0-9.]+);'}}"
        assert found(algorithm=algorithm, objective="{type: Maximize, metric: my:score}") == []

    def test_a_metric_that_another_predictor_emits(self):
        parts = {**LINEAR, "objective": "{type: Maximize, metric: validation:multiclass_accuracy}"}
        assert found(**parts) == [("builtin-objective-metric-unknown", "error", "metric")]

    def test_a_metric_of_every_predictor_is_fine(self):
        parts = {**LINEAR, "objective": "{type: Minimize, metric: validation:objective_loss}"}
        assert found(**parts) == []

    def test_an_algorithm_without_metrics_cannot_be_tuned(self):
        parts = {
            "algorithm": "{name: pca, version: 1}",
            "static": "{feature_dim: 9, mini_batch_size: 5, num_components: 2}",
            "objective": "{type: Minimize, metric: test:loss}",
            "inputs": "{train: s3://b/train/}",
            "ranges": "{}",
        }
        assert found(**parts) == [("builtin-objective-metric-unknown", "error", "metric")]

    def test_a_direction_that_the_sources_contradict_is_not_judged(self):
        assert found(objective="{type: Maximize, metric: validation:gamma-nloglik}") == []

    def test_a_channel_for_the_metric_is_asked_for_once(self):
        inputs = "{train: {s3_uri: s3://b/train/, content_type: application/x-recordio}}"
        parts = {
            "algorithm": "{name: image-classification, version: 1}",
            "static": "{num_classes: 9, num_training_samples: 999}",
            "inputs": inputs,
            "objective": "{type: Maximize, metric: validation:accuracy}",
            "ranges": "{learning_rate: {type: continuous, min: 0.001, max: 0.1}}",
        }
        assert found(**parts) == [("builtin-channel-missing", "error", "validation")]

    def test_without_any_inputs_nothing_is_said_here(self):
        assert found(inputs="null") == []


class TestInputs:
    def test_a_typo_in_a_channel_is_one_finding(self):
        inputs = (
            "{trian: {s3_uri: s3://b/t/, content_type: text/csv}, validation: {s3_uri: s3://b/v, content_type: csv}}"
        )
        (finding,) = lint_spec(spec_of(inputs=inputs), RULES)
        assert (finding.rule, finding.severity) == ("builtin-channel-unknown", Severity.ERROR)
        assert finding.help == "Did you mean 'train'?"

    def test_another_algorithm_does_not_read_a_channel_of_no_use(self):
        inputs = "{train: s3://b/t/, validation: s3://b/v/, notes: s3://b/n/}"
        assert found(**LINEAR, inputs=inputs) == [("builtin-channel-unknown", "warning", "notes")]

    @pytest.mark.parametrize("version", ["1.7-1", "3.0-5"])
    def test_xgboost_reads_csv_from_a_pipe_until_3_0(self, version):
        assert found(algorithm=f"{{name: xgboost, version: {version}, input_mode: Pipe}}") == []

    def test_xgboost_never_reads_libsvm_from_a_pipe(self):
        inputs = "{train: {s3_uri: s3://b/t/, content_type: libsvm, input_mode: Pipe}, validation: s3://b/v/}"
        assert found(inputs=inputs) == [("builtin-content-type", "error", "content_type")]

    def test_fast_file_is_file_mode_to_an_algorithm(self):
        assert found(algorithm="{name: xgboost, version: 1.7-1, input_mode: FastFile}") == []

    @pytest.mark.parametrize(
        ("content_type", "severity"),
        [
            ("text/csv", None),
            ("csv", None),
            ("text/csv;label_size=1", "warning"),
            ("TEXT/CSV", "warning"),
            ("application/json", "error"),
        ],
    )
    def test_content_types_of_xgboost(self, content_type, severity):
        inputs = f"{{train: {{s3_uri: s3://b/t/, content_type: {content_type}}}, validation: s3://b/v/}}"
        expected = [("builtin-content-type", severity, "content_type")] if severity else []
        assert found(inputs=inputs) == expected

    @pytest.mark.parametrize("given", ["TEXT/CSV", "text/cvs"])
    @pytest.mark.parametrize("parts", [{}, LINEAR])
    def test_a_content_type_that_is_nearly_one_is_told_which(self, given, parts):
        inputs = f"{{train: {{s3_uri: s3://b/t/, content_type: {given}}}, validation: s3://b/v/}}"
        [finding] = [
            each for each in lint_spec(spec_of(**{**parts, "inputs": inputs}), RULES) if "content" in each.rule
        ]
        assert finding.help == "Did you mean 'text/csv'?"

    def test_a_content_type_that_is_like_no_other_is_told_what_there_is(self):
        inputs = "{train: {s3_uri: s3://b/t/, content_type: application/json}, validation: s3://b/v/}"
        [finding] = lint_spec(spec_of(inputs=inputs), [built_in_inputs.content_type])
        assert finding.help.startswith("It reads csv, text/csv, ")

    def test_parameters_of_a_content_type_are_fine_elsewhere(self):
        inputs = "{train: {s3_uri: s3://b/t/, content_type: text/csv;label_size=0}, test: s3://b/e/}"
        assert found(**{**KMEANS, "inputs": inputs}) == []

    def test_csv_without_a_content_type_is_read_as_something_else(self):
        inputs = "{train: s3://b/train.csv, validation: s3://b/validation/}"
        assert found(inputs=inputs) == [("builtin-content-type", "warning", "content_type")]

    @pytest.mark.parametrize(
        ("train", "test", "channels"),
        [
            (", s3_distribution: ShardedByS3Key", "", []),
            ("", "", ["train"]),
            (", s3_distribution: ShardedByS3Key", ", s3_distribution: ShardedByS3Key", ["test"]),
        ],
    )
    def test_random_cut_forest_takes_one_distribution_only(self, train, test, channels):
        parts = {
            "algorithm": "{name: randomcutforest, version: 1}",
            "static": "{feature_dim: 9}",
            "inputs": f"{{train: {{s3_uri: s3://b/train/{train}}}, test: {{s3_uri: s3://b/test/{test}}}}}",
            "objective": "{type: Maximize, metric: test:f1}",
            "ranges": "{num_trees: {type: integer, min: 50, max: 100}}",
        }
        findings = lint_spec(spec_of(**parts), RULES)
        assert [(item.rule, item.path[2]) for item in findings] == [
            ("builtin-s3-distribution", name) for name in channels
        ]


class TestOneFindingForOneCause:
    def test_a_wrong_evaluation_metric_is_said_once_however_often_it_is_listed(self):
        assert len(found(static="{objective: reg:squarederror, num_round: 9, eval_metric: 'auc,auc'}")) == 1

    def test_a_tweedie_metric_is_not_advised_for_one_with_a_number(self):
        spec = spec_of(static="{objective: reg:tweedie, num_round: 9, eval_metric: tweedie-nloglik@1.5}")
        [finding] = lint_spec(spec, xgboost.RULES)
        assert finding.help.startswith("Remove it")

    def test_a_tweedie_metric_cannot_be_tuned_by(self):
        objective = "{type: Minimize, metric: validation:tweedie-nloglik}"
        assert found(static="{objective: reg:tweedie, num_round: 9}", objective=objective) == [
            ("builtin-objective-metric-unknown", "warning", "metric")
        ]

    def test_auto_ranges_under_grid_without_autotune_are_said_once(self):
        data = spec_of(ranges="{eta: {type: auto, hint: '0.1'}}").to_data()
        data["tuning"]["strategy"] = "Grid"
        del data["tuning"]["limits"]["max_jobs"]
        broken = [item.rule for item in lint_spec(load_spec(json.dumps(data, indent=1)))]
        assert "grid-with-autoparameters" not in broken
        assert "autoparameters-without-autotune" in broken

    @pytest.mark.parametrize(
        ("static", "ranges", "most", "said"),
        [
            ("{epochs: 5}", "{}", 20_001, "hyperband-maxresource-over-20000"),
            ("{}", "{epochs: {type: integer, min: 1, max: 9}}", 9, "builtin-hyperparameter-not-tunable"),
        ],
    )
    def test_what_is_wrong_with_hyperband_s_epochs_is_said_once(self, static, ranges, most, said):
        data = spec_of(algorithm="{name: object-detection, version: 1}", static=static, ranges=ranges).to_data()
        data["tuning"] |= {"strategy": "Hyperband", "hyperband": {"max_resource": most}}
        broken = [item.rule for item in lint_spec(load_spec(json.dumps(data, indent=1)))]

        assert said in broken
        assert "hyperband-epochs-mismatch" not in broken

    def test_a_metric_of_another_mode_needs_no_channel(self):
        parts = {"algorithm": "{name: blazingtext, version: 1}", "static": "{mode: skipgram}"}
        objective, ranges = "{type: Maximize, metric: validation:accuracy}", "{epochs: {type: integer, min: 1, max: 9}}"
        assert found(**parts, objective=objective, ranges=ranges, inputs="{train: s3://b/train/}") == [
            ("builtin-objective-metric-unknown", "error", "metric")
        ]


class TestInstances:
    @pytest.mark.parametrize(
        ("name", "instance", "rules"),
        [
            ("seq2seq", "ml.m5.xlarge", ["builtin-gpu-missing"]),
            ("seq2seq", "ml.g4dn.xlarge", []),
            ("seq2seq", "ml.m99.xlarge", []),
            ("kmeans", "ml.m5.xlarge", []),
        ],
    )
    def test_an_algorithm_for_gpus_gets_some(self, name, instance, rules):
        assert self.rules(name, instance, 1) == rules

    @pytest.mark.parametrize(("count", "rules"), [(1, []), (2, ["builtin-single-instance"])])
    def test_an_algorithm_of_one_instance_gets_one(self, count, rules):
        assert self.rules("seq2seq", "ml.g4dn.xlarge", count) == rules
        assert self.rules("kmeans", "ml.m5.xlarge", count) == []

    def rules(self, name, instance, count):
        resources = f"{{instance_type: {instance}, instance_count: {count}, volume_size_gb: 9}}"
        spec = spec_of(algorithm=f"{{name: {name}, version: 1}}", resources=resources)
        return [item.rule for item in lint_spec(spec, built_in_instances.RULES)]


class TestXgboost:
    @pytest.mark.parametrize(
        ("version", "metric", "is_found"),
        [("1.2-1", "rmse", True), ("1.0-1", "rmse", False), ("1.0-1", "auc", True), ("1.0-1", "'rmse,auc'", True)],
    )
    def test_an_eval_metric_without_an_objective_crashes_newer_versions(self, version, metric, is_found):
        parts = {
            "algorithm": f"{{name: xgboost, version: {version}}}",
            "static": f"{{num_round: 9, eval_metric: {metric}}}",
        }
        assert (("xgboost-eval-metric", "error", "eval_metric") in found(**parts)) is is_found

    @pytest.mark.parametrize(
        ("metrics", "objective", "count"),
        [
            ("rmse,mae", "reg:squarederror", 0),
            ("auc,error@0.7", "binary:logistic", 0),
            ("rmse, mae", "reg:squarederror", 1),
            ("rmse@0.5", "reg:squarederror", 1),
            ("rmse,nope,auc", "reg:squarederror", 2),
            ("aft-nloglik", "reg:squarederror", 1),
            ("aft-nloglik", "survival:aft", 0),
            ("ndcg@32", "rank:ndcg", 0),
        ],
    )
    def test_each_evaluation_metric_is_judged_by_itself(self, metrics, objective, count):
        static = f"{{objective: {objective}, num_round: 9, eval_metric: '{metrics}'}}"
        assert [rule for rule, *_ in found(static=static)].count("xgboost-eval-metric") == count

    def test_interaction_constraints_take_approx_too(self):
        static = "{objective: reg:squarederror, num_round: 9, tree_method: approx, %s: '[[0, 1]]'}"
        assert found(static=static % "interaction_constraints") == []
        assert [rule for rule, *_ in found(static=static % "monotone_constraints")] == [
            "xgboost-constraints-tree-method"
        ]

    def test_constraints_that_an_old_version_does_not_know_are_only_unknown(self):
        static = "{objective: reg:squarederror, num_round: 9, interaction_constraints: '[[0, 1]]'}"
        assert found(static=static, algorithm="{name: xgboost, version: 0.90-1}") == [
            ("builtin-hyperparameter-unknown", "error", "interaction_constraints")
        ]

    def test_a_number_of_classes_may_be_tuned_and_a_script_needs_none(self):
        parts = {"objective": "{type: Minimize, metric: validation:mlogloss}"}
        script = "{objective: multi:softmax, sagemaker_program: train.py}"
        assert found(**parts, static=script) == []


def overlaps(static, ranges="{eta: {type: continuous, min: 0.1, max: 0.5}}", **parts):
    found = lint_spec(spec_of(static=static, ranges=ranges, **parts), hyperparameters.RULES)
    return [(item.path[-1], item.message) for item in found if item.rule == "range-static-overlap"]


def test_a_static_value_and_a_range_for_the_same_by_two_names_overlap():
    static = "{objective: reg:squarederror, num_round: 9, learning_rate: 0.3}"
    other = "there is a range for it too, by its other name eta"
    assert overlaps(static) == [("learning_rate", other)]
    assert overlaps(static.replace("learning_rate", "gamma")) == []
    assert overlaps(static, algorithm="{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1}") == []
    assert overlaps(static.replace("{", "{sagemaker_program: train.py, ")) == []


def test_a_static_value_and_an_automatic_range_for_the_same_by_two_names_overlap():
    spec = spec_of(
        static="{objective: reg:squarederror, num_round: 9, learning_rate: 0.3}",
        ranges="{eta: {type: auto, hint: 0.1}}",
    )
    [finding] = lint_spec(spec.replace(autotune=True), [autotune.autoparameter_overlap])
    assert finding.path[-1] == "learning_rate"


@pytest.mark.parametrize(
    ("static", "missing"),
    [
        ("{predictor_type: multiclass_classifier}", ["num_classes"]),
        ("{predictor_type: multiclass_classifier, num_classes: 3}", []),
        ("{predictor_type: binary_classifier}", []),
        ("{}", ["predictor_type"]),
    ],
)
def test_a_linear_learner_of_several_classes_is_told_how_many(static, missing):
    spec = spec_of(**{**LINEAR, "static": static})
    found = lint_spec(spec, [built_in_hyperparameters.hyperparameter_missing])
    assert [item.message for item in found] == [f"linear-learner requires {name}" for name in missing]


def test_a_built_in_that_gets_json_is_told_so_once_and_its_values_are_judged_without_quotes():
    static = "{predictor_type: regressor, epochs: many}"
    data = spec_of(**{**LINEAR, "static": static}).to_data()
    job = data["training_job"]
    job["hyperparameter_encoding"] = "json"
    data["tuning"]["ranges"] = {"use_bias": {"type": "categorical", "values": ["true", "false"]}}
    found = lint_spec(load_spec(json.dumps(data, indent=1)), RULES)
    assert [(item.rule, item.path[-1]) for item in found] == [
        ("builtin-hyperparameter-value", "epochs"),
        ("builtin-json-values", "hyperparameter_encoding"),
    ]


@pytest.mark.parametrize("name", sorted(JUMPSTART_ALGORITHMS))
def test_an_algorithm_of_jumpstart_by_name_is_told_what_to_write_instead(name):
    [finding] = lint_spec(spec_of(algorithm=f"{{name: {name}, version: 1}}"), built_in_images.RULES)
    assert (finding.rule, finding.path[-1]) == ("builtin-name", "name")
    assert "JumpStart" in finding.message
    assert "`sagemaker_submit_directory`" in finding.help
