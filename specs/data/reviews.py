"""Make the second lesson's data: film reviews as bags of words, for XGBoost to read, in specs/data/reviews.

    python specs/data/reviews.py

The 10,605 sentences of reviews, each with the mean of people's ratings from -4 to 4, come from the source archive of
`vaderSentiment`, which ships them; the label is 1 for a rating above 0. They are split as Boston Housing is, and the
words are chosen by the rows to train on alone. The label is the first column, and there is no header.
"""

from __future__ import annotations

import csv
import io
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SOURCE = "vaderSentiment==3.3.2"
ARCHIVE = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
MEMBER = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
TARGET = Path(__file__).parent / "reviews"
SEED = 0
WORDS = 300

Row = Sequence[object]


class Review(NamedTuple):
    """What somebody wrote, and whether it is praise."""

    is_positive: bool
    words: Counter[str]


def main() -> None:
    """Write train.csv, validation.csv and test.csv, which has no labels: they are in test-labels.csv.

    test-with-labels.csv is the lesson's mistake: a test file whose first column still is the label.
    """
    reviews = [_review(line) for line in _downloaded().splitlines()]
    random.Random(SEED).shuffle(reviews)  # noqa: S311 - no secret
    tested = round(len(reviews) / 3)
    validated = tested + round((len(reviews) - tested) / 3)
    words = _telling_words(reviews[validated:])
    rows = [[int(review.is_positive), *[review.words[word] for word in words]] for review in reviews]
    test, validation, train = rows[:tested], rows[tested:validated], rows[validated:]
    TARGET.mkdir(exist_ok=True)
    _write("train", train)
    _write("validation", validation)
    _write("test", [row[1:] for row in test])
    _write("test-labels", [row[:1] for row in test])
    _write("test-with-labels", test)
    (TARGET / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(
        f"{len(train)} rows to train on, {len(validation)} to validate with and {len(test)} to test with, in {TARGET}"
    )


def _review(line: str) -> Review:
    _, rating, text = line.split("\t")
    return Review(float(rating) > 0, Counter(re.findall(r"[a-z']+", text.lower())))


def _telling_words(reviews: Sequence[Review]) -> list[str]:
    """The words whose share of praise is the furthest from what chance would give, by how often they are there."""
    seen = Counter(word for review in reviews for word in set(review.words))
    praising = Counter(word for review in reviews if review.is_positive for word in set(review.words))
    share = sum(review.is_positive for review in reviews) / len(reviews)

    def surprise(word: str) -> float:
        return abs(praising[word] - share * seen[word]) / float(seen[word] ** 0.5)

    return sorted(seen, key=lambda word: (-surprise(word), word))[:WORDS]


def _downloaded() -> str:
    """The file in the archive within the source archive, read in memory: nothing is unpacked."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--no-binary", ":all:", "--dest", folder, SOURCE], check=True)
        source = next(Path(folder).glob("*.tar.gz")).read_bytes()
    return _member(_member(source, ARCHIVE), MEMBER).decode()


def _member(archive: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as content:
        file = content.extractfile(name)
        if file is None:
            raise SystemExit(f"{name} in {SOURCE} is no file")
        return file.read()


def _write(name: str, rows: Sequence[Row]) -> None:
    with (TARGET / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
