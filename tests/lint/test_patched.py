"""A `request_patch`: the rules judge the request that is sent, and say what it breaks of the patch."""

from __future__ import annotations

from hpo_spec.finding import Finding, Severity, format_path
from hpo_spec.lint import lint_spec
from hpo_spec.lint.limits import cost_in_words
from hpo_spec.loading import load_spec

PATCHED = """\
version: 1
name: example
training_job:
  algorithm: {image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/my-model:1.0, metrics: {loss: "loss=([0-9.]+)"}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://my-bucket/output
  resources: {instance_type: ml.m5.xlarge, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Bayesian
  objective: {type: Minimize, metric: loss}
  ranges: {rate: {type: continuous, min: 0.1, max: 1}}
  limits: {max_jobs: 60, max_parallel_jobs: 2}
request_patch:
"""


CONFIG = "request_patch.HyperParameterTuningJobConfig"


def linted(patch: str) -> list[Finding]:
    return lint_spec(load_spec(PATCHED + patch))


def told(patch: str) -> dict[str, str]:
    """By path, the rules that a patch breaks, without those that the spec breaks without it."""
    without = linted("  {}")
    found = [finding for finding in linted(patch) if finding.severity is Severity.ERROR and finding not in without]
    return {format_path(finding.path): finding.rule for finding in found}


def test_what_a_patch_breaks_is_said_of_its_own_members() -> None:
    assert told(
        """
  TrainingJobDefinition: {StaticHyperParameters: {rate: "3"}}
  HyperParameterTuningJobConfig:
    TrainingJobEarlyStoppingType: AUTO
    ResourceLimits: {MaxParallelTrainingJobs: 0}
    ParameterRanges: {IntegerParameterRanges: [{Name: depth, MinValue: "30", MaxValue: "12"}]}
"""
    ) == {
        "request_patch.TrainingJobDefinition.StaticHyperParameters.rate": "range-static-overlap",
        f"{CONFIG}.TrainingJobEarlyStoppingType": "enum-spelled-as-in-docs",
        f"{CONFIG}.ResourceLimits.MaxParallelTrainingJobs": "value-bound",
        f"{CONFIG}.ParameterRanges.IntegerParameterRanges[0].MinValue": "numeric-range-inverted",
    }


def test_it_is_said_in_the_words_of_the_request() -> None:
    patch = "  HyperParameterTuningJobConfig: {Strategy: Random, ResourceLimits: {MaxParallelTrainingJobs: 101}}"
    (error,) = [finding for finding in linted(patch) if finding.is_error]
    assert format_path(error.path) == f"{CONFIG}.ResourceLimits.MaxParallelTrainingJobs"
    assert "max_parallel_jobs" not in f"{error.message} {error.help}"


def test_what_breaks_elsewhere_is_said_there() -> None:
    (error,) = [finding for finding in linted("  TrainingJobDefinition: null") if finding.is_error]
    assert error.rule == "definition-none"
    assert "`request_patch`" in error.help


def test_members_that_this_release_does_not_know_are_let_through_wherever_they_are() -> None:
    patch = """
  NewMember: {A: 1}
  TrainingJobDefinition: {NewerMember: true}
  HyperParameterTuningJobConfig:
    ResourceLimits: {MaxNumberOfTrainingJobs: 50}
    ParameterRanges: {IntegerParameterRanges: [{Name: depth, MinValue: "3", MaxValue: "12", NewestMember: 7}]}
"""
    assert told(patch) == {}
    assert cost_in_words(load_spec(PATCHED + patch)).startswith("at most 50 instance-hours")


def test_a_member_that_is_there_in_another_spelling_is_an_error() -> None:
    patch = "  HyperParameterTuningJobConfig: {RandomSed: 3}"
    assert told(patch) == {f"{CONFIG}.RandomSed": "field-unknown"}


def test_what_a_patch_mends_is_not_said() -> None:
    broken = PATCHED.replace("max_jobs: 60", "max_jobs: 14000")
    patch = "  HyperParameterTuningJobConfig: {ResourceLimits: {MaxNumberOfTrainingJobs: 20}}"
    assert "max-jobs-over-quota" in {finding.rule for finding in lint_spec(load_spec(broken + "  {}"))}
    assert "max-jobs-over-quota" not in {finding.rule for finding in lint_spec(load_spec(broken + patch))}


def test_the_cost_and_the_quotas_are_those_of_the_patched_request() -> None:
    limits = "{MaxNumberOfTrainingJobs: 14000, MaxParallelTrainingJobs: 2}"
    found = {
        finding.rule: finding for finding in linted(f"  HyperParameterTuningJobConfig: {{ResourceLimits: {limits}}}")
    }
    assert found["cost-upper-bound"].message.startswith("at most 14,000 instance-hours")
    assert format_path(found["cost-upper-bound"].path) == f"{CONFIG}.ResourceLimits"
    assert format_path(found["max-jobs-over-quota"].path) == f"{CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs"


def test_the_cost_of_another_instance_is_told_once() -> None:
    patch = "  TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.p3.2xlarge}}"
    (cost,) = [finding for finding in linted(patch) if finding.rule == "cost-upper-bound"]
    assert "ml.p3.2xlarge" in cost.message


def test_a_patch_that_cannot_be_read_leaves_the_cost_unbounded() -> None:
    patch = "  HyperParameterTuningJobConfig: {ResourceLimits: {MaxNumberOfTrainingJobs: many}}"
    assert told(patch) == {f"{CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs": "value-type"}
    assert "cost-upper-bound" not in {finding.rule for finding in linted(patch)}
    assert "cannot be bounded" in cost_in_words(load_spec(PATCHED + patch))


def test_a_secret_in_a_patch_is_found_and_not_shown():
    text = f"{PATCHED}  TrainingJobDefinition: {{Environment: {{DB_PASSWORD: tiger}}}}\n"
    (found,) = (finding for finding in lint_spec(load_spec(text)) if finding.rule == "secret-in-plain-text")
    assert found.path == ("request_patch", "TrainingJobDefinition", "Environment", "DB_PASSWORD")
    assert "tiger" not in str(found)
