"""The folder of a training job, laid out as SageMaker's training containers have it below `/opt/ml`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hpo_spec.local.arns import arn
from hpo_spec.local.objects import Objects, split_uri
from hpo_spec.local.running.artifacts import store_archive
from hpo_spec.local.state.records import TrainingJob

HOST = "algo-1"
_GROUP = "homogeneousCluster"
_FAILURE_LENGTH = 1024
_LARGE = 64 * 1024 * 1024
"""Bytes from which on a file of a channel is a link to the object, which is read-only, instead of a copy."""
PLACE_OF_HYPERPARAMETERS = "{hyperparameters}"


class MissingData(Exception):
    """A channel has no data that can be used here."""


class Container:
    """Where one training job runs."""

    def __init__(self, base: Path, job: TrainingJob) -> None:
        self.base = base
        self._job = job
        self._request = job.request

    @property
    def model(self) -> Path:
        """What becomes `model.tar.gz`."""
        return self.base / "model"

    @property
    def output(self) -> Path:
        """What becomes `output.tar.gz`."""
        return self.base / "output" / "data"

    def store_artifacts(self, objects: Objects) -> None:
        """Put what the program has left into S3: its model always, its output if there is any."""
        uri = artifacts_uri(self._job)
        store_archive(self.model, f"{uri}/model.tar.gz", objects, keep_empty=True)
        store_archive(self.output, f"{uri}/output.tar.gz", objects)

    def prepare(self, objects: Objects) -> None:
        """Lay everything out anew. Raises `MissingData` where a channel has none."""
        shutil.rmtree(self.base, ignore_errors=True)
        for folder in ("input/config", "input/data", "model", "output/data", "code", "checkpoints"):
            (self.base / folder).mkdir(parents=True)
        self._write_config("hyperparameters", self._request.get("HyperParameters", {}))
        self._write_config("inputdataconfig", {name: _channel_config(item) for name, item in self._channels.items()})
        self._write_config("resourceconfig", _resource_config(self._instance_type))
        for name, channel in self._channels.items():
            _lay_out(channel, self.base / "input" / "data" / name, objects)

    def failure(self) -> str:
        """What the program says about why it failed: the beginning of `output/failure`."""
        try:
            with (self.base / "output" / "failure").open(encoding="utf-8", errors="replace") as file:
                return file.read(_FAILURE_LENGTH).strip()
        except OSError:
            return ""

    def filled_in(self, command: Sequence[str]) -> list[str]:
        """A command with the hyperparameters in the place that it has for them."""
        given = arguments(self._request.get("HyperParameters", {}))
        return [part for each in command for part in (given if each == PLACE_OF_HYPERPARAMETERS else [each])]

    def environment(self, threads: int) -> dict[str, str]:
        """What the platform, and the training toolkit inside of SageMaker's own images, set for a program."""
        own = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "HPO_SPEC_"))}
        return {
            **own,
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": str(threads),
            "OMP_WAIT_POLICY": "PASSIVE",
            "SAGEMAKER_BASE_DIR": str(self.base),
            "TRAINING_JOB_NAME": self._job.name,
            "TRAINING_JOB_ARN": arn("training-job", self._job.name, self._job.region),
            "AWS_REGION": self._job.region,
            "CURRENT_HOST": HOST,
            **self._toolkit_environment(threads),
            **self._request.get("Environment", {}),
        }

    def _toolkit_environment(self, threads: int) -> dict[str, str]:
        given = {
            name: value for name, value in self._request.get("HyperParameters", {}).items() if not _is_internal(name)
        }
        hyperparameters = {name: _decoded(value) for name, value in given.items()}
        channels = {name: str(self.base / "input" / "data" / name) for name in self._channels}
        values: dict[str, Any] = {
            "SM_HPS": hyperparameters,
            "SM_USER_ARGS": arguments(self._request.get("HyperParameters", {})),
            "SM_HOSTS": [HOST],
            "SM_CURRENT_HOST": HOST,
            "SM_CURRENT_INSTANCE_TYPE": self._instance_type,
            "SM_CURRENT_INSTANCE_GROUP": _GROUP,
            "SM_CURRENT_INSTANCE_GROUP_HOSTS": [HOST],
            "SM_NETWORK_INTERFACE_NAME": "lo",
            "SM_INSTANCE_GROUPS": [_GROUP],
            "SM_INSTANCE_GROUPS_DICT": {_GROUP: _instance_group(self._instance_type)},
            "SM_DISTRIBUTION_INSTANCE_GROUPS": [],
            "SM_IS_HETERO": False,
            "SM_FRAMEWORK_MODULE": "",
            "SM_FRAMEWORK_PARAMS": {},
            "SM_MODULE_DIR": str(self.base / "code"),
            "SM_MODULE_NAME": "",
            "SM_USER_ENTRY_POINT": "",
            "SM_NUM_CPUS": threads,
            "SM_NUM_GPUS": 0,
            "SM_NUM_NEURONS": 0,
            "SM_LOG_LEVEL": 20,
            "SM_INPUT_DIR": str(self.base / "input"),
            "SM_INPUT_CONFIG_DIR": str(self.base / "input" / "config"),
            "SM_INPUT_DATA_CONFIG": {name: _channel_config(item) for name, item in self._channels.items()},
            "SM_RESOURCE_CONFIG": _resource_config(self._instance_type),
            "SM_CHANNELS": sorted(channels),
            "SM_MODEL_DIR": str(self.model),
            "SM_OUTPUT_DIR": str(self.base / "output"),
            "SM_OUTPUT_DATA_DIR": str(self.output),
            "SM_OUTPUT_INTERMEDIATE_DIR": str(self.base / "output" / "intermediate"),
            **{f"SM_CHANNEL_{name.upper()}": path for name, path in channels.items()},
            **{f"SM_HP_{name.upper()}": value for name, value in hyperparameters.items()},
        }
        values["SM_TRAINING_ENV"] = dict(values)
        return {name: _variable(value) for name, value in values.items()}

    @property
    def _channels(self) -> dict[str, dict[str, Any]]:
        default = self._request.get("AlgorithmSpecification", {}).get("TrainingInputMode", "File")
        given = self._request.get("InputDataConfig") or []
        return {item["ChannelName"]: {"InputMode": default, **item} for item in given}

    @property
    def _instance_type(self) -> str:
        return str(self._request.get("ResourceConfig", {}).get("InstanceType", "local"))

    def _write_config(self, name: str, data: object) -> None:
        path = self.base / "input" / "config" / f"{name}.json"
        path.write_text(json.dumps(data), encoding="utf-8")


def artifacts_uri(job: TrainingJob) -> str:
    """The S3 prefix of a training job's archives."""
    return f"{job.request['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{job.name}/output"


def arguments(hyperparameters: Mapping[str, str]) -> list[str]:
    """The hyperparameters as the training toolkit gives them to a script: `--name value`, by name."""
    return [
        part
        for name, value in sorted(hyperparameters.items())
        if not _is_internal(name)
        for part in (f"--{name}" if len(name) > 1 else f"-{name}", _variable(_decoded(value)))
    ]


def _lay_out(channel: Mapping[str, Any], folder: Path, objects: Objects) -> None:
    """Make the files of a channel: copies, or of large objects links, which stay as they are when those change."""
    folder.mkdir()
    source = channel["DataSource"].get("S3DataSource")
    if source is None:
        raise MissingData(f"the local engine only reads channels from S3, and {channel['ChannelName']!r} is another.")
    files = _files(source, objects)
    if not files:
        raise MissingData(f'No S3 objects found under S3 URL "{source["S3Uri"]}" given in input data source.')
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _bring(path, folder / name)


def _bring(path: Path, target: Path) -> None:
    if path.stat().st_size > _LARGE:
        try:
            target.hardlink_to(path)
        except OSError:  # another file system
            shutil.copyfile(path, target)
        return
    shutil.copyfile(path, target)


def _files(source: Mapping[str, Any], objects: Objects) -> dict[str, Path]:
    """By their path in the channel, the files of an S3 data source."""
    if source["S3DataType"] == "S3Prefix":
        return _below(source["S3Uri"], objects)
    if source["S3DataType"] != "ManifestFile":
        raise MissingData(f"the local engine cannot read the S3 data type {source['S3DataType']}.")
    bucket, key = split_uri(source["S3Uri"])
    manifest = objects.find(bucket, key)
    try:
        first, *names = json.loads(manifest.path.read_bytes()) if manifest else [{}]
        prefix = first["prefix"]
    except (ValueError, TypeError, KeyError) as error:
        raise MissingData(f"the manifest {source['S3Uri']} cannot be read: {error}.") from error
    files = {name: objects.find(*split_uri(prefix + name)) for name in names}
    missing = [name for name, found in files.items() if found is None]
    if missing:
        raise MissingData(f"the manifest {source['S3Uri']} names {prefix}{missing[0]}, which is not there.")
    return {name: found.path for name, found in files.items() if found}


def _below(uri: str, objects: Objects) -> dict[str, Path]:
    bucket, prefix = split_uri(uri)
    parent = prefix.rpartition("/")[0]
    below = prefix.rstrip("/") + "/" if prefix else ""
    return {
        (item.key.removeprefix(below) if item.key.startswith(below) else item.key[len(parent) :].lstrip("/")): item.path
        for item in objects.listed(bucket, prefix)
    }


def _channel_config(channel: Mapping[str, Any]) -> dict[str, str]:
    source = channel["DataSource"].get("S3DataSource", {})
    config = {
        "TrainingInputMode": channel["InputMode"],
        "S3DistributionType": source.get("S3DataDistributionType", "FullyReplicated"),
        "RecordWrapperType": channel.get("RecordWrapperType", "None"),
    }
    return {"ContentType": channel["ContentType"], **config} if "ContentType" in channel else config


def _resource_config(instance_type: str) -> dict[str, Any]:
    return {
        "current_host": HOST,
        "current_instance_type": instance_type,
        "current_group_name": _GROUP,
        "hosts": [HOST],
        "instance_groups": [_instance_group(instance_type)],
        "network_interface_name": "lo",
    }


def _instance_group(instance_type: str) -> dict[str, Any]:
    return {"instance_group_name": _GROUP, "instance_type": instance_type, "hosts": [HOST]}


def _is_internal(name: str) -> bool:
    return name.startswith("sagemaker_") or name == "_tuning_objective_metric"


def _decoded(value: str) -> object:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _variable(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))
