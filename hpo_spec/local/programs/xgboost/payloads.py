"""What is sent to a model: rows out of the text of a request, as the image's endpoint reads it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from hpo_spec.local.programs import RequestFailed
from hpo_spec.local.programs.xgboost.channels import CSV, LIBSVM
from hpo_spec.local.programs.xgboost.data import sparse_matrix

_SAMPLE = 512
_TYPES = (
    *("csv", "libsvm", "parquet", "recordio-protobuf", "text/csv", "text/libsvm", "text/x-libsvm"),
    *("application/x-parquet", "application/x-recordio-protobuf"),
)


def parse_payload(payload: bytes, content_type: str) -> tuple[str, Any]:
    """`csv` or `libsvm`, and the rows. Raises `RequestFailed`."""
    kind = _kind(content_type)
    parse: Callable[[str], Any] = _csv if kind == "csv" else _libsvm
    try:
        return kind, parse(payload.strip().decode())
    except (ValueError, csv.Error) as error:
        raise RequestFailed(
            415,
            f"Loading {kind} data failed with Exception, please ensure data is in {kind} format:\n "
            f"{type(error)}\n {error}",
        ) from error


def _kind(content_type: str) -> str:
    """Without any content type it is libsvm."""
    name, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if name in CSV:
        size = dict(part.partition("=")[::2] for part in parameters).get("label_size", "1")
        if size.strip("\"'") != "1":
            raise RequestFailed(
                415,
                f"{content_type} is not an accepted csv ContentType. Optional parameter label_size must be equal to 1",
            )
        return "csv"
    if name in (*LIBSVM, ""):
        return "libsvm"
    if "recordio" in name and name in _TYPES:
        raise RequestFailed(415, f"The local engine's XGBoost reads CSV and libsvm, and the request is {content_type}.")
    raise RequestFailed(415, f"{content_type} is not an accepted ContentType: {', '.join(_TYPES)}.")


def _csv(text: str) -> Any:
    """Rows without a label; empty cells are missing values."""
    import numpy as np

    lines = text.split("\n")
    delimiter = csv.Sniffer().sniff(lines[0][:_SAMPLE]).delimiter
    delimiter = "," if delimiter.isalnum() else delimiter
    rows = [[float(cell) if cell else float("nan") for cell in line.split(delimiter)] for line in lines]
    return np.array(rows, dtype=np.float32)


def _libsvm(text: str) -> Any:
    """Whatever has a colon is a cell: a label may be there or not."""
    pairs = [[cell.split(":")[:2] for cell in line.split(" ") if ":" in cell] for line in text.split("\n")]
    return sparse_matrix([[(int(column), float(value)) for column, value in row] for row in pairs])
