"""An error of the models, of the text or of a raw request names the rule that it breaks."""

import copy
import json

import pytest
from botocore.session import get_session

from hpo_spec import SpecError, compile_request, import_request, lint_spec, load_spec
from hpo_spec.cli.options import Selection
from hpo_spec.cli.specs import inspect
from hpo_spec.facts.training_only import TRAINING_ONLY, training_only_member
from hpo_spec.lint.linting import RULES
from hpo_spec.opening import load_opened
from hpo_spec.rule_ids import _BY_PLACE
from hpo_spec.source import parse_text

SPEC = """\
version: 1
name: example
training_job:
  algorithm:
    image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0
    metrics: {loss: 'loss=([0-9.]+);'}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  static_hyperparameters: {epochs: 20}
  environment: {LEVEL: 20}
  inputs: {train: {s3_uri: s3://my-bucket/train/, compression: None}}
  output: {s3_uri: s3://my-bucket/output, compression: GZIP}
tuning:
  early_stopping: Off
  objective: {type: Minimize, metric: loss}
  ranges:
    rate: {type: continuous, min: 0.1, max: 1}
    kind: {type: categorical, values: [a, b]}
    size: {type: auto, hint: 3}
  limits: {max_jobs: 10, max_parallel_jobs: 2}
warm_start: {type: TransferLearning, parents: [earlier]}
autotune: true
tags: {team: pricing}
"""
REQUEST = compile_request(load_spec(SPEC))
LONG = "x" * 3000


def rules_of_spec(old, new):
    assert SPEC.count(old) == 1, old
    with pytest.raises(SpecError) as caught:
        load_spec(SPEC.replace(old, new))
    return [finding.rule for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("name: example", "name: an_example", "tuning-job-name-pattern"),
        ("name: example", f"name_prefix: {'x' * 24}", "tuning-job-name-pattern"),
        ("early_stopping: Off", "early_stopping: OFF", "enum-spelled-as-in-docs"),
        ("type: TransferLearning", "type: TRANSFER_LEARNING", "enum-spelled-as-in-docs"),
        ("compression: GZIP", "compression: Gzip", "output-compression-enum"),
        ("compression: None", "compression: NONE", "output-compression-enum"),
        ("epochs: 20", f"epochs: {LONG}", "static-value-over-2500"),
        ("epochs: 20", "epochs: null", "yaml-non-string-scalar"),
        ("{LEVEL: 20}", "{LEVEL: [20]}", "yaml-non-string-scalar"),
        ("min: 0.1", "min: [0.1]", "yaml-non-string-scalar"),
        ("min: 0.1", f"min: '{LONG}'", "range-value-over-256"),
        ("[a, b]", f"[a, {LONG}]", "range-value-over-256"),
        ("hint: 3", f"hint: {LONG}", "range-value-over-256"),
        ("rate: {type", f"{'x' * 300}: {{type", "range-value-over-256"),
        ("[earlier]", "[null]", "warm-start-parent-name-missing"),
        ("max_jobs: 10, max_parallel_jobs: 2", "max_jobs: 10", "autotune-still-needs-required"),
        ("team: pricing", "team: pricing, team: sales", "tag-key-duplicate"),
        ("    size:", "    rate:", "range-name-duplicate"),
        ("{train: {s3", "{train: s3://my-bucket/other/, train: {s3", "channel-name-duplicate"),
        ("{loss: 'loss=([0-9.]+);'}", "{loss: 'a=(.)', loss: 'b=(.)'}", "metric-name-duplicate"),
        ("  output:", "  profiler_config: {}\n  output:", "training-only-field"),
        ("  output:", "  debug_hook: {}\n  output:", "training-only-field"),
        ("    image:", "    container_entrypoint: [x]\n    image:", "training-only-field"),
    ],
)
def test_an_error_in_a_spec_has_the_id_of_the_rule_that_it_breaks(old, new, rule):
    assert rules_of_spec(old, new) == [rule]


def test_without_autotune_what_is_missing_is_just_missing():
    text = SPEC.replace("autotune: true\n", "").replace(", max_parallel_jobs: 2", "")
    with pytest.raises(SpecError) as caught:
        load_spec(text)
    assert [finding.rule for finding in caught.value.findings] == ["field-missing"]


def changed(*path, to):
    request = copy.deepcopy(REQUEST)
    target = request
    for part in path[:-1]:
        target = target[part]
    if to is None:
        del target[path[-1]]
    else:
        target[path[-1]] = to
    return request


CONFIG, DEFINITION = "HyperParameterTuningJobConfig", "TrainingJobDefinition"


@pytest.mark.parametrize(
    ("request_", "rule"),
    [
        (changed(DEFINITION, "StaticHyperParameters", to={"epochs": 20}), "yaml-non-string-scalar"),
        (changed("Tags", to=[*REQUEST["Tags"], *REQUEST["Tags"]]), "tag-key-duplicate"),
        (
            changed(DEFINITION, "InputDataConfig", to=REQUEST[DEFINITION]["InputDataConfig"] * 2),
            "channel-name-duplicate",
        ),
        (
            changed(
                CONFIG,
                "ParameterRanges",
                "ContinuousParameterRanges",
                to=REQUEST[CONFIG]["ParameterRanges"]["ContinuousParameterRanges"] * 2,
            ),
            "range-name-duplicate",
        ),
        (changed("WarmStartConfig", "ParentHyperParameterTuningJobs", to=[{}]), "warm-start-parent-name-missing"),
        (changed(CONFIG, "Strategy", to=None), "autotune-still-needs-required"),
        (changed("HyperParameterTuningJobName", to="a_b"), "tuning-job-name-pattern"),
        (changed(DEFINITION, "RoleArn", to=None), "field-missing"),
        (changed(DEFINITION, "InputDataConfig", to="train"), "value-type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_error_in_a_raw_request_has_the_id_too(request_, rule):
    with pytest.raises(SpecError) as caught:
        import_request(request_)
    assert [finding.rule for finding in caught.value.findings] == [rule]


@pytest.mark.parametrize("path", [(DEFINITION,), (DEFINITION, "AlgorithmSpecification")])
def test_a_member_of_training_jobs_in_a_raw_request_is_said_once_and_at_its_key(path):
    member = "DebugHookConfig" if len(path) == 1 else "ContainerEntrypoint"
    text = json.dumps(changed(*path, member, to={}), indent=2)
    with pytest.raises(SpecError) as caught:
        load_opened(parse_text(text, "request.json"))
    (finding,) = caught.value.findings
    assert (finding.rule, finding.path) == ("training-only-field", (*path, member))
    assert finding.position.text.strip().startswith(f'"{member}"')


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"InputDataConfig": [*REQUEST[DEFINITION]["InputDataConfig"], {"DataSource": {}}]}, "field-missing"),
        (
            {"ResourceConfig": {"InstanceGroups": [{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}]}},
            "field-missing",
        ),
    ],
)
def test_of_a_list_with_an_entry_that_cannot_be_read_nothing_is_said_to_be_missing(changes, rule, tmp_path):
    path = tmp_path / "request.json"
    resources = {"ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9}}
    path.write_text(json.dumps({**REQUEST, DEFINITION: {**REQUEST[DEFINITION], **resources, **changes}}))
    _, findings = inspect([str(path)], Selection((str(path),), merge=False, overrides=(), ignore=()))
    about = ("channel", "inputs", "instances", "resource-config", "instance-group", "input-data")
    errors = [finding.rule for finding in findings if finding.is_error]
    assert rule in errors
    assert [error for error in errors if error.startswith(about) or "channel" in error] == []


def test_a_patch_of_any_shape_is_no_crash():
    text = SPEC + "request_patch: {TrainingJobDefinition: {AlgorithmSpecification: 5}}\n"
    assert "rule-crashed" not in {finding.rule for finding in lint_spec(load_spec(text))}


def test_criteria_without_a_member_are_noticed_in_a_raw_request():
    text = json.dumps(changed(CONFIG, "TuningJobCompletionCriteria", to={"BestObjectiveNotImproving": {}}), indent=2)
    (notice,) = load_opened(parse_text(text, "request.json")).notices
    assert (notice.rule, notice.path[-1]) == ("completion-criteria-empty", "BestObjectiveNotImproving")
    assert notice.position is not None


@pytest.mark.newest
def test_the_members_of_training_jobs_are_what_botocore_has_beyond_tuning_jobs():
    model = get_session().get_service_model("sagemaker")
    training = model.operation_model("CreateTrainingJob").input_shape.members
    definition = model.operation_model("CreateHyperParameterTuningJob").input_shape.members[DEFINITION].members
    inner = "AlgorithmSpecification"
    beyond = {*training, *training[inner].members} - {*definition, *definition[inner].members}

    assert beyond - {"HyperParameters", "Tags", "TrainingJobName"} == TRAINING_ONLY


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("debug_hook_config", "DebugHookConfig"),
        ("debug_hook", "DebugHookConfig"),
        ("tensor_board", "TensorBoardOutputConfig"),
        ("tensorboard_output", "TensorBoardOutputConfig"),
        ("ExperimentConfig", "ExperimentConfig"),
        ("rolle", None),
    ],
)
def test_a_field_stands_for_a_member_by_its_words(name, member):
    assert training_only_member(name) == member


def test_every_id_that_an_error_may_get_is_a_rule():
    known = {rule.id for rule in RULES}
    assert {rule for _, _, rule in _BY_PLACE} <= known
