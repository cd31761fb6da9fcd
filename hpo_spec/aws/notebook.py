"""A tuning job as a notebook shows it: a small table, all of whose texts are escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from hpo_spec.errors import AwsError

if TYPE_CHECKING:
    from hpo_spec.aws.job import TuningJob
    from hpo_spec.aws.status import JobState


def html_of(job: TuningJob) -> str:
    """A tuning job's state, counts and best trial; a notebook is no place for a traceback where it cannot be asked."""
    try:
        rows = _rows(job.state())
    except AwsError as error:
        rows = {"error": str(error)}
    url = job.console_url
    name = f'<a href="{escape(url)}">{escape(job.name)}</a>' if url.startswith("https://") else escape(job.name)
    cells = "".join(f"<tr><th>{escape(head)}</th><td>{escape(text)}</td></tr>" for head, text in rows.items())
    return f"<table><caption>{name}</caption><tbody>{cells}</tbody></table>"


def _rows(state: JobState) -> Mapping[str, str]:
    trials = f"{state.done} of {state.max_jobs}" if state.max_jobs else str(state.done)
    counts = {"running": state.running, "failed": state.failed, "stopped": state.stopped}
    others = [f"{count} {what}" for what, count in counts.items() if count]
    rows = {"status": state.status.value, "trials": ", ".join([f"{trials} done", *others])}
    if state.failure_reason:
        rows["reason"] = state.failure_reason
    if state.best is not None:
        tuned = ", ".join(f"{name} = {value}" for name, value in state.best.hyperparameters.items())
        rows["best"] = f"{state.best.metric} {state.best.value:g} ({state.best.name})"
        rows["hyperparameters"] = tuned
    return rows
