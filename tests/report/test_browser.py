"""The page in a real browser, where there is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hpo_spec.report.page import page_of
from tests.report.browser import CHROMIUM, DRIVER, Browser, chromium
from tests.report.cases import CASES

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium with chromedriver")
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = (
    "return [...document.querySelectorAll('[data-figure]')].every(it => it.querySelectorAll('.main-svg').length > 0)"
)
COLUMN = "return [...document.querySelectorAll('.sortable tbody tr')].map(row => row.cells[{column}].textContent)"
CLICK = "document.querySelectorAll('.sortable th button')[{column}].click()"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {case: folder / f"{case}.html" for case in CASES}
    for case, path in paths.items():
        path.write_text(page_of(CASES[case]), encoding="utf-8")
    return paths


@pytest.mark.parametrize("case", CASES)
def test_a_page_draws_all_its_figures_without_a_word_or_a_request(
    case: str, browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages[case])

    browser.run_until(DRAWN)
    assert browser.run("return window.ran") is None
    assert browser.logged() == []
    assert [url for url in browser.requested() if not url.startswith(("data:", "blob:"))] == [pages[case].as_uri()]


@pytest.mark.parametrize("width", [390, 800, 1400])
@pytest.mark.parametrize("case", ["every status", "several definitions", "many hyperparameters", "hostile text"])
def test_a_page_fits_its_window(case: str, width: int, browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages[case], width=width)

    browser.run_until(DRAWN)
    assert browser.run(OVERFLOW) == 0


def test_a_heading_sorts_the_trials_and_again_the_other_way(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["every status"])
    objective = COLUMN.format(column=3)

    browser.run(CLICK.format(column=3))
    up = browser.run(objective)
    browser.run(CLICK.format(column=3))
    down = browser.run(objective)

    numbers = [float(text) for text in up if text != "\N{EN DASH}"]
    assert numbers == sorted(numbers)
    assert [float(text) for text in down if text != "\N{EN DASH}"] == numbers[::-1]
    assert set(up[13:]) == set(down[13:]) == {"\N{EN DASH}"}  # what has no objective is last either way


def test_texts_sort_by_letters_and_numbers_by_size(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["every status"])

    browser.run(CLICK.format(column=0))
    numbers = browser.run(COLUMN.format(column=0))
    browser.run(CLICK.format(column=2))
    statuses = browser.run(COLUMN.format(column=2))

    assert numbers == [str(number) for number in range(19)]
    assert statuses == sorted(statuses)


def test_figures_and_page_follow_the_colour_scheme(browser: Browser, pages: dict[str, Path]) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    ink = "return getComputedStyle(document.querySelector('.xtick text')).fill"
    browser.open(pages["every status"], scheme="light")
    browser.run_until(DRAWN)
    light = (browser.run(paper), browser.run(ink))

    browser.prefer("dark")
    browser.run_until(f"{ink} === 'rgb(228, 233, 240)'")
    switched = (browser.run(paper), browser.run(ink))
    browser.open(pages["every status"], scheme="dark")
    browser.run_until(DRAWN)
    dark = (browser.run(paper), browser.run(ink))

    assert light == ("rgb(255, 255, 255)", "rgb(27, 36, 48)")
    assert switched == dark == ("rgb(18, 22, 28)", "rgb(228, 233, 240)")
