"""The study as the figures show it: texts that plotly takes as they are, times in UTC, all objectives counted."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

_LONGEST = 28
"""Characters of a text that stands at an axis."""


def shown_study(study: optuna.Study) -> optuna.Study:
    """A copy whose names and categories can stand in a figure.

    A training job that stopped early counts with what it had logged, as it does when SageMaker takes the best one. One
    whose objective is infinite has no place in a figure.
    """
    import optuna

    names = labels(study_names(study))
    shown = optuna.create_study(direction=study.direction)
    shown.add_trials([_shown_trial(trial, names) for trial in study.get_trials(deepcopy=False)])
    return shown


def study_names(study: optuna.Study) -> list[str]:
    """The hyperparameters of all trials, in the order in which they appear."""
    return list(dict.fromkeys(name for trial in study.get_trials(deepcopy=False) for name in trial.params))


def labels(texts: Iterable[str]) -> dict[str, str]:
    """By text, what stands for it in a figure: short, different from the others', and without markup."""
    found: dict[str, str] = {}
    for text in texts:
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        number, label = 1, short
        while label in found.values():
            number += 1
            label = f"{short} ({number})"
        found.setdefault(text, label)
    return {text: html.escape(label, quote=False) for text, label in found.items()}


def _shown_trial(trial: FrozenTrial, names: Mapping[str, str]) -> FrozenTrial:
    from optuna.trial import TrialState, create_trial

    shown = {name: _shown_param(trial.params[name], trial.distributions[name]) for name in trial.params}
    counts = trial.value is not None and math.isfinite(trial.value)
    without_value = TrialState.FAIL if trial.state.is_finished() else trial.state
    copy = create_trial(
        state=TrialState.COMPLETE if counts else without_value,
        value=trial.value if counts else None,
        params={names[name]: value for name, (value, _) in shown.items()},
        distributions={names[name]: distribution for name, (_, distribution) in shown.items()},
    )
    copy.datetime_start, copy.datetime_complete = _utc(trial.datetime_start), _utc(trial.datetime_complete)
    return copy


def _shown_param(value: Any, distribution: BaseDistribution) -> tuple[Any, BaseDistribution]:
    from optuna.distributions import CategoricalDistribution

    if not isinstance(distribution, CategoricalDistribution):
        return value, distribution
    by_text = labels(map(str, distribution.choices))
    return by_text[str(value)], CategoricalDistribution(tuple(by_text.values()))


def _utc(time: datetime | None) -> datetime | None:
    return time and time.astimezone(timezone.utc).replace(tzinfo=None)
