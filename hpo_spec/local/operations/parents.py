"""Whether a tuning job may be warm-started from its parents, in the service's words where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.local.definitions import OBJECTIVE_KEY, definitions_of
from hpo_spec.local.refusal import invalid
from hpo_spec.local.sampling.warm_start import parents_of
from hpo_spec.local.state.database import Session
from hpo_spec.local.state.records import TuningJob

_NOT_THE_SAME_SET = (
    "The set of tunable plus static HyperParameter names is not the same across current and parent tuning jobs. Please "
    "ensure this set is constant when warm starting. Note that previously static HyperParameters can be tuned in warm "
    "start jobs and vice versa."
)


def check_parents(session: Session, request: Mapping[str, Any]) -> None:
    """Raises `Refusal` for a parent that is not there, has not ended, or searched for something else."""
    for name in parents_of(request):
        parent = session.find(TuningJob, name)
        if parent is None:
            raise invalid(f"The parent hyperparameter tuning job {name} does not exist.")
        if not parent.is_final:
            raise invalid(f"The parent hyperparameter tuning job {name} is not in a terminal state: {parent.status}.")
        _compare(request, parent)


def _compare(request: Mapping[str, Any], parent: TuningJob) -> None:
    ours, theirs = definitions_of(request)[0], definitions_of(parent.request)[0]
    if (ours.metric, ours.maximize) != (theirs.metric, theirs.maximize):
        raise invalid(
            f"The objective of the parent hyperparameter tuning job {parent.name} is another one: it must be the same."
        )
    if _names(ours.body, ours.ranges) != _names(theirs.body, theirs.ranges):
        raise invalid(_NOT_THE_SAME_SET)
    kinds, their_kinds = _kinds(ours.ranges), _kinds(theirs.ranges)
    changed = [name for name in kinds if kinds[name] != their_kinds.get(name, kinds[name])]
    if changed:
        raise invalid(f"The type of the hyperparameter {changed[0]} is another one in the parent {parent.name}.")


def _names(body: Mapping[str, Any], ranges: Mapping[str, Any]) -> set[str]:
    return {*body.get("StaticHyperParameters", {}), *_kinds(ranges)} - {OBJECTIVE_KEY}


def _kinds(ranges: Mapping[str, Any]) -> dict[str, str]:
    return {item["Name"]: kind for kind, items in ranges.items() for item in items or []}
