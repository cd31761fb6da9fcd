"""Whether an algorithm resource is there, and takes what a request asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import DESCRIBE_ALGORITHM, Account, Answer, Unanswered
from hpo_spec.aws.preflight.check import Question, Verdict, fails, works
from hpo_spec.aws.refusals import says_that_a_job_is_gone
from hpo_spec.request.needs import algorithms_of, definitions_of, instances_of, ranges_of

_KINDS = {
    "IntegerParameterRanges": "Integer",
    "ContinuousParameterRanges": "Continuous",
    "CategoricalParameterRanges": "Categorical",
}


def ask_about_algorithms(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each algorithm resource exists, and its contract is kept."""
    for name in algorithms_of(request):
        yield Question("algorithm", name, partial(_algorithm, name, request, account))


def _algorithm(name: str, request: Mapping[str, Any], account: Account) -> Verdict:
    try:
        found = account.ask(DESCRIBE_ALGORITHM, AlgorithmName=name)
    except Unanswered as unanswered:
        if says_that_a_job_is_gone(unanswered.error):
            return fails("there is no such algorithm", "Check its name, or ARN, and the region.")
        raise
    if found["AlgorithmStatus"] != "Completed":
        return fails(f"it is not ready: {found['AlgorithmStatus']}", "Wait for it, or create it again.")
    definitions = [item for item in definitions_of(request) if algorithms_of({"TrainingJobDefinition": item}) == [name]]
    wrong = list(dict.fromkeys(line for item in definitions for line in _wrong(item, request, found)))
    if wrong:
        return fails("; ".join(wrong), "Correct the job, or choose another algorithm.")
    return works("it is ready, and takes these hyperparameters, channels and instances")


def _wrong(definition: Mapping[str, Any], request: Mapping[str, Any], found: Answer) -> Iterator[str]:
    takes: Mapping[str, Any] = found.get("TrainingSpecification", {})
    yield from _hyperparameters(ranges_of(definition, request), takes)
    yield from _objective(definition, request, takes)
    channels = {channel["Name"]: channel for channel in takes.get("TrainingChannels", [])}
    given = [channel.get("ChannelName", "") for channel in definition.get("InputDataConfig") or []]
    yield from (f"it takes no channel {name!r}" for name in given if name not in channels)
    needed = [name for name, its in channels.items() if its.get("IsRequired")]
    yield from (f"it needs a channel {name!r}" for name in needed if name not in given)
    types = takes.get("SupportedTrainingInstanceTypes", [])
    kinds = [instances.type for instances in instances_of({"TrainingJobDefinition": definition})]
    yield from (f"it does not run on {kind}" for kind in kinds if kind not in types)


def _objective(definition: Mapping[str, Any], request: Mapping[str, Any], takes: Mapping[str, Any]) -> Iterator[str]:
    config = request.get("HyperParameterTuningJobConfig", {})
    ours = definition.get("TuningObjective") or config.get("HyperParameterTuningJobObjective")
    if ours and ours not in takes.get("SupportedTuningJobObjectiveMetrics", []):
        yield f"its objectives do not include to {ours.get('Type', '').lower()} {ours.get('MetricName', '')!r}"


def _hyperparameters(ranges: Mapping[str, Any], takes: Mapping[str, Any]) -> Iterator[str]:
    supported = {item["Name"]: item for item in takes.get("SupportedHyperParameters", [])}
    for member, kind in _KINDS.items():
        for given in ranges.get(member) or []:
            its = supported.get(given["Name"])
            if its is None or not its.get("IsTunable"):
                yield f"{given['Name']} may not be tuned"
            elif its["Type"] != kind:
                yield f"{given['Name']} is {its['Type'].lower()} there, and {kind.lower()} here"
            else:
                yield from _outside(given, its.get("Range", {}))


def _outside(given: Mapping[str, Any], its: Mapping[str, Any]) -> Iterator[str]:
    """A range, or a value of it, that is beyond what the algorithm takes."""
    values = its.get("CategoricalParameterRangeSpecification", {}).get("Values", [])
    if values:
        yield from (f"{given['Name']} may not be {value!r}" for value in given.get("Values", []) if value not in values)
    for member in ("IntegerParameterRangeSpecification", "ContinuousParameterRangeSpecification"):
        bounds = its.get(member)
        if bounds and not _lies_within(given, bounds):
            yield f"{given['Name']} has to lie between {bounds['MinValue']} and {bounds['MaxValue']}"


def _lies_within(given: Mapping[str, Any], bounds: Mapping[str, Any]) -> bool:
    try:
        low, high = Decimal(given["MinValue"]), Decimal(given["MaxValue"])
        return Decimal(bounds["MinValue"]) <= low and high <= Decimal(bounds["MaxValue"])
    except InvalidOperation:
        return True
