"""What the examples do not show of the rules about environment variables and secrets."""

from __future__ import annotations

import json

import pytest

from hpo_spec import lint_spec, load_spec
from hpo_spec.lint import environment
from hpo_spec.loading import open_sources
from hpo_spec.opening import load_opened, salvage_opened

SPEC = """\
version: 1
name: example
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
"""
TAIL = "tuning:\n  limits: {max_jobs: 20, max_parallel_jobs: 2}\n"
AWS_ID = "AKIA" + "IOSFODNN7EXAMPLE"


def findings(job="", tail=""):
    return lint_spec(load_spec(f"{SPEC}{job and '  '}{job}\n{TAIL}{tail}\n"), environment.RULES)


def test_a_wrong_variable_does_not_hide_the_secret_beside_it(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(f'{SPEC}  environment: {{"BAD NAME": x, LIST: [1], DB_PASSWORD: tiger}}\n{TAIL}')
    rest = salvage_opened(open_sources([path]))

    (found,) = [item for item in lint_spec(rest.spec, environment.RULES, is_whole=False) if "secret" in item.rule]
    assert found.path == ("training_job", "environment", "DB_PASSWORD")


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("TRAINING_JOB_NAME", "warning"),
        ("TRAINING_JOB_ARN", "warning"),
        ("SM_MODEL_DIR", "info"),
        ("SM_CHANNEL_TRAIN", "info"),
        ("SM_HP_EPOCHS", "info"),
    ],
)
def test_a_variable_that_is_set_by_others_is_found(name, severity):
    (finding,) = findings(f"environment: {{{name}: churn}}")
    assert (finding.rule, finding.severity.value) == ("environment-reserved-name", severity)


@pytest.mark.parametrize("name", ["SM_LOG_LEVEL", "SM_ENDPOINT", "OMP_NUM_THREADS", "training_job_name", "HP_EPOCHS"])
def test_a_variable_of_one_s_own_is_left_alone(name):
    assert findings(f"environment: {{{name}: '8'}}") == []


@pytest.mark.parametrize(
    ("job", "tail", "path"),
    [
        ("environment: {DB_PASSWORD: tiger}", "", ("training_job", "environment", "DB_PASSWORD")),
        (f"static_hyperparameters: {{key: {AWS_ID}}}", "", ("training_job", "static_hyperparameters", "key")),
        ("static_hyperparameters: {db: {password: tiger}}", "", ("training_job", "static_hyperparameters", "db")),
        ("static_hyperparameters: {api_keys: [a-b, c-d]}", "", ("training_job", "static_hyperparameters", "api_keys")),
        ("", "  ranges: {api_key: {type: categorical, values: [a-b, c-d]}}", ("tuning", "ranges", "api_key")),
        ("", f"  ranges: {{user: {{type: auto, hint: {AWS_ID}}}}}", ("tuning", "ranges", "user")),
        ("", "tags: {db-password: tiger}", ("tags", "db-password")),
    ],
)
def test_a_secret_is_found_wherever_it_can_stand(job, tail, path):
    (finding,) = findings(job, tail)
    assert (finding.rule, finding.severity.value) == ("secret-in-plain-text", "warning")
    assert finding.path == path
    assert repr(path[-1]) in finding.message
    assert not any(secret in str(finding) for secret in ("tiger", "a-b", AWS_ID))


def test_hyperparameters_of_language_models_are_no_secrets():
    values = "{pad_token: <pad>, eos_token: '</s>', max_tokens: 512, tokenizer: bert-base-uncased, token_dim: 768}"
    assert findings(f"static_hyperparameters: {values}") == []


def test_secrets_in_hyperparameters_that_are_sent_as_json_are_found():
    assert len(findings("hyperparameter_encoding: json\n  static_hyperparameters: {password: tiger}")) == 1


@pytest.mark.parametrize("indent", [None, 2])
def test_a_secret_in_a_raw_request_is_shown_without_it(tmp_path, indent):
    request = {
        "HyperParameterTuningJobName": "example",
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random",
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2},
            "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "api_key", "Values": ["tiger-1", "tiger-2"]}]},
        },
        "TrainingJobDefinition": {
            "StaticHyperParameters": {"db_password": "tiger"},
            "AlgorithmSpecification": {
                "TrainingImage": "123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0",
                "TrainingInputMode": "File",
            },
            "RoleArn": "arn:aws:iam::123456789012:role/SageMakerRole",
            "OutputDataConfig": {"S3OutputPath": "s3://my-bucket/output"},
            "StoppingCondition": {},
        },
        "Tags": [{"Key": "db-password", "Value": "tiger"}, {"Value": "tiger", "Key": "password"}],
    }
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request, indent=indent))
    loaded = load_opened(open_sources([file]))

    shown = [str(loaded.place(finding)) for finding in lint_spec(loaded.spec, environment.RULES)]

    assert len(shown) == 4
    assert not any("tiger" in text for text in shown)
