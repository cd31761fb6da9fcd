"""The channels: files of CSV or libsvm text, read as the image's program reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpo_spec.local.programs.xgboost.problems import UserError

if TYPE_CHECKING:
    import xgboost

_CSV = ("csv", "text/csv")
_LIBSVM = ("libsvm", "text/libsvm", "text/x-libsvm")
_BINARY = ("parquet", "application/x-parquet", "recordio-protobuf", "application/x-recordio-protobuf")
_DEFAULT = "text/libsvm"
_CHANNELS = ("train", "validation", "code")
_SAMPLE = 512
_DEPTH = 3


def check_channels(config: Mapping[str, Mapping[str, str]]) -> str:
    """The content type of the data. Raises `UserError` where the image refuses a channel."""
    for name in config:
        if name not in _CHANNELS:
            raise UserError(f"Extraneous channel found: {name}")
    if "train" not in config:
        raise UserError("Missing required channel: train")
    for name in ("train", "validation"):
        channel = config.get(name)
        content_type = channel.get("ContentType", _DEFAULT) if channel else _DEFAULT
        if content_type in _BINARY:
            raise UserError(f"The local engine reads CSV and libsvm, and channel '{name}' is {content_type}.")
        if content_type not in (*_CSV, *_LIBSVM):
            raise UserError(f"Channel configuration for '{name}' channel is not supported: {dict(channel or {})}")
    return config["train"].get("ContentType", _DEFAULT)


def read_channel(name: str, folder: Path, content_type: str, *, has_weights: bool) -> xgboost.DMatrix:
    """The rows of a channel, with their labels. Raises `UserError`."""
    files = list(_files(name, folder))
    if content_type in _CSV:
        return _from_csv(files, has_weights=has_weights)
    return _from_libsvm("\n".join(path.read_text(encoding="utf-8") for path in files))


def parse_csv(text: str) -> Any:
    """Rows of numbers; empty cells are missing values. Raises `ValueError` for a cell that is no number."""
    import numpy as np

    lines = text.strip().split("\n")
    sample = lines[0][:_SAMPLE]
    try:
        delimiter = csv.Sniffer().sniff(sample).delimiter
    except csv.Error:
        delimiter = ","
    if delimiter.isalnum():
        delimiter = ","
    rows = [[float(cell) if cell.strip() else float("nan") for cell in line.split(delimiter)] for line in lines]
    return np.array(rows, dtype=np.float32)


def parse_libsvm(text: str) -> tuple[Any, Any, Any]:
    """A sparse matrix, the labels and the weights, if there are any. Raises `ValueError` for what is no libsvm."""
    import numpy as np
    from scipy.sparse import csr_matrix

    labels, weights, values, columns, starts = [], [], [], [], [0]
    for line in filter(None, map(str.strip, text.split("\n"))):
        label, *cells = line.split("#")[0].split()
        value, _, weight = label.partition(":")
        labels.append(float(value))
        weights += [float(weight)] if weight else []
        for cell in cells:
            column, _, number = cell.partition(":")
            if column != "qid":
                columns.append(int(column))
                values.append(float(number))
        starts.append(len(columns))
    matrix = csr_matrix((np.array(values, dtype=np.float32), columns, starts))
    return matrix, np.array(labels, dtype=np.float32), np.array(weights, dtype=np.float32) if weights else None


def _files(name: str, folder: Path) -> Iterator[Path]:
    found = sorted(
        path for path in folder.rglob("*") if path.is_file() and len(path.relative_to(folder).parts) <= _DEPTH
    )
    if not found:
        what = "training" if name == "train" else name
        raise UserError(f"No data in {what} channel path {folder}")
    for path in found:
        if path.name.startswith("."):
            raise UserError("Hidden file found in the data path! Remove that before training.")
        yield path


def _from_csv(files: list[Path], *, has_weights: bool) -> xgboost.DMatrix:
    import numpy as np
    import xgboost

    rows = np.concatenate([_rows(path) for path in files])
    if rows.shape[1] < 2 + has_weights:
        raise UserError("Got input data without labels. Please check the input data set. ")
    labels = np.nan_to_num(rows[:, 0], nan=0.0)  # of a header line, as the image takes it: a row without values
    weights = rows[:, 1] if has_weights else None
    return xgboost.DMatrix(rows[:, 1 + has_weights :], label=labels, weight=weights)


def _rows(path: Path) -> Any:
    import numpy as np

    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    try:
        delimiter = csv.Sniffer().sniff(first[:_SAMPLE]).delimiter
    except csv.Error as error:
        raise UserError(f"Could not determine delimiter on line {first[:50]}:\n{error}") from error
    try:
        return np.loadtxt(io.StringIO(text), delimiter=delimiter, dtype=np.float32, ndmin=2)
    except ValueError:  # empty cells, or a header
        return np.genfromtxt(io.StringIO(text), delimiter=delimiter, dtype=np.float32).reshape(
            text.strip().count("\n") + 1, -1
        )


def _from_libsvm(text: str) -> xgboost.DMatrix:
    import xgboost

    try:
        matrix, labels, weights = parse_libsvm(text)
    except ValueError as error:
        raise UserError(f"Failed to load libsvm data with Exception:\n{error}") from error
    return xgboost.DMatrix(matrix, label=labels, weight=weights)
