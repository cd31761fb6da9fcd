"""Rules about how many training jobs there are, how long they may take, and what that adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hpo_spec.facts.training import DEFAULT_RUNTIME_S
from hpo_spec.finding import Severity
from hpo_spec.lint.cost import CostBound, cost_bound, training_jobs
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.search_space import combinations, is_thin
from hpo_spec.lint.view import View
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.duration import format_duration

_QUOTAS = "Developer guide, automatic-model-tuning-limits"
_STOPPING = "API reference, StoppingCondition.MaxRuntimeInSeconds"
_PROGRESS = "Developer guide, automatic-model-tuning-progress"
_LIMITS = ("tuning", "limits")
_MOST_JOBS = 750
_MOST_RANDOM_JOBS = 10_000
_PARALLEL_QUOTA = 10
_MOST_PARALLEL = 100
_DAY_S = 86_400
_MOST_TUNING_S = 30 * _DAY_S
_MOST_TRAINING_S = 28 * _DAY_S
_ENOUGH_JOBS = 50


@rule(
    "max-jobs-over-quota",
    Severity.ERROR,
    "There are at most 750 training jobs; under Random search 10,000, with a raised quota.",
    why="SageMaker refuses more, and only the quota of Random search can be raised.",
    source=_QUOTAS,
)
def max_jobs_over_quota(view: View) -> Iterator[Problem]:
    path, strategy, jobs = (*_LIMITS, "max_jobs"), view.spec.tuning.strategy, view.spec.tuning.limits.max_jobs or 0
    if strategy in ("Bayesian", "Hyperband") and jobs > _MOST_JOBS:
        message = f"is {jobs:,}, but {strategy} search runs at most {_MOST_JOBS} training jobs"
        yield Problem(path, message, f"Lower it to {_MOST_JOBS}: this quota cannot be raised.")
    elif strategy == "Random" and jobs > _MOST_RANDOM_JOBS:
        message = f"is {jobs:,}, but no quota allows more than {_MOST_RANDOM_JOBS:,}"
        yield Problem(path, message, f"Lower it to {_MOST_RANDOM_JOBS:,} or less.")
    elif strategy == "Random" and jobs > _MOST_JOBS:
        message = f"is {jobs:,}, above the default quota of {_MOST_JOBS}"
        help = f"Have the account's quota raised first, or lower it to {_MOST_JOBS}."
        yield Problem(path, message, help, Severity.WARNING)


@rule(
    "parallel-over-quota",
    Severity.WARNING,
    "At most 10 training jobs run at a time; with a raised quota 100.",
    why="SageMaker refuses more than the account's quota, which is 10 unless it was raised.",
    source=_QUOTAS,
)
def parallel_over_quota(view: View) -> Iterator[Problem]:
    path, parallel = (*_LIMITS, "max_parallel_jobs"), view.spec.tuning.limits.max_parallel_jobs
    if not is_parallel_over_quota(view):
        return
    if parallel > _MOST_PARALLEL:
        message = f"is {parallel:,}, but no quota allows more than {_MOST_PARALLEL}"
        help = f"Lower it to {_PARALLEL_QUOTA}, or to what the account's quota was raised to."
        yield Problem(path, message, help, Severity.ERROR)
    else:
        message = f"is {parallel}, above the default quota of {_PARALLEL_QUOTA}"
        yield Problem(path, message, f"Have the account's quota raised first, or lower it to {_PARALLEL_QUOTA}.")


def is_parallel_over_quota(view: View) -> bool:
    """Whether SageMaker refuses so many training jobs at a time, unless the account's quota was raised."""
    return view.spec.tuning.limits.max_parallel_jobs > _PARALLEL_QUOTA


@rule(
    "tuning-runtime-over-30-days",
    Severity.WARNING,
    "A tuning job's `max_runtime` is at most 30 days.",
    why="The API's model allows half a year, but the documented quota ends a tuning job after 30 days.",
    source=f"{_QUOTAS}; API reference, ResourceLimits.MaxRuntimeInSeconds",
)
def tuning_runtime_over_30_days(view: View) -> Iterator[Problem]:
    runtime = view.spec.tuning.limits.max_runtime
    if runtime is not None and runtime > _MOST_TUNING_S:
        message = f"is {format_duration(runtime)}, but a tuning job runs for 30 days at most"
        yield Problem(
            (*_LIMITS, "max_runtime"), message, "Lower it to 30 days (2592000 s): this quota cannot be raised."
        )


@rule(
    "training-runtime-over-28-days",
    Severity.ERROR,
    "A training job's `max_runtime` is at most 28 days.",
    why="SageMaker refuses more; the API's model has no upper bound, so that no client notices.",
    source=_STOPPING,
)
def training_runtime_over_28_days(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        runtime = job.max_runtime or 0
        if runtime > _MOST_TRAINING_S:
            path = (*job.path, "stopping_condition", "max_runtime")
            message = f"is {format_duration(runtime)}, but a training job runs for 28 days at most"
            yield Problem(path, message, "Lower it to 28 days (2419200 s) or less.")


@rule(
    "training-runtime-default",
    Severity.WARNING,
    "A training job's `max_runtime` is given.",
    why="Without it each training job may run for a day, so that one that hangs is paid for as long.",
    source=_STOPPING,
)
def training_runtime_default(view: View) -> Iterator[Problem]:
    jobs = training_jobs(view)
    for job in view.jobs:
        if job.max_runtime is None:
            hours = DEFAULT_RUNTIME_S // 3600
            total = f" ({jobs:,} × {hours} h = {_number(jobs * DEFAULT_RUNTIME_S)} h)" if jobs else ""
            message = f"is not given, so that each training job may run for a day{total}"
            help = "Write how long a training job may take, such as 2h (7200 s)."
            yield Problem((*job.path, "stopping_condition", "max_runtime"), message, help)


@rule(
    "parallel-exceeds-total",
    Severity.WARNING,
    "At most `max_jobs` training jobs run at a time.",
    why="The others never start, but SageMaker holds them against the quota for parallel training jobs.",
    source="inferred from ResourceLimits",
    basis=Basis.LIKELY,
)
def parallel_exceeds_total(view: View) -> Iterator[Problem]:
    limits = view.spec.tuning.limits
    if limits.max_jobs is not None and limits.max_parallel_jobs > limits.max_jobs:
        message = f"is {limits.max_parallel_jobs:,}, but `max_jobs` is only {limits.max_jobs:,}"
        help = f"Lower it to {limits.max_jobs:,} or less."
        yield Problem((*_LIMITS, "max_parallel_jobs"), message, help)


@rule(
    "training-runtime-exceeds-tuning",
    Severity.WARNING,
    "A training job's `max_runtime` is at most the tuning job's own.",
    why="The tuning job's is for all training jobs together, and stops those that still run when it is over.",
    source="github.com/aws/sagemaker-python-sdk issue 3983; API reference, ResourceLimits",
    basis=Basis.LIKELY,
)
def training_runtime_exceeds_tuning(view: View) -> Iterator[Problem]:
    limit = view.spec.tuning.limits.max_runtime
    for job in view.jobs:
        runtime = job.max_runtime or 0
        if limit is not None and limit < runtime <= _MOST_TRAINING_S:
            message = f"is {format_duration(runtime)}, but the whole tuning job ends after {format_duration(limit)}"
            help = "Lower it, or raise the tuning job's `max_runtime`, which is for all training jobs together."
            yield Problem((*job.path, "stopping_condition", "max_runtime"), message, help)


@rule(
    "budget-below-recommendation",
    Severity.INFO,
    "There are 50 training jobs or more.",
    why="Most searches need 50 or more to find good values, and 200 or more to find better ones.",
    source=_PROGRESS,
)
def budget_below_recommendation(view: View) -> Iterator[Problem]:
    jobs, found = view.spec.tuning.limits.max_jobs, combinations(view)
    is_exempt = view.spec.tuning.strategy == "Grid" or view.spec.warm_start is not None or is_thin(view)
    if jobs is None or jobs >= _ENOUGH_JOBS or is_exempt or (found and found[0] < _ENOUGH_JOBS):
        return
    message = f"is {jobs}, but most searches need {_ENOUGH_JOBS} or more"
    yield Problem((*_LIMITS, "max_jobs"), message, "Raise it, unless this is only to try things out.")


@rule(
    "cost-upper-bound",
    Severity.INFO,
    "What a tuning job can use at most is known before it starts.",
    why="The limits multiply: jobs, instances and hours. Better to see the product here than on the bill.",
    source=_PROGRESS,
)
def cost_upper_bound(view: View) -> Iterator[Problem]:
    yield from _cost(view)


def cost_in_words(spec: TuningJobSpec) -> str:
    """What a tuning job may cost at most, whatever rules are asked."""
    if spec.request_patch:
        from hpo_spec.lint.patched import sent

        request = sent(spec)
        if request is None or request.spec is None or not request.is_whole:
            return "the cost cannot be bounded: with its `request_patch`, the request cannot be read"
        spec = request.spec
    return next((problem.message for problem in _cost(View(spec))), "there is no training job")


def _cost(view: View) -> Iterator[Problem]:
    bound = cost_bound(view)
    if bound is not None:
        yield Problem(_LIMITS, _amount(bound), on_key=True)
    elif view.jobs:
        is_countable = training_jobs(view) or view.spec.tuning.limits.max_runtime
        missing = "a training job's instances are not given" if is_countable else "`max_jobs` is not given"
        help = "" if is_countable else "Write `max_jobs`, or a `max_runtime` beside it."
        yield Problem(_LIMITS, f"the cost cannot be bounded: {missing}", help, on_key=True)


def _amount(bound: CostBound) -> str:
    """Such as `at most 20 instance-hours of ml.m5.xlarge`, with the factors of it."""
    used = [(_number(seconds), type) for type, seconds in bound.instance_seconds.items()]
    first = "at most 1 instance-hour" if used[0][0] == "1" else f"at most {used[0][0]} instance-hours"
    hours = " and ".join([f"{first} of {used[0][1]}", *(f"{number} of {type}" for number, type in used[1:])])
    jobs = f"{bound.training_jobs:,} training job{'s' * (bound.training_jobs > 1)}"
    counts = list(bound.instances.values())
    instances = f"{' + '.join(map(str, counts))} instance{'s' * (sum(counts) > 1)}"
    factors = " × ".join([jobs + " at a time" * bound.is_wall_clock, instances, _runtime(bound.runtime_s)])
    default = ", SageMaker's default" * bound.is_default_runtime
    worst = f", if all are of {bound.definition!r}" if bound.definition else ""
    return f"{hours} ({factors}{default}{worst})"


def _number(seconds: int) -> str:
    """Hours, for people: `1,440`, `0.5`."""
    if seconds < 360:
        return f"{seconds / 3600:.2g}"
    if seconds >= 10**15:
        return f"{Decimal(seconds) / 3600:.3g}"
    return f"{seconds / 3600:,.2f}".rstrip("0").removesuffix(".")


def _runtime(seconds: int) -> str:
    """In the largest unit that gives a short number: `1.5 h`, `20 min`, `90 s`."""
    if seconds >= 1800 and seconds % 36 == 0:
        return f"{_number(seconds)} h"
    return f"{seconds // 60:,} min" if seconds % 60 == 0 else f"{seconds:,} s"


RULES: tuple[Rule, ...] = (
    max_jobs_over_quota,
    parallel_over_quota,
    tuning_runtime_over_30_days,
    training_runtime_over_28_days,
    training_runtime_default,
    parallel_exceeds_total,
    training_runtime_exceeds_tuning,
    budget_below_recommendation,
    cost_upper_bound,
)
