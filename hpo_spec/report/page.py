"""The report: one HTML file with all that it needs inside, which asks nothing of any network.

Its policy lets the browser run the two scripts that it has, by their digests, and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from string import Template

from hpo_spec import __version__
from hpo_spec.aws.trials import objective_of
from hpo_spec.report.asked import asked, request
from hpo_spec.report.figures import Figure, figures_of, plotly_script
from hpo_spec.report.fragments import Html, element, escaped, joined, script_data, section
from hpo_spec.report.outcome import failures, outcome, time_text, trials_table
from hpo_spec.report.result import Result, without_secrets
from hpo_spec.report.study import study_of

_TITLES = {
    "history": "Objective",
    "hyperparameters": "Each hyperparameter against the objective",
    "together": "What matters",
    "durations": "Durations",
}


def page_of(result: Result) -> str:
    """The page, as HTML. The same result gives the same page. Raises `UsageError` without Optuna or plotly."""
    result = without_secrets(result)
    metric = objective_of(result.described).get("MetricName") or "objective"
    figures = figures_of(study_of(result.described, result.trials), metric, result.now)
    drawn = {figure.key: figure.plot for group in figures.values() for figure in group if figure.plot}
    library = _inside_script(plotly_script()) if drawn else ""
    script = _file("page.js")
    return Template(_file("page.html")).substitute(
        title=escaped(result.state.name),
        policy=escaped(_policy(library, script)),
        style=_file("page.css"),
        header=_header(result, metric).source,
        main=_main(result, figures).source,
        footer=escaped(f"Made by hpo-spec {__version__} on {time_text(result.now)}."),
        figures=script_data(drawn).source,
        library=library,
        script=script,
    )


def _header(result: Result, metric: str) -> Html:
    state = result.state
    kind = objective_of(result.described).get("Type", "")
    times = [f"created {time_text(state.created)}" if state.created else ""]
    times += [f"ended {time_text(state.ended)}" if state.ended else ""]
    line = " · ".join(filter(None, [state.strategy, f"{kind} {metric}".strip(), *times]))
    status = element("span", state.status.value, class_=f"status {state.status.value.lower()}")
    return joined([element("h1", state.name), element("p", status, " ", line)])


def _main(result: Result, figures: dict[str, list[Figure]]) -> Html:
    drawn = [section(key, _TITLES[key], _figures(key, group)) for key, group in figures.items()]
    told = [failures(result), trials_table(result), asked(result), request(result)]
    return joined([outcome(result), *drawn, *told])


def _figures(key: str, figures: Sequence[Figure]) -> Html:
    return element(
        "div", *(_figure(figure, shows_title=key == "together") for figure in figures), class_=f"plots {key}"
    )


def _figure(figure: Figure, *, shows_title: bool) -> Html:
    title = [element("h3", figure.title)] if shows_title else []
    if figure.plot is None:
        return element("div", *title, element("p", figure.instead))
    note = [element("figcaption", figure.note, class_="note")] if figure.note else []
    plot = element("div", element("div", data_figure=figure.key), class_="scrolling")
    return element("figure", *title, plot, *note, id=f"figure-{figure.key}")


def _policy(*scripts: str) -> str:
    """Plotly makes styles as it draws, and functions for figures in WebGL."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed} 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _inside_script(code: str) -> str:
    """Code that can stand in a page: a string in it that looks like the end of a script does not end one."""
    return code.replace("</script", "<\\/script")


def _file(name: str) -> str:
    return (files("hpo_spec.report") / name).read_text(encoding="utf-8")
