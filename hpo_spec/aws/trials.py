"""The training jobs of a tuning job: what each tried, and what came out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from hpo_spec.aws.listing import PAGE_SIZE
from hpo_spec.aws.refusals import refusals
from hpo_spec.errors import UsageError
from hpo_spec.request.needs import definitions_of, ranges_of

if TYPE_CHECKING:
    import pandas as pd

    from hpo_spec.aws.clients import Clients

Value = int | float | str
_OPERATION = "ListTrainingJobsForHyperParameterTuningJob"
_KINDS: Mapping[str, Callable[[str], Value]] = {
    "IntegerParameterRanges": int,
    "ContinuousParameterRanges": float,
    "CategoricalParameterRanges": str,
}
_COLUMNS = frozenset(
    {
        *("rank", "name", "trial", "status", "objective", "definition"),
        *("duration_s", "started", "ended", "failure_reason"),
    }
)
"""What tables call what every trial has: a hyperparameter of that name is told apart."""


class Trial(NamedTuple):
    """A training job of a tuning job, from its summary: `HyperParameterTrainingJobSummary`."""

    name: str
    status: str
    objective: float | None
    """The last value of the objective metric, if that is a number."""
    metric: str
    has_succeeded: bool
    """Whether its objective counts: there is one, and `ObjectiveStatus` is `Succeeded`."""
    definition: str
    """The training job definition; empty for the only one."""
    tuned: Mapping[str, Value]
    """What was tuned: whole numbers, numbers and texts, as their ranges say."""
    created: datetime
    started: datetime | None
    ended: datetime | None
    failure_reason: str

    def duration_s(self, now: datetime | None = None) -> float | None:
        """Seconds that it trained, or has trained until `now`; `None` for one that has not begun."""
        if self.started is None:
            return None
        return max(0.0, ((self.ended or now or datetime.now(timezone.utc)) - self.started).total_seconds())

    def to_json(self) -> dict[str, object]:
        """Plain data for programs; times are ISO 8601 in UTC, and the duration is in seconds."""
        times = {"created": self.created, "started": self.started, "ended": self.ended}
        return {
            **self._asdict(),
            "tuned": dict(self.tuned),
            **{name: time.astimezone(timezone.utc).isoformat() if time else None for name, time in times.items()},
            "duration_s": self.duration_s(),
        }


class Trials(tuple[Trial, ...]):
    """The trials of a tuning job, the best one first, and those without an objective last."""

    __slots__ = ()

    @property
    def names(self) -> list[str]:
        """All hyperparameters that were tuned in any of them, in the order in which they appear."""
        return list(dict.fromkeys(name for trial in self for name in trial.tuned))

    @property
    def headings(self) -> dict[str, str]:
        """What a table calls each of them: its name, unless that is what every trial has."""
        return {name: f"{name} (tuned)" if name in _COLUMNS else name for name in self.names}

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each trial, a column for each hyperparameter. Raises `UsageError` if pandas is not installed."""
        try:
            import pandas as pd
        except ImportError:
            raise UsageError("a data frame needs pandas: pip install pandas") from None
        return pd.DataFrame([_row(trial, self.headings) for trial in self])


def trials_of(described: Mapping[str, Any], clients: Clients) -> Trials:
    """The trials of a tuning job that was described, in a call for each 100 of them. Raises `AwsError`."""
    name = described["HyperParameterTuningJobName"]
    kinds = _kinds_of(described)
    with refusals(_OPERATION, job=name):
        paginator = clients.sagemaker.get_paginator("list_training_jobs_for_hyper_parameter_tuning_job")
        pages = paginator.paginate(HyperParameterTuningJobName=name, PaginationConfig={"PageSize": PAGE_SIZE})
        found = [_trial(summary, kinds) for page in pages for summary in page["TrainingJobSummaries"]]
    return ranked(found, maximize=is_maximized(described))


def ranked(trials: Iterable[Trial], *, maximize: bool) -> Trials:
    """Trials, the best one first; ties, and those without an objective, by name."""

    def key(trial: Trial) -> tuple[bool, float, str]:
        value = (trial.objective or 0.0) if trial.has_succeeded else 0.0
        return not trial.has_succeeded, -value if maximize else value, trial.name

    return Trials(sorted(trials, key=key))


def is_maximized(described: Mapping[str, Any]) -> bool:
    """Whether more is better: all definitions of a tuning job have the same direction."""
    return objective_of(described).get("Type") == "Maximize"


def objective_of(described: Mapping[str, Any]) -> Mapping[str, str]:
    """The API's objective of a tuning job, or of its first definition."""
    shared = described.get("HyperParameterTuningJobConfig", {}).get("HyperParameterTuningJobObjective")
    own = (item.get("TuningObjective") for item in definitions_of(described))
    found: Mapping[str, str] = shared or next(filter(None, own), {})
    return found


def _kinds_of(described: Mapping[str, Any]) -> dict[tuple[str, str], Callable[[str], Value]]:
    """By definition and hyperparameter, what its values are; Autotune chooses others too."""
    return {
        (definition.get("DefinitionName", ""), item["Name"]): kind
        for definition in definitions_of(described)
        for member, kind in _KINDS.items()
        for item in ranges_of(definition, described).get(member) or []
    }


def _trial(summary: Mapping[str, Any], kinds: Mapping[tuple[str, str], Callable[[str], Value]]) -> Trial:
    metric = summary.get("FinalHyperParameterTuningJobObjectiveMetric", {})
    value = metric.get("Value")
    objective = value if value is not None and math.isfinite(value) else None
    definition = summary.get("TrainingJobDefinitionName", "")
    tuned = summary.get("TunedHyperParameters", {})
    return Trial(
        name=summary["TrainingJobName"],
        status=summary["TrainingJobStatus"],
        objective=objective,
        metric=metric.get("MetricName", ""),
        has_succeeded=objective is not None and summary.get("ObjectiveStatus", "Succeeded") == "Succeeded",
        definition=definition,
        tuned={name: _typed(text, kinds.get((definition, name), _guessed)) for name, text in tuned.items()},
        created=summary["CreationTime"],
        started=summary.get("TrainingStartTime"),
        ended=summary.get("TrainingEndTime"),
        failure_reason=summary.get("FailureReason", ""),
    )


def _typed(text: str, kind: Callable[[str], Value]) -> Value:
    try:
        return kind(text if kind is str else text.strip('"'))  # script mode encodes numbers as JSON texts
    except ValueError:
        return text


def _guessed(text: str) -> Value:
    try:
        return int(text)
    except ValueError:
        return float(text)


def _row(trial: Trial, headings: Mapping[str, str]) -> dict[str, object]:
    return {
        "trial": trial.name,
        "status": trial.status,
        "objective": trial.objective,
        **({"definition": trial.definition} if trial.definition else {}),
        **{heading: trial.tuned.get(name) for name, heading in headings.items()},
        "duration_s": trial.duration_s(),
        "started": trial.started,
        "ended": trial.ended,
        "failure_reason": trial.failure_reason,
    }
