"""What the examples do not show of the rules about stopping conditions, spot instances, checkpoints and retries."""

from __future__ import annotations

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import stopping

JOB = """\
  algorithm: {algorithm}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
  resources: {{instance_type: ml.m5.xlarge, instance_count: {instances}, volume_size_gb: 10}}
"""
IMAGE = "{image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}"
RESOURCE = "{arn: arn:aws:sagemaker:us-west-2:123456789012:algorithm/my-algorithm}"
CHECKPOINT = "checkpoint: {s3_uri: s3://my-bucket/checkpoints}"
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"


def built_in(name, version="1"):
    return f"{{name: {name}, version: {version}}}"


def spec(*lines, algorithm=IMAGE, instances=1):
    job = JOB.format(algorithm=algorithm, instances=instances) + "".join(f"  {line}\n" for line in lines)
    return load_spec(f"version: 1\nname: example\nregion: us-west-2\ntraining_job:\n{job}{TAIL}")


def found(spec):
    return [(finding.rule, finding.severity.value) for finding in lint_spec(spec, stopping.RULES)]


def wait(max_wait, max_runtime=None):
    runtime = f"max_runtime: {max_runtime}, " if max_runtime else ""
    return f"stopping_condition: {{{runtime}max_wait: {max_wait}}}"


@pytest.mark.parametrize("spot", ["network_isolation: false", "spot: false"])
def test_a_wait_without_spot_is_not_also_too_short(spot):
    assert found(spec(wait("30m", "1h"), spot)) == [("maxwait-without-spot", "error")]


def test_spot_without_any_stopping_condition_lacks_a_wait():
    (finding,) = lint_spec(spec("spot: true", CHECKPOINT, algorithm=built_in("xgboost", "1.7-1")), stopping.RULES)
    assert finding.rule == "spot-maxwait-missing"
    assert "at least the default `max_runtime` of 1d" in finding.help


def test_what_saves_no_checkpoints_is_told_to_wait_no_longer_than_it_may():
    (finding,) = lint_spec(spec("spot: true", algorithm=built_in("kmeans")), stopping.RULES)
    assert finding.rule == "spot-maxwait-missing"
    assert "at most 1h" in finding.help


@pytest.mark.parametrize(
    ("max_wait", "max_runtime", "rules"),
    [
        (3500, 3500, []),
        (3499, 3500, ["spot-maxwait-below-maxruntime"]),
        ("1d", None, []),
        (86_399, None, ["spot-maxwait-below-maxruntime"]),
    ],
)
def test_a_wait_may_equal_the_runtime_which_is_a_day_where_it_is_not_given(max_wait, max_runtime, rules):
    lines = (wait(max_wait, max_runtime), "spot: true", CHECKPOINT)
    assert [rule for rule, _ in found(spec(*lines, algorithm=built_in("xgboost", "1.7-1")))] == rules


@pytest.mark.parametrize(
    ("algorithm", "max_wait", "rules"),
    [
        (built_in("kmeans"), "1h", []),
        (built_in("kmeans"), 3601, ["spot-builtin-maxwait-over-3600"]),
        (built_in("xgboost", "latest"), "2h", ["spot-builtin-maxwait-over-3600"]),
        ("{image: 433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1}", "2h", ["spot-builtin-maxwait-over-3600"]),
        (built_in("xgboost", "0.90-1"), "2h", []),
        (built_in("image-classification"), "2h", []),
        (built_in("object-detection"), "2h", []),
        (built_in("semantic-segmentation"), "2h", []),
    ],
)
def test_the_built_ins_that_save_checkpoints_may_wait_for_more_than_an_hour(algorithm, max_wait, rules):
    lines = (wait(max_wait, "10m"), "spot: true", CHECKPOINT)
    assert [rule for rule, _ in found(spec(*lines, algorithm=algorithm))] == rules


def test_a_wait_that_is_too_long_for_a_built_in_is_not_also_too_short():
    lines = (wait("2h", "3h"), "spot: true")
    assert found(spec(*lines, algorithm=built_in("kmeans"))) == [("spot-builtin-maxwait-over-3600", "error")]


@pytest.mark.parametrize(
    ("max_wait", "expected"),
    [("1h", ("spot-without-checkpoint", "warning")), ("2h", ("spot-builtin-maxwait-over-3600", "warning"))],
)
def test_an_algorithm_resource_may_save_checkpoints_so_a_long_wait_is_a_warning(max_wait, expected):
    assert found(spec(wait(max_wait, "10m"), "spot: true", algorithm=RESOURCE)) == [expected]


def test_an_algorithm_resource_with_a_checkpoint_may_wait():
    assert found(spec(wait("2h", "10m"), "spot: true", CHECKPOINT, algorithm=RESOURCE)) == [
        ("checkpoint-shared-prefix", "info")
    ]


def test_a_built_in_that_saves_no_checkpoints_is_not_asked_for_one():
    assert found(spec(wait("1h", "30m"), "spot: true", algorithm=built_in("kmeans"))) == []


def test_retries_share_the_default_runtime_too():
    (finding,) = lint_spec(spec("max_retries: 1"), stopping.RULES)
    assert finding.message == "1 retry shares the default `max_runtime` of 1d with the first attempt"


def test_the_checkpoints_of_one_s_own_image_are_a_hint():
    assert found(spec(CHECKPOINT)) == [("checkpoint-shared-prefix", "info")]


def test_the_checkpoints_of_several_instances_are_a_warning():
    assert found(spec(CHECKPOINT, instances=2)) == [("checkpoint-shared-prefix", "warning")]


@pytest.mark.parametrize("instances", [1, 2])
def test_a_built_in_names_its_checkpoints_itself(instances):
    assert found(spec(CHECKPOINT, algorithm=built_in("xgboost", "1.7-1"), instances=instances)) == []


def test_definitions_that_share_a_prefix_are_named_whatever_the_slash_at_its_end():
    algorithm = built_in("xgboost", "1.7-1")
    jobs = "".join(
        f"  - name: {name}\n" + (JOB.format(algorithm=algorithm, instances=1) + f"  {line}\n").replace("  ", "    ")
        for name, line in (
            ("trees", CHECKPOINT),
            ("linear", CHECKPOINT.replace("}", "/}")),
            ("dart", CHECKPOINT.replace("}", "/dart}")),
        )
    )
    loaded = load_spec(f"version: 1\nname: example\nregion: us-west-2\ntraining_jobs:\n{jobs}{TAIL}")
    (finding,) = lint_spec(loaded, stopping.RULES)
    assert finding.path == ("training_jobs", 1, "checkpoint", "s3_uri")
    assert finding.message.startswith("trees ")


@pytest.mark.parametrize(
    "name",
    ["model_dir", "checkpoint_path", "output-dir", "outputDir", "save_path", "tf-logs-path", "OUTPUT_PATH", "ckpt_uri"],
)
def test_a_name_that_speaks_of_writing_is_found(name):
    assert found(spec(f"static_hyperparameters: {{{name}: s3://my-bucket/x}}")) == [
        ("shared-s3-path-in-hyperparameter", "warning")
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("sagemaker_submit_directory", "sagemaker_s3_output", "train_data", "data_dir", "model_path", "outliers"),
        *(
            "pretrained_checkpoint",
            "resume_from_checkpoint",
            "init_ckpt",
            "loadCheckpoint",
            "login",
            "pretrained_model_dir",
        ),
    ],
)
def test_a_place_that_is_only_read_or_that_the_toolkit_keeps_apart_is_not(name):
    assert found(spec(f"static_hyperparameters: {{{name}: s3://my-bucket/x}}")) == []


def test_a_path_in_the_container_and_a_number_are_no_shared_places():
    assert found(spec("static_hyperparameters: {output_dir: /opt/ml/model, save_steps: 100, log: true}")) == []


def test_an_environment_variable_counts_as_well():
    (finding,) = lint_spec(spec("environment: {CHECKPOINT_S3_URI: s3://my-bucket/x, LEVEL: 3}"), stopping.RULES)
    assert finding.path == ("training_job", "environment", "CHECKPOINT_S3_URI")


@pytest.mark.parametrize("encoding", ["plain", "json"])
def test_a_uri_that_is_sent_as_json_counts_as_well(encoding):
    uri = "s3://my-bucket/x" if encoding == "json" else "'\"s3://my-bucket/x\"'"
    lines = (f"hyperparameter_encoding: {encoding}", f"static_hyperparameters: {{output_dir: {uri}}}")
    assert [rule for rule, _ in found(spec(*lines))] == ["shared-s3-path-in-hyperparameter"]


@pytest.mark.parametrize(
    ("image", "name", "rules"),
    [
        ("tensorflow-training:2.11.0-cpu-py39", "model_dir", []),
        ("tensorflow-training:2.11.0-cpu-py39", "output_dir", ["shared-s3-path-in-hyperparameter"]),
        ("pytorch-training:2.5.1-cpu-py311", "model_dir", ["shared-s3-path-in-hyperparameter"]),
    ],
)
def test_an_image_that_appends_the_training_job_s_name_itself_is_trusted(image, name, rules):
    algorithm = f"{{image: 763104351884.dkr.ecr.us-west-2.amazonaws.com/{image}}}"
    loaded = spec(f"static_hyperparameters: {{{name}: s3://my-bucket/x}}", algorithm=algorithm)
    assert [rule for rule, _ in found(loaded)] == rules
