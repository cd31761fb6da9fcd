"""What the parents of a warm-started tuning job tried."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from hpo_spec.local.definitions import Definition
from hpo_spec.local.sampling.samplers import Observation
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import OF_TUNING_JOB, TrainingJob
from hpo_spec.local.state.status import ObjectiveStatus


def parents_of(request: Mapping[str, Any]) -> list[str]:
    """The names of the parents."""
    given = request.get("WarmStartConfig", {}).get("ParentHyperParameterTuningJobs", [])
    return [item["HyperParameterTuningJobName"] for item in given]


def observations_of_parents(
    database: Database, request: Mapping[str, Any], definition: Definition
) -> list[Observation]:
    """What the parents' training jobs came to, in the terms of this one.

    With other data an objective means something else: each parent's values then only say which were better than others.
    """
    is_transfer = request.get("WarmStartConfig", {}).get("WarmStartType") == "TransferLearning"
    found: list[Observation] = []
    for parent in parents_of(request):
        with database.reading() as session:
            trials = session.select(TrainingJob, OF_TUNING_JOB, parent)
        observed = [
            Observation(_tuned(trial, definition), trial.objective)
            for trial in trials
            if trial.objective_status is ObjectiveStatus.SUCCEEDED and trial.objective is not None
        ]
        found += _standardised(observed) if is_transfer else observed
    return found


def _tuned(trial: TrainingJob, definition: Definition) -> dict[str, str]:
    """The values of a trial for all that is tuned here: what was static there too."""
    known = trial.request["HyperParameters"]
    ranges = [item["Name"] for group in definition.ranges.values() for item in group]
    return {name: known[name] for name in ranges if name in known}


def _standardised(observed: Sequence[Observation]) -> list[Observation]:
    values = [item.value for item in observed if item.value is not None]
    mean, spread = (statistics.fmean(values), statistics.pstdev(values)) if values else (0.0, 0.0)
    return [item._replace(value=(item.value - mean) / (spread or 1.0)) for item in observed if item.value is not None]
