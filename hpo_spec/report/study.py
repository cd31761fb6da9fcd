"""A tuning job as an Optuna study, in memory or in a database that optuna-dashboard shows."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hpo_spec.aws.trials import Trial, is_maximized, objective_of
from hpo_spec.errors import UsageError
from hpo_spec.report.space import distributions_of, params_of
from hpo_spec.secret_text import masked

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial, TrialState

TUNING_JOB = "tuning job"
"""The study attribute with the ARN of the job that was exported: it tells our studies from others."""
_GOING_ON = ("InProgress", "Stopping")


def study_of(described: Mapping[str, Any], trials: Sequence[Trial]) -> optuna.Study:
    """The study of a tuning job that was described, in memory. Raises `UsageError` if Optuna is not installed."""
    study = _new_study(described, None)
    study.add_trials(frozen_trials(described, trials))
    return study


def export_study(described: Mapping[str, Any], trials: Sequence[Trial], url: str) -> optuna.Study:
    """Write the study of a tuning job into a database; what an earlier export wrote there is replaced.

    `url` is SQLAlchemy's, like `sqlite:///study.db`. Raises `UsageError` if it cannot be used, or has another study of
    that name, which stays as it is.
    """
    frozen = frozen_trials(described, trials)
    with _database(url):
        from optuna.storages import RDBStorage

        storage = RDBStorage(url)
        try:
            _remove_ours(described["HyperParameterTuningJobName"], storage, url)
            study = _new_study(described, storage)
            study.add_trials(frozen)
        finally:
            storage.remove_session()
        return study


def frozen_trials(described: Mapping[str, Any], trials: Sequence[Trial]) -> list[FrozenTrial]:
    """The trials as Optuna has them, the one that was created first has the number 0."""
    _need_optuna()
    distributions = distributions_of(described, trials)
    return [_frozen(trial, distributions) for trial in in_order(trials)]


def in_order(trials: Sequence[Trial]) -> list[Trial]:
    """Trials as they were created: the place of each is its number in the study."""
    return sorted(trials, key=lambda trial: (trial.created, trial.name))


def _need_optuna() -> None:
    try:
        import optuna
    except ImportError:
        raise UsageError("this needs Optuna: pip install 'hpo-spec[report]'") from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)


def _new_study(described: Mapping[str, Any], storage: optuna.storages.BaseStorage | None) -> optuna.Study:
    _need_optuna()
    import optuna

    study = optuna.create_study(
        study_name=described["HyperParameterTuningJobName"],
        storage=storage,
        direction="maximize" if is_maximized(described) else "minimize",
    )
    study.set_user_attr(TUNING_JOB, described.get("HyperParameterTuningJobArn", ""))
    study.set_user_attr("status", described.get("HyperParameterTuningJobStatus", ""))
    metric = objective_of(described).get("MetricName")
    if metric:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            study.set_metric_names([metric])
    return study


def _remove_ours(name: str, storage: optuna.storages.BaseStorage, url: str) -> None:
    import optuna

    existing = [study for study in optuna.get_all_study_summaries(storage) if study.study_name == name]
    for summary in existing:
        if TUNING_JOB not in summary.user_attrs:
            raise UsageError(
                f"{masked(url)!r} has a study {name!r} that hpo-spec did not write: name another database, or remove "
                f"the study with: optuna delete-study --study-name {name} --storage {masked(url)}"
            )
        optuna.delete_study(study_name=name, storage=storage)


def _frozen(trial: Trial, distributions: Mapping[str, BaseDistribution]) -> FrozenTrial:
    from optuna.trial import TrialState, create_trial

    state = _state(trial)
    has_value = state in (TrialState.COMPLETE, TrialState.PRUNED)
    started = trial.started or trial.created
    frozen = create_trial(
        state=state,
        value=trial.objective if has_value else None,
        params=params_of(trial, distributions),
        distributions={name: distributions[name] for name in trial.tuned},
        user_attrs=_attributes(trial),
    )
    frozen.datetime_start = _local(started)
    frozen.datetime_complete = _local(max(trial.ended or started, started)) if state.is_finished() else None
    return frozen


def _state(trial: Trial) -> TrialState:
    """A training job that stopped early counts with what it had logged; one without an objective is no result."""
    from optuna.trial import TrialState

    if trial.status in _GOING_ON:
        return TrialState.RUNNING
    if not trial.has_succeeded or trial.objective is None or math.isnan(trial.objective):
        return TrialState.FAIL
    return {"Completed": TrialState.COMPLETE, "Stopped": TrialState.PRUNED}.get(trial.status, TrialState.FAIL)


def _attributes(trial: Trial) -> dict[str, str]:
    found = {
        "training job": trial.name,
        "status": trial.status,
        "definition": trial.definition,
        "failure reason": trial.failure_reason,
    }
    return {name: value for name, value in found.items() if value}


def _local(time: datetime) -> datetime:
    """As Optuna has times: those of this machine's clock, without a zone."""
    return time.astimezone().replace(tzinfo=None)


@contextmanager
def _database(url: str) -> Iterator[None]:
    """Turns what a database, or the way to it, says into a `UsageError`."""
    if "://" not in url:
        raise UsageError(f"{url!r} is no database URL: write sqlite:///{url or 'study.db'} for a file.")
    if url.partition("://")[2].strip("/") in ("", ":memory:"):
        raise UsageError(f"{masked(url)!r} is forgotten when this ends: name a file, as in sqlite:///study.db.")
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, OptunaError, ImportError, OSError, RuntimeError) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise UsageError(f"cannot write the study to {masked(url)!r}: {masked(reason)}") from error
