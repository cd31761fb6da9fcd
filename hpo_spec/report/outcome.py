"""The sections of a report that say what came out: the outcome, the failures, and all trials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from textwrap import shorten

from hpo_spec.aws.best_trial import Best
from hpo_spec.aws.failures import Failure, grouped_failures
from hpo_spec.aws.trials import Trial
from hpo_spec.report.fragments import NONE, Cell, Html, element, facts, joined, section, sortable, table
from hpo_spec.report.result import Result
from hpo_spec.report.study import in_order
from hpo_spec.spec.duration import format_duration

_FEW = 5
"""Names of trials that are listed; the table has the others."""

_LONG = 160
"""Characters of a reason in the table; the failures above it have the whole of it."""


def outcome(result: Result) -> Html:
    """How the job ended, and its best trial."""
    reason, early = result.state.failure_reason, result.state.early_end
    said = [element("p", f"SageMaker says: {reason}", class_="reason")] if reason else []
    said += [element("p", f"It completed early: {early}.")] if early else []
    best = _best(result.best) if result.best else element("p", result.why_none)
    return section("outcome", "Outcome", _tiles(result), *said, best)


def failures(result: Result) -> Html:
    """Why trials failed: the same reasons together."""
    groups = grouped_failures(result.trials)
    if not groups:
        return section("failures", "Failures", element("p", "No trial has failed."))
    return section("failures", "Failures", element("ul", *map(_failure, groups), class_="failures"))


def trials_table(result: Result) -> Html:
    """Every trial, the best one first."""
    if not result.trials:
        return section("trials", "Trials", element("p", "There is no trial yet."))
    several = any(trial.definition for trial in result.trials)
    headings = ["#", "trial", "status", "objective", *(["definition"] if several else [])]
    numbers = {trial.name: number for number, trial in enumerate(in_order(result.trials))}
    rows = [_row(trial, numbers[trial.name], result, several=several) for trial in result.trials]
    reason = ["failure reason"] if _have_reasons(result) else []
    content = sortable([*headings, *result.trials.names, "duration", *reason], rows)
    return section("trials", "Trials", content)


def duration_text(seconds: float | None) -> str:
    """`1h30m`, or `0.6s` for what is over in a moment."""
    if seconds is None:
        return NONE
    return f"{seconds:.1f}s" if seconds < 10 else format_duration(round(seconds))


def time_text(time: datetime | None) -> str:
    """To the second, in UTC."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC") if time else ""


def _tiles(result: Result) -> Html:
    state = result.state
    shown = {
        "best objective": f"{state.best.value:g}" if state.best else NONE,
        "trials done": f"{state.done}/{state.max_jobs}" if state.max_jobs else str(state.done),
        "completed": state.completed,
        "stopped": state.stopped,
        "failed": state.failed,
        "running": state.running,
        "took" if state.status.is_final else "so far": duration_text(state.elapsed_s(result.now)),
    }
    tiles = (element("div", element("b", str(value)), element("span", name)) for name, value in shown.items())
    return element("div", *tiles, class_="tiles")


def _best(best: Best) -> Html:
    values = [(name, value, "tuned") for name, value in best.tuned.items()]
    values += [(name, value, "static") for name, value in best.static.items()]
    about = facts(
        [
            ("training job", best.name),
            ("status", best.status),
            (best.metric or "objective", repr(best.objective)),
            ("training time", duration_text(best.training_time_s)),
            ("model", best.artifact),
            ("image", best.image),
        ]
    )
    return joined([element("h3", "The best trial"), about, table(["hyperparameter", "value", "kind"], values)])


def _failure(failure: Failure) -> Html:
    names = [trial.name for trial in failure.trials]
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    reason = failure.reason or "SageMaker gives no reason"
    count = element("b", f"{len(names)} × ")
    return element("li", count, reason, element("p", ", ".join(names[:_FEW]) + more, class_="note"))


def _row(trial: Trial, number: int, result: Result, *, several: bool) -> tuple[str, Sequence[Cell]]:
    seconds = trial.duration_s(result.now)
    cells = [
        Cell(str(number), number),
        Cell(trial.name),
        Cell(trial.status),
        Cell("") if trial.objective is None else Cell(f"{trial.objective:.6g}", trial.objective),
        *([Cell(trial.definition)] if several else []),
        *(_value(trial, name) for name in result.trials.names),
        Cell("") if seconds is None else Cell(duration_text(seconds), seconds),
        *([Cell(shorten(trial.failure_reason, _LONG, placeholder=" …"))] if _have_reasons(result) else []),
    ]
    is_best = result.best is not None and result.best.name == trial.name
    return "best" if is_best else trial.status.lower(), cells


def _have_reasons(result: Result) -> bool:
    return any(trial.failure_reason for trial in result.trials)


def _value(trial: Trial, name: str) -> Cell:
    value = trial.tuned.get(name, "")
    return Cell(value) if isinstance(value, str) else Cell(f"{value:.6g}", value)
