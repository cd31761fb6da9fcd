"""The rows of a channel, read from CSV or libsvm text as the image's program reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.local.programs.xgboost.channels import CSV
from hpo_spec.local.programs.xgboost.problems import UserError

if TYPE_CHECKING:
    import xgboost

_SHOWN = 50


class Libsvm(NamedTuple):
    """Lines of libsvm text."""

    matrix: Any
    labels: list[float]
    weights: list[float]
    """Empty, or one for each line."""
    queries: list[int]
    """Empty, or one for each line: which rows are ranked with one another."""


def read_rows(files: Sequence[Path], content_type: str, *, has_weights: bool = False) -> xgboost.DMatrix:
    """All rows of some files, with their labels. Raises `UserError`."""
    texts = [path.read_text(encoding="utf-8-sig", errors="replace") for path in files]
    return _from_csv(texts, has_weights=has_weights) if content_type in CSV else _from_libsvm(files, texts)


def parse_libsvm(text: str) -> Libsvm:
    """Lines of `label[:weight] [qid:number] column:value ...`. Raises `ValueError`."""
    labels, weights, queries, cells = [], [], [], []
    for line in filter(None, (line.partition("#")[0].split() for line in text.split("\n"))):
        label, _, weight = line[0].partition(":")
        labels.append(float(label))
        weights += [float(weight)] if weight else []
        pairs = [cell.split(":") for cell in line[1:]]
        queries += [int(number) for name, number in pairs if name == "qid"]
        cells.append([(int(column), float(value)) for column, value in pairs if column != "qid"])
    return Libsvm(sparse_matrix(cells), labels, weights, queries)


def sparse_matrix(rows: Sequence[Sequence[tuple[int, float]]]) -> Any:
    """A matrix of the cells that are there."""
    import numpy as np
    from scipy.sparse import csr_matrix

    columns = [column for row in rows for column, _ in row]
    values = np.array([value for row in rows for _, value in row], dtype=np.float32)
    starts = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, columns, starts), shape=(len(rows), max(columns, default=-1) + 1))


def _from_csv(texts: Sequence[str], *, has_weights: bool) -> xgboost.DMatrix:
    """The label is the first column; a first line of names is taken for one more row, without any values."""
    import numpy as np
    import xgboost

    delimiter = [_delimiter(text) for text in texts][0]  # noqa: RUF015 - each file is looked at
    tables = [_table(text, delimiter) for text in texts]
    width = max(table.shape[1] for table in tables)
    rows = np.concatenate([_widened(table, width) for table in tables])
    labels = np.nan_to_num(rows[:, 0], nan=0.0)
    if not labels.size:
        raise UserError("Got input data without labels. Please check the input data set. ")
    weights = rows[:, 1] if has_weights else None
    return xgboost.DMatrix(rows[:, 1 + has_weights :], label=labels, weight=weights)


def _delimiter(text: str) -> str:
    """Python guesses a letter or a digit where there is one column only: the image would then split the numbers."""
    first = text.partition("\n")[0]
    try:
        found = csv.Sniffer().sniff(first).delimiter
        if found.isalnum():
            raise csv.Error("Could not determine delimiter")
    except csv.Error as error:
        raise UserError(f"Could not determine delimiter on line {first[:_SHOWN]}:\n{error}") from error
    return found


def _table(text: str, delimiter: str) -> Any:
    """Rows of numbers; whatever is no number is missing, and so is what a short line does not have."""
    import numpy as np

    try:
        return np.loadtxt(io.StringIO(text), delimiter=delimiter, dtype=np.float32, ndmin=2, comments=None)
    except ValueError:
        rows = [[_number(cell) for cell in line.split(delimiter)] for line in text.splitlines() if line.strip()]
        width = max(map(len, rows), default=0)
        return np.array([[*row, *[np.nan] * (width - len(row))] for row in rows], dtype=np.float32)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _widened(table: Any, width: int) -> Any:
    import numpy as np

    missing = np.full((len(table), width - table.shape[1]), np.nan, dtype=np.float32)
    return np.concatenate([table, missing], axis=1)


def _from_libsvm(files: Sequence[Path], texts: Sequence[str]) -> xgboost.DMatrix:
    import xgboost

    for path, text in zip(files, texts, strict=True):
        _check_libsvm(path, text)
    try:
        found = parse_libsvm("\n".join(texts))
    except ValueError as error:
        raise UserError(f"Failed to load libsvm data with exception:\n{error}") from error
    if not found.labels:
        raise UserError("Got input data without labels. Please check the input data set. ")
    return xgboost.DMatrix(found.matrix, label=found.labels, weight=found.weights or None, qid=found.queries or None)


def _check_libsvm(path: Path, text: str) -> None:
    """The image looks at the first line itself: `CSV` sent as libsvm is what it finds most often."""
    first = text.partition("\n")[0]
    label, *cells = first.split() or [""]
    try:
        is_label = len([float(part) for part in label.split(":")]) <= 2
    except ValueError:
        is_label = not label
    if not is_label or not all(":" in cell for cell in cells):
        raise UserError(
            f"First line '{first[:_SHOWN]}...' of file '{path.name}' is not 'LIBSVM' format. "
            "Please ensure the file is in 'LIBSVM' format."
        )
