"""What SageMaker is known to accept is never an error, however odd it looks: from requests that made jobs."""

import pytest

from hpo_spec import lint_spec, load_spec

KMEANS = """\
version: 1
name: example
region: us-west-2
training_job:
  algorithm: {name: kmeans, version: 1}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  inputs: {train: s3://my-bucket/train/, test: s3://my-bucket/test/}
  output: s3://my-bucket/output
  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 30}
  stopping_condition: {max_runtime: 3500}
tuning:
  strategy: Bayesian
  objective: {type: Minimize, metric: test:msd}
  ranges: {mini_batch_size: {type: integer, min: 3000, max: 15000}}
  limits: {max_jobs: 2, max_parallel_jobs: 2}
"""
RANGES = "  ranges: {mini_batch_size: {type: integer, min: 3000, max: 15000}}"
RESOURCES = "  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 30}"
CONDITION = "  stopping_condition: {max_runtime: 3500}"
TRAIN = "train: s3://my-bucket/train/"
CONFIG = "{instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 30}"

ACCEPTED = {
    "without the hyperparameters that it requires": (),
    "all at once, with early stopping": (("limits:", "early_stopping: Auto\n  limits:"),),
    "Hyperband on an algorithm that reports at the end, with epochs tuned": (
        ("strategy: Bayesian", "strategy: Hyperband\n  hyperband: {min_resource: 1, max_resource: 9}"),
        (RANGES, "  ranges: {epochs: {type: integer, min: 1, max: 10}}"),
    ),
    "a wait for spot instances as long as the run": (
        (CONDITION, "  spot: true\n  stopping_condition: {max_runtime: 3500, max_wait: 3500}"),
    ),
    "one choice of instances": ((RESOURCES, f"  tuning_resources: {{instance_configs: [{CONFIG}]}}"),),
    "one choice of instances, prioritised": (
        (RESOURCES, f"  tuning_resources: {{allocation_strategy: Prioritized, instance_configs: [{CONFIG}]}}"),
    ),
    "attribute names of plain files": ((TRAIN, "train: {s3_uri: s3://my-bucket/train/, attribute_names: [label]}"),),
    "instance groups on one channel, and none elsewhere": (
        (TRAIN, "train: {s3_uri: s3://my-bucket/train/, instance_groups: [group]}"),
    ),
    "shuffling files": ((TRAIN, "train: {s3_uri: s3://my-bucket/train/, shuffle_seed: 1}"),),
    "Autotune beside ordinary ranges": (("tuning:", "autotune: true\ntuning:"),),
    "all completion criteria together": (
        (
            "limits:",
            "completion: {target_metric_value: 1.5, max_jobs_not_improving: 3, on_convergence: Enabled}\n  limits:",
        ),
    ),
    "a seed for Bayesian search": (("limits:", "random_seed: 7\n  limits:"),),
    "metrics of one's own beside a built-in's": (
        ("version: 1}", "version: 1, metrics: {'test:msd': 'test msd <loss>=([0-9.e+-]+)'}}"),
    ),
    "an algorithm resource without any input": (
        ("{name: kmeans, version: 1}", "{arn: 'arn:aws:sagemaker:us-west-2:123456789012:algorithm/mine'}"),
        ("  inputs: {train: s3://my-bucket/train/, test: s3://my-bucket/test/}\n", ""),
    ),
    "everything about interruptions and networks in one definition": (
        (
            CONDITION,
            (
                "  stopping_condition: {max_runtime: 3500, max_wait: 3500, max_pending: 2h}\n"
                "  spot: true\n  network_isolation: true\n  inter_container_encryption: true\n"
                "  vpc: {security_groups: [sg-0123456789abcdef0], subnets: [subnet-0123456789abcdef0]}\n"
                "  checkpoint: {s3_uri: s3://my-bucket/checkpoints/}\n  max_retries: 2"
            ),
        ),
    ),
    "a wide linear range": (
        (RANGES, "  ranges: {mini_batch_size: {type: integer, min: 1, max: 9000, scaling: Linear}}"),
    ),
    "a warm start that changes nothing": (
        ("tuning:", "warm_start: {type: TransferLearning, parents: [earlier-job]}\ntuning:"),
    ),
}


@pytest.mark.parametrize("edits", ACCEPTED.values(), ids=ACCEPTED)
def test_what_sagemaker_accepts_is_no_error(edits: tuple[tuple[str, str], ...]) -> None:
    text = KMEANS
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    errors = [str(finding) for finding in lint_spec(load_spec(text)) if finding.is_error]

    assert errors == []
