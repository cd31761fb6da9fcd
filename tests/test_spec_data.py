"""The lessons' data has the form that XGBoost's image reads, without a download."""

from __future__ import annotations

import csv
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).parent.parent / "specs" / "data"
REVIEWS = "".join(
    f"{number}\t{(-1) ** number * 2.5}\t{'Dull' if number % 2 else 'Fine'} film\r\n" for number in range(90)
)
HOUSES = "".join(",".join(f"{number + column / 100}" for column in range(14)) + "\n" for number in range(90))


@pytest.fixture(params=[("boston", HOUSES), ("reviews", REVIEWS)], ids=["boston", "reviews"])
def made(request, tmp_path, monkeypatch) -> Path:
    """The folder that a script has written to; what it would download is given to it."""
    name, text = request.param
    module = loaded(name)
    monkeypatch.setattr(module, "TARGET", tmp_path / name)
    monkeypatch.setattr(module, "_downloaded", lambda: text)
    module.main()
    return tmp_path / name


def loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(name, DATA / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(folder: Path, name: str) -> list[list[float]]:
    with (folder / f"{name}.csv").open(newline="") as file:
        return [[float(cell) for cell in row] for row in csv.reader(file)]


def test_a_third_is_to_test_with_and_of_the_rest_a_third_to_validate_with(made):
    assert [len(table(made, name)) for name in ("train", "validation", "test")] == [40, 20, 30]


def test_the_test_file_has_no_labels_and_the_mistake_has(made):
    labels, rows = table(made, "test-labels"), table(made, "test")

    assert table(made, "test-with-labels") == [[*label, *row] for label, row in zip(labels, rows, strict=True)]
    assert {len(row) + 1 for row in rows} == {len(row) for row in table(made, "train")}


def test_the_words_of_reviews_are_those_that_tell_and_the_label_is_praise(tmp_path, monkeypatch):
    module = loaded("reviews")
    monkeypatch.setattr(module, "TARGET", tmp_path)
    monkeypatch.setattr(module, "_downloaded", lambda: REVIEWS)
    module.main()

    assert sorted((tmp_path / "words.txt").read_text().split()[:2]) == ["dull", "fine"]
    fine = (tmp_path / "words.txt").read_text().split().index("fine")
    assert all(row[0] == row[1 + fine] for row in table(tmp_path, "train"))
