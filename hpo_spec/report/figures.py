"""The figures of a report, by Optuna's visualisation: each one is plotly's JSON, or a sentence why there is none."""

from __future__ import annotations

import ast
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.errors import UsageError
from hpo_spec.report.colours import RUNNING, recolour
from hpo_spec.report.shown import labels, shown_study, study_names

if TYPE_CHECKING:
    import optuna

_ENOUGH = 4
"""Trials with an objective from which importances say anything."""
_NOTHING = "No trial has an objective yet."


class Figure(NamedTuple):
    """A figure of the page."""

    key: str
    title: str
    note: str
    """How to read it."""
    plot: dict[str, Any] | None
    """What plotly.js draws: `data` and `layout`."""
    instead: str = ""
    """Why there is no plot."""


def figures_of(study: optuna.Study, metric: str, now: datetime) -> dict[str, list[Figure]]:
    """By section of the page, the figures of a tuning job's study. Raises `UsageError` if plotly is not installed."""
    _need_plotly()
    with _quiet():
        shown = shown_study(study)
        target = labels([metric])[metric]
        return {
            "history": [_history(shown, target)],
            "hyperparameters": _slices(shown, target),
            "together": [_parallel(shown, target), _importances(shown)],
            "durations": [_timeline(shown, now)],
        }


def plotly_script() -> str:
    """Plotly.js, as the page has it inside."""
    _need_plotly()
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs()
    return script


def _history(study: optuna.Study, target: str) -> Figure:
    from optuna.visualization import plot_optimization_history

    title, note = "Objective over trials", "Trials are numbered from 0, as they were created."
    if not _with_objective(study):
        return Figure("history", title, "", None, _NOTHING)
    plot = _drawn(lambda: plot_optimization_history(study, target_name=target))
    for trace in plot["data"]:
        if trace.get("name") == "Best Value":
            trace["name"] = "best so far"
            trace["line"] = {"shape": "hv"}
    return Figure("history", title, note, plot)


def _slices(study: optuna.Study, target: str) -> list[Figure]:
    from optuna.visualization import plot_slice

    names = study_names(study)
    tried = {name for trial in _with_objective(study) for name in trial.params}
    if not tried:
        return [Figure("slices", "Each hyperparameter", "", None, _NOTHING if names else "Nothing was tuned yet.")]
    plots = [_drawn(partial(plot_slice, study, [name], target_name=target)) for name in names if name in tried]
    return [Figure(f"slice-{number}", "", "", _unquoted(plot)) for number, plot in enumerate(plots)]


def _unquoted(plot: dict[str, Any]) -> dict[str, Any]:
    """Categories as they are: Optuna 5 shows texts as Python writes them."""
    axis = plot["layout"].get("xaxis", {})
    for holder, member in [(axis, "categoryarray"), *((trace, "x") for trace in plot["data"])]:
        if axis.get("type") == "category" and isinstance(holder.get(member), list):
            holder[member] = [_text(value) for value in holder[member]]
    return plot


def _text(value: Any) -> Any:
    try:
        return ast.literal_eval(value) if isinstance(value, str) and value[:1] in "'\"" else value
    except (ValueError, SyntaxError):
        return value


def _parallel(study: optuna.Study, target: str) -> Figure:
    from optuna.visualization import plot_parallel_coordinate

    title = "All hyperparameters together"
    trials = _with_objective(study)
    if len(trials) < 2 or not any(trial.params for trial in trials):
        instead = "Parallel coordinates take two trials with an objective, and a hyperparameter."
        return Figure("parallel", title, "", None, instead)
    plot = _drawn(lambda: plot_parallel_coordinate(study, target_name=target))
    return Figure("parallel", title, "A line for each trial; the better its objective, the stronger its colour.", plot)


def _importances(study: optuna.Study) -> Figure:
    """By PED-ANOVA, which draws nothing at random."""
    from optuna.importance import PedAnovaImportanceEvaluator
    from optuna.visualization import plot_param_importances

    title, trials = "Importances", _with_objective(study)
    names = sorted({name for trial in trials for name in trial.params})
    if len(trials) < _ENOUGH or len(names) < 2:
        instead = f"Importances take {_ENOUGH} trials with an objective, and two hyperparameters."
        return Figure("importances", title, "", None, instead)
    if len({trial.value for trial in trials}) == 1:
        return Figure("importances", title, "", None, "There are no importances: all trials have the same objective.")
    note = f"By PED-ANOVA, from {len(trials)} trials: the share of each in what the best ones have in common."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            evaluator = PedAnovaImportanceEvaluator()
            plot = _drawn(lambda: plot_param_importances(study, evaluator=evaluator, params=names))
    except (ValueError, RuntimeError, UserWarning):
        instead = "There are no importances: the best trials cannot be told from the others."
        return Figure("importances", title, "", None, instead)
    for axis in ("xaxis", "yaxis"):
        plot["layout"][axis].pop("title")
    return Figure("importances", title, note, plot)


def _timeline(study: optuna.Study, now: datetime) -> Figure:
    """Those that run are drawn until `now`: Optuna takes this machine's clock, in its own time zone."""
    from optuna.visualization import plot_timeline

    if not study.get_trials(deepcopy=False):
        return Figure("timeline", "When trials ran", "", None, "No trial has begun yet.")
    plot = _drawn(lambda: plot_timeline(study))
    until = now.astimezone(timezone.utc).replace(tzinfo=None)
    for trace in plot["data"]:
        if trace["name"] == RUNNING:
            lasted = [until - datetime.fromisoformat(start) for start in trace["base"]]
            trace["x"] = [max(0.0, item.total_seconds() * 1000) for item in lasted]
    plot["layout"]["xaxis"]["title"] = {"text": "UTC"}
    return Figure("timeline", "When trials ran", "", plot)


def _with_objective(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    from optuna.trial import TrialState

    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))


def _drawn(draw: Callable[[], Any]) -> dict[str, Any]:
    """What plotly.js takes, without plotly's own theme: the page has one for light and one for dark."""
    plot: dict[str, Any] = json.loads(draw().to_json())
    for member in ("template", "title", "width", "height", "plot_bgcolor"):
        plot["layout"].pop(member, None)
    return recolour(plot)


def _need_plotly() -> None:
    try:
        import plotly  # noqa: F401
    except ImportError:
        raise UsageError("a report needs plotly: pip install 'hpo-spec[report]'") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Optuna's remarks on trials that a figure leaves out: the page says so itself."""
    import optuna

    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(level)
