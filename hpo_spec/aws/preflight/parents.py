"""Whether a tuning job may be warm-started from its parents, by the developer guide's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import Account
from hpo_spec.aws.preflight.check import Question, Verdict, cannot_tell, fails, works
from hpo_spec.aws.preflight.jobs import find_job
from hpo_spec.aws.trials import objective_of
from hpo_spec.finding import format_path
from hpo_spec.request.comparing import described_differences
from hpo_spec.request.needs import definitions_of, parents_of, ranges_of

_ENDED = ("Completed", "Stopped", "Failed")
_FIRST = datetime(2018, 10, 1, tzinfo=timezone.utc)
_SERVICES_OWN = "_tuning_objective_metric"
_KINDS = ("IntegerParameterRanges", "ContinuousParameterRanges", "CategoricalParameterRanges")
_DEFINITION = "TrainingJobDefinition"
_DATA = ((_DEFINITION, "InputDataConfig"), (_DEFINITION, "AlgorithmSpecification", "TrainingImage"))
_FROZEN = tuple(
    (_DEFINITION, member)
    for member in ("Environment", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "RetryStrategy")
)
"""What was not in the list of members that may change in 2023; the list may have grown."""
_MOST_CHANGES = 10
_SAFE_JOBS = 500
"""Of a warm start and its parents together, says one page of the developer guide; as many as of any job, another."""
_MOST_JOBS = {"Random": 10_000}
_MOST_JOBS_ELSE = 750
_COUNTED = ("Completed", "Stopped", "NonRetryableError")
_CORRECT = "Correct the job, or choose other parents."


def ask_about_parents(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each parent is there, has ended, and searched for the same; and how many jobs that makes in all."""
    names = parents_of(request)
    for name in names:
        yield Question("parent", name, partial(_parent, name, request, account))
    if names:
        yield Question("parents", "all their training jobs", partial(_total, names, request, account))


def _parent(name: str, request: Mapping[str, Any], account: Account) -> Verdict:
    parent = find_job(name, account)
    if parent is None:
        return fails("there is no such tuning job", "Check the name and the region.")
    status = parent.get("HyperParameterTuningJobStatus", "")
    if status not in _ENDED:
        return fails(f"it has not ended: {status}", "Wait for its end, or stop it.")
    created = parent.get("CreationTime")
    if created is not None and created < _FIRST:
        return fails("it is older than 2018-10-01", "Choose a later job.")
    wrong = list(_differences(request, parent))
    if wrong:
        return fails("; ".join(wrong), _CORRECT)
    frozen = _changed(request, parent, _FROZEN)
    if frozen:
        return cannot_tell(f"SageMaker may not let a warm start change {', '.join(frozen)}", _CORRECT)
    return works(f"{status}, and it searched for the same{_left_out(request, parent)}")


def _left_out(request: Mapping[str, Any], parent: Mapping[str, Any]) -> str:
    """The parents of a parent: SageMaker does not look at them by itself."""
    left = [name for name in parents_of(parent) if name not in parents_of(request)]
    return f"; what its own parents found does not count, unless you name them too: {', '.join(left)}" if left else ""


def _total(names: Sequence[str], request: Mapping[str, Any], account: Account) -> Verdict:
    config = request.get("HyperParameterTuningJobConfig", {})
    own = config.get("ResourceLimits", {}).get("MaxNumberOfTrainingJobs", 0)
    counters = [(find_job(name, account) or {}).get("TrainingJobStatusCounters") or {} for name in names]
    theirs = sum(counter.get(status, 0) for counter in counters for status in _COUNTED)
    said = f"{theirs} of the parents and {own} of its own"
    most = _MOST_JOBS.get(config.get("Strategy", ""), _MOST_JOBS_ELSE)
    if theirs + own > most:
        return fails(f"{said} are more than {most:,}", "Lower `max_jobs`, or name fewer parents.")
    if theirs + own > _SAFE_JOBS:
        return cannot_tell(f"{said} are more than {_SAFE_JOBS}, which may be the most that a warm start counts")
    return works(said)


def _differences(request: Mapping[str, Any], parent: Mapping[str, Any]) -> Iterator[str]:
    """What SageMaker refuses, all of it."""
    ours, theirs = objective_of(request), objective_of(parent)
    if dict(ours) != dict(theirs):
        yield f"its objective is {_objective(theirs)}, not {_objective(ours)}"
    names, their_names = _names(request), _names(parent)
    if names != their_names:
        only = [f"{name} is not in the parent" for name in sorted(names - their_names)]
        only += [f"{name} is only in the parent" for name in sorted(their_names - names)]
        yield f"the set of static and tuned hyperparameters is not the same: {', '.join(only)}"
    kinds, their_kinds = _kinds(request), _kinds(parent)
    for name in kinds:
        kind, their_kind = kinds[name], their_kinds.get(name, kinds[name])
        if kind != their_kind:
            yield f"{name} is {their_kind} there, and {kind} here"
    changes = _static_changes(request, parent)
    if len(changes) > _MOST_CHANGES:
        yield f"{len(changes)} hyperparameters have become static, or another static value: {_MOST_CHANGES} may"
    if request.get("WarmStartConfig", {}).get("WarmStartType") == "IdenticalDataAndAlgorithm":
        changed = _changed(request, parent, _DATA)
        if changed:
            yield f"IdenticalDataAndAlgorithm does not let it change {', '.join(changed)}"


def _static_changes(request: Mapping[str, Any], parent: Mapping[str, Any]) -> list[str]:
    """What was tuned, or had another value: the guide counts some of them twice, so it is the least that it can be."""
    static, theirs = _static(request), _static(parent)
    return [name for name, value in static.items() if theirs.get(name) != value]


def _static(job: Mapping[str, Any]) -> dict[str, str]:
    own = next(iter(definitions_of(job)), {}).get("StaticHyperParameters") or {}
    return {name: value for name, value in own.items() if name != _SERVICES_OWN}


def _changed(request: Mapping[str, Any], parent: Mapping[str, Any], below: tuple[tuple[str, ...], ...]) -> list[str]:
    differences = described_differences(request, parent)
    return [format_path(item.path) for item in differences if any(item.path[: len(path)] == path for path in below)]


def _objective(said: Mapping[str, str]) -> str:
    return f"{said.get('Type', '').lower()} {said.get('MetricName', '')}"


def _names(job: Mapping[str, Any]) -> set[str]:
    return {*_static(job), *(item["Name"] for items in _ranges(job).values() for item in items or [])}


def _kinds(job: Mapping[str, Any]) -> dict[str, str]:
    ranges = _ranges(job)
    return {
        item["Name"]: kind.removesuffix("ParameterRanges").lower() for kind in _KINDS for item in ranges.get(kind) or []
    }


def _ranges(job: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ranges of the first definition: a warm start has no other."""
    return ranges_of(next(iter(definitions_of(job)), {}), job)
