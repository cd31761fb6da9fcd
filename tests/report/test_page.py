"""The page about a tuning job, without a browser."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from hpo_spec import compile_request, load_spec
from hpo_spec.report.page import page_of
from tests.report.cases import CASES, HOSTILE
from tests.report.jobs import START, described, finished, result, trial

ROOT = Path(__file__).parent.parent.parent


class Page(HTMLParser):
    """What a page has, as a browser would read it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.sections: dict[str, str] = {}
        self.scripts: list[str] = []
        self._section = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.addresses += [str(given[name]) for name in ("src", "href", "srcset", "action") if name in given]
        if tag == "script":
            self.scripts.append("")
        if tag == "section":
            self._section = str(given["id"])

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.scripts:
            self.scripts[-1] += data
        elif self._section:
            self.sections[self._section] = self.sections.get(self._section, "") + data + " "

    @property
    def figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = json.loads(self.scripts[0])
        return figures


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_job_has_all_sections_and_no_address(case: str) -> None:
    page = Page(page_of(CASES[case]))

    sections = [
        "outcome",
        "history",
        "hyperparameters",
        "together",
        "durations",
        "failures",
        "trials",
        "asked",
        "request",
    ]
    assert list(page.sections) == sections
    assert page.addresses == ["data:,"]
    assert page.tags.count("script") == 3  # the figures, plotly and ours


@pytest.mark.parametrize("case", ["every status", "several definitions", "hostile text"])
def test_the_same_job_gives_the_same_page(case: str) -> None:
    script = (
        f"from tests.report.cases import *; from hpo_spec.report.page import page_of; print(page_of(CASES[{case!r}]))"
    )

    pages = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }

    assert len(pages) == 1


def test_the_page_says_what_was_asked() -> None:
    asked = Page(page_of(result(trials=finished(3)))).sections["asked"]

    for text in ("Bayesian", "Minimize loss", "at most 20", "at most 3", "my-image:1.0", "2 × ml.m5.large"):
        assert text in asked
    for text in (
        "s3://bucket/train.csv",
        "s3://bucket/output",
        "0.001 to 0.5",
        "Logarithmic",
        "gbtree, dart",
        "rounds",
    ):
        assert text in asked
    assert "_tuning_objective_metric" not in asked


@pytest.mark.parametrize("spec", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_can_be_asked_for(spec: Path) -> None:
    request = compile_request(load_spec(spec), region="us-west-2")
    job = {**request, "HyperParameterTuningJobStatus": "InProgress", "CreationTime": START}

    sections = Page(page_of(result(job))).sections

    definitions = request.get("TrainingJobDefinitions") or [request["TrainingJobDefinition"]]
    assert len(re.findall(r"instances +[0-9]+ × ml\.", sections["asked"])) == len(definitions)
    channels = [channel["ChannelName"] for item in definitions for channel in item.get("InputDataConfig", [])]
    assert all(f"data: {name}" in sections["asked"] for name in channels)
    assert request["HyperParameterTuningJobName"] in sections["request"]


def test_the_page_says_what_came_out() -> None:
    outcome = Page(page_of(CASES["every status"])).sections["outcome"]

    assert re.search(r"0\.5 +best objective", outcome)
    assert re.search(r"18/20 +trials done", outcome)
    assert re.search(r"4 +failed", outcome)
    assert re.search(r"1h +so far", outcome)
    assert re.search(r"training job +job-016 .*status +Stopped", outcome)
    assert re.search(r"eta +0\.07.* tuned .*rounds +100 +static", outcome)
    assert "s3://bucket/output/model.tar.gz" in outcome


def test_without_a_best_trial_the_page_says_why() -> None:
    why = "Tuning job 'job' has no best trial: it has no training job yet."

    assert why in Page(page_of(result(why_none=why))).sections["outcome"]


def test_failures_stand_together_the_most_frequent_first() -> None:
    failures = Page(page_of(CASES["every status"])).sections["failures"]

    assert re.search(r"3 × +AlgorithmError.*job-012, job-013, job-014.*1 × +CapacityError.*job-015", failures, re.S)


def test_the_table_has_a_row_for_each_trial_the_best_one_first() -> None:
    source = page_of(CASES["every status"])
    table = source[source.index('class="sortable"') : source.index('id="asked"')]

    rows = re.findall(r'<tr class="(\w+)">(.*?)</tr>', table)

    assert len(rows) == 19
    assert rows[0][0] == "best"
    assert "job-016" in rows[0][1]
    assert "definition</button>" not in table


def test_several_definitions_are_a_column_of_their_own() -> None:
    page = Page(page_of(CASES["several definitions"]))

    assert re.search(r"objective +definition +eta +kernel", page.sections["trials"])
    assert "Definition trees" in page.sections["asked"]
    assert "Definition vectors" in page.sections["asked"]


def test_every_figure_is_there() -> None:
    figures = Page(page_of(CASES["many trials"])).figures

    slices = [f"slice-{number}" for number in range(4)]
    assert sorted(figures) == sorted(["history", *slices, "parallel", "importances", "timeline"])
    best = next(trace for trace in figures["history"]["data"] if trace["name"] == "best so far")
    assert best["y"] == sorted(best["y"], reverse=True)


def test_a_trial_that_stopped_early_counts_in_the_figures_as_it_does_for_the_best() -> None:
    figures = Page(page_of(CASES["every status"])).figures

    assert 16 in figures["history"]["data"][0]["x"]
    assert min(figures["history"]["data"][0]["y"]) == 0.5


@pytest.mark.parametrize(
    ("case", "section", "sentence"),
    [
        ("no trials", "history", "No trial has an objective yet."),
        ("no trials", "durations", "No trial has begun yet."),
        ("no trials", "trials", "There is no trial yet."),
        ("only failures", "hyperparameters", "No trial has an objective yet."),
        ("nothing tuned", "hyperparameters", "Nothing was tuned yet."),
        ("one trial", "together", "Parallel coordinates take two trials with an objective, and a hyperparameter."),
        ("nothing tuned", "together", "Parallel coordinates take two trials"),
        ("two trials", "together", "Importances take 4 trials with an objective, and two hyperparameters."),
        ("one hyperparameter", "together", "Importances take 4 trials with an objective, and two hyperparameters."),
        ("all the same", "together", "There are no importances: all trials have the same objective."),
        ("many trials", "failures", "No trial has failed."),
    ],
)
def test_a_figure_that_cannot_be_is_a_sentence(case: str, section: str, sentence: str) -> None:
    assert sentence in Page(page_of(CASES[case])).sections[section]


def test_text_of_a_job_is_never_markup() -> None:
    source = page_of(CASES["hostile text"])
    page = Page(source)

    assert "img" not in page.tags
    assert "<script>window.ran" not in source
    assert HOSTILE in page.sections["failures"]
    assert all("<" not in text for text in re.findall(r'"text":"(.*?)"', page.scripts[0]))
    assert "$title ${title} %{x}" in page.sections["trials"]


@pytest.mark.parametrize("case", CASES)
def test_no_figure_is_empty(case: str) -> None:
    assert all(figure["data"] for figure in Page(page_of(CASES[case])).figures.values())


def test_plotly_is_inside_once_and_not_at_all_without_figures() -> None:
    from plotly.offline import get_plotlyjs

    start = get_plotlyjs()[:400]

    assert page_of(CASES["many trials"]).count(start) == 1
    assert len(page_of(CASES["no trials"])) < 50_000


def test_secrets_are_masked() -> None:
    job = described()
    job["TrainingJobDefinition"]["StaticHyperParameters"] = {"db_password": "correct-horse-battery"}
    failed = trial(1, "Failed", failure_reason="cannot log in with correct-horse-battery")

    source = page_of(result(job, [*finished(1), failed], tags=[{"Key": "api_key", "Value": "0123-abcd-4567"}]))

    assert "db_password" in source
    assert "correct-horse-battery" not in source
    assert "0123-abcd-4567" not in source


def test_the_request_is_the_one_that_made_the_job() -> None:
    made = Page(page_of(result(trials=finished(2)))).sections["request"]

    assert '"Strategy": "Bayesian"' in made
    assert "HyperParameterTuningJobStatus" not in made


def test_a_job_that_completed_early_says_why() -> None:
    job = described()
    job["HyperParameterTuningJobConfig"]["TuningJobCompletionCriteria"] = {"TargetObjectiveMetricValue": 2.0}
    job["TrainingJobStatusCounters"] = {"Completed": 5}

    outcome = Page(page_of(result(job, finished(5)))).sections["outcome"]
    assert "It completed early: the best objective has reached its target of 2.0." in outcome
