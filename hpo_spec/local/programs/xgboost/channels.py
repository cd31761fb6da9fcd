"""The channels of a training job: which ones the image takes, and the files in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hpo_spec.local.programs.xgboost.problems import UserError
from hpo_spec.local.programs.xgboost.versions import is_since

CSV = ("csv", "text/csv")
LIBSVM = ("libsvm", "text/libsvm", "text/x-libsvm")
_PARQUET = ("parquet", "application/x-parquet")
_RECORDIO = ("recordio-protobuf", "application/x-recordio-protobuf")
_NAMES = {"csv": "CSV", "parquet": "Parquet", "recordio-protobuf": "RecordIO-Protobuf"}
_DEFAULT = "text/libsvm"
_DISTRIBUTIONS = ("FullyReplicated", "ShardedByS3Key")
_CHANNELS = ("train", "validation", "code")
_DEPTH = 3


def check_channels(config: Mapping[str, Mapping[str, str]], version: str) -> str:
    """The content type of the data: that of `train`. Raises `UserError` where the image refuses a channel."""
    if "train" not in config:
        raise UserError("Missing required channel: train")
    for name, given in config.items():
        if name not in _CHANNELS:
            raise UserError(f"Extraneous channel found: {name}")
        channel = {**given, "ContentType": given.get("ContentType", _DEFAULT)}
        if name != "code" and not _is_supported(channel):
            raise UserError(f"Channel configuration for '{name}' channel is not supported: {channel}")
    content_type = config["train"].get("ContentType", _DEFAULT)
    _check_mode(content_type, config["train"].get("TrainingInputMode", "File"), version)
    if content_type not in (*CSV, *LIBSVM):
        raise UserError(f"The local engine's XGBoost reads CSV and libsvm, and channel 'train' is {content_type}.")
    return content_type


def files_of(name: str, folder: Path) -> list[Path]:
    """The files of a channel, down to the third folder. Raises `UserError` if there are none, or hidden ones."""
    found = sorted(
        path for path in folder.rglob("*") if path.is_file() and len(path.relative_to(folder).parts) <= _DEPTH
    )
    if not found:
        raise UserError(f"No data in {'training' if name == 'train' else name} channel path {folder}")
    if any(path.name.startswith(".") for path in found):
        raise UserError("Hidden file found in the data path! Remove that before training.")
    return found


def _is_supported(channel: Mapping[str, str]) -> bool:
    """Fast file mode is taken for file mode: whether the image sees a difference is not known."""
    mode = channel.get("TrainingInputMode", "File")
    types = (*CSV, *_PARQUET, *_RECORDIO) if mode == "Pipe" else (*CSV, *LIBSVM, *_PARQUET, *_RECORDIO)
    return channel["ContentType"] in types and channel.get("S3DistributionType", _DISTRIBUTIONS[0]) in _DISTRIBUTIONS


def _check_mode(content_type: str, mode: str, version: str) -> None:
    if mode == "Pipe" and is_since(version, "3.2-0"):
        kind = content_type.rpartition("/")[2].removeprefix("x-")
        raise UserError(f"Pipe mode for {_NAMES[kind]} is no longer supported. Use File mode instead.")
