"""All that a report is made from: what the API says about a tuning job at one moment, without its secrets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.status import JobState
from hpo_spec.aws.trials import Trial, Trials
from hpo_spec.errors import JobError
from hpo_spec.secret_text import hidden, secrets_in

if TYPE_CHECKING:
    from hpo_spec.aws.best_trial import Best
    from hpo_spec.aws.job import TuningJob


class Result(NamedTuple):
    """A tuning job, its trials and the best one."""

    described: dict[str, Any]
    """Describe's answer."""
    tags: Sequence[dict[str, str]]
    trials: Trials
    best: Best | None
    why_none: str
    """Why there is no best trial; empty if there is one."""
    now: datetime

    @property
    def state(self) -> JobState:
        """How the job is doing."""
        return JobState.of(self.described)


def result_of(job: TuningJob, now: datetime) -> Result:
    """Ask for all of it but the tags, which not everybody may read. Raises `AwsError`."""
    from hpo_spec.aws.best_trial import best_of
    from hpo_spec.aws.trials import trials_of

    described = job.describe()
    trials = trials_of(described, job.clients)
    try:
        best, why_none = best_of(described, job.clients), ""
    except JobError as error:
        best, why_none = None, str(error)
    return Result(described, (), trials, best, why_none, now)


def without_secrets(result: Result) -> Result:
    """The same, with each secret of the request and of the tags masked wherever it stands."""
    static = dict(result.best.static) if result.best else {}
    secrets = secrets_in({"described": result.described, "tags": list(result.tags), "static": static})
    trials = [_masked_trial(trial, secrets) for trial in result.trials]
    best = result.best and result.best._replace(static=_masked(static, secrets))
    return result._replace(
        described=_masked(result.described, secrets),
        tags=_masked(list(result.tags), secrets),
        trials=Trials(trials),
        best=best,
        why_none=hidden(result.why_none, secrets),
    )


def _masked_trial(trial: Trial, secrets: Collection[str]) -> Trial:
    return trial._replace(failure_reason=hidden(trial.failure_reason, secrets))


def _masked(data: Any, secrets: Collection[str]) -> Any:
    if isinstance(data, str):
        return hidden(data, secrets)
    if isinstance(data, dict):
        return {name: _masked(value, secrets) for name, value in data.items()}
    return [_masked(item, secrets) for item in data] if isinstance(data, list) else data
