"""What a request asks for that this machine cannot give, each said once in the job's log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_IGNORED = {
    "VpcConfig": "VpcConfig: the program has this machine's network.",
    "EnableNetworkIsolation": "EnableNetworkIsolation: the program has this machine's network.",
    "EnableInterContainerTrafficEncryption": "EnableInterContainerTrafficEncryption: there is one container only.",
    "EnableManagedSpotTraining": "EnableManagedSpotTraining: nothing interrupts a trial here.",
    "RetryStrategy": "RetryStrategy: there is no internal error to try again after.",
    "CheckpointConfig": "CheckpointConfig: checkpoints stay in the training job's folder.",
}


def notes_of(request: Mapping[str, Any]) -> Iterator[str]:
    """A line for each member of a training job's request that is accepted and not honoured."""
    for member, note in _IGNORED.items():
        if request.get(member):
            yield f"[hpo-spec] not honoured here: {note}"
    resources = request.get("ResourceConfig", {})
    if "InstanceType" in resources or "InstanceGroups" in resources:
        kind = resources.get("InstanceType", "a cluster of instance groups")
        yield f"[hpo-spec] not honoured here: ResourceConfig: this machine stands in for {kind}."
    if resources.get("InstanceCount", 1) > 1:
        yield f"[hpo-spec] not honoured here: InstanceCount: 1 host runs instead of {resources['InstanceCount']}."
    keys = ("KmsKeyId" in request.get("OutputDataConfig", {})) or "VolumeKmsKeyId" in resources
    if keys:
        yield "[hpo-spec] not honoured here: KMS keys: nothing is encrypted."
    if request.get("OutputDataConfig", {}).get("CompressionType") == "NONE":
        yield "[hpo-spec] not honoured here: CompressionType NONE: the model is an archive."
    if request.get("StoppingCondition", {}).get("MaxWaitTimeInSeconds"):
        yield "[hpo-spec] not honoured here: MaxWaitTimeInSeconds: nothing is waited for."
    sharded = [item for item in _channels(request) if _source(item).get("S3DataDistributionType") == "ShardedByS3Key"]
    if sharded or any("ShuffleConfig" in item for item in _channels(request)):
        yield "[hpo-spec] not honoured here: sharding and shuffling: the one host gets all objects, in their order."
    if any(item.get("InputMode", "File") == "Pipe" for item in _channels(request)):
        yield "[hpo-spec] not honoured here: Pipe mode: the channel's data is there as files."


def _channels(request: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    mode = request.get("AlgorithmSpecification", {}).get("TrainingInputMode", "File")
    return [{"InputMode": mode, **item} for item in request.get("InputDataConfig") or []]


def _source(channel: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = channel.get("DataSource", {}).get("S3DataSource") or {}
    return found
