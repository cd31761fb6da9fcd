"""What a notebook shows of a job."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from hpo_spec.aws import TuningJob
from hpo_spec.local_mode import local_clients
from tests.scripted import ScriptedSageMaker, ended, in_progress


class Texts(HTMLParser):
    """The texts of a page, and whether every tag that it opens is closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(job: TuningJob) -> Texts:
    return Texts(job._repr_html_())


def test_state_counts_and_best_are_shown(sagemaker: ScriptedSageMaker) -> None:
    sagemaker.script("a", in_progress(4, 3, 1, 4.5))

    texts = shown(TuningJob("a", sagemaker.clients())).texts

    assert texts == [
        *("a", "status", "InProgress", "trials", "5 of 20 done, 3 running, 1 failed"),
        *("best", "validation:rmse 4.5 (boston-003-0e830ada)", "hyperparameters", "eta = 0.1"),
    ]


def test_the_name_leads_to_the_console_or_nowhere_for_a_job_on_this_machine(
    sagemaker: ScriptedSageMaker, tmp_path: Path
) -> None:
    sagemaker.script("a", in_progress())

    assert "a" in shown(TuningJob("a", sagemaker.clients())).tags
    assert "a" not in shown(TuningJob("a", local_clients(tmp_path))).tags


def test_what_sagemaker_says_is_escaped(sagemaker: ScriptedSageMaker) -> None:
    step = ended("Failed", reason="<script>alert('1 & 2')</script>")
    step["BestTrainingJob"]["TunedHyperParameters"] = {"<b>": "</table>"}
    sagemaker.script("a", step)

    found = shown(TuningJob("a", sagemaker.clients()))

    assert "<script>alert('1 & 2')</script>" in found.texts
    assert "<b> = </table>" in found.texts
    assert set(found.tags) == {"table", "caption", "a", "tbody", "tr", "th", "td"}


def test_a_job_that_cannot_be_asked_shows_why(sagemaker: ScriptedSageMaker) -> None:
    (_, what, said) = shown(TuningJob("nobody", sagemaker.clients())).texts

    assert what == "error"
    assert "There is no tuning job 'nobody'" in said
