"""Rules about Bayesian search: how many training jobs at a time it can learn from, and what a seed does for it."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.limits import is_parallel_over_quota, parallel_over_quota
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View

_CONSIDERATIONS = "Developer guide, automatic-model-tuning-considerations"
_MUCH_PARALLEL = 10


@rule(
    "bayesian-parallelism",
    Severity.WARNING,
    "In a Bayesian search, few of the training jobs run at a time: a tenth of them, or 10, and never more than half.",
    why="What runs at the same time is chosen without knowing the results of each other: the more, the less it is "
    "better than Random. Above the quota of parallel-over-quota, that rule is heard first.",
    source=f"{_CONSIDERATIONS}; github.com/aws/amazon-sagemaker-examples issue 3623",
)
def bayesian_parallelism(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    jobs, parallel = tuning.limits.max_jobs or 0, tuning.limits.max_parallel_jobs
    one_of_them = {parallel_over_quota.id, bayesian_parallelism.id}
    is_refused = is_parallel_over_quota(view) and one_of_them.isdisjoint(view.ignored)
    if tuning.strategy != "Bayesian" or not 1 < parallel <= jobs or is_refused:
        return
    if parallel * 2 > jobs or (parallel > _MUCH_PARALLEL and parallel * 10 > jobs):
        message = f"is {parallel:,} of {jobs:,} training jobs, which learn nothing from each other"
        if parallel == jobs:
            message = f"all {jobs:,} training jobs run at once: no better than Random"
        fewer = max(1, min(jobs // 2, max(_MUCH_PARALLEL, jobs // 10)))
        help = f"Lower it to {fewer} or less, raise `max_jobs`, or choose the strategy Random."
        yield Problem(("tuning", "limits", "max_parallel_jobs"), message, help)


@rule(
    "random-seed-bayesian",
    Severity.INFO,
    "`random_seed` is given with the strategies Random and Hyperband.",
    why="A Bayesian search depends on results too, so that a seed makes it more consistent, not the same; a grid does "
    "not depend on it.",
    source=_CONSIDERATIONS,
)
def random_seed_bayesian(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if tuning.random_seed is not None and tuning.strategy in ("Bayesian", "Grid"):
        message = "makes a Bayesian search more consistent, but not the same each time"
        if tuning.strategy == "Grid":
            message = "makes no difference to a grid"
        yield Problem(("tuning", "random_seed"), message, on_key=True)


RULES: tuple[Rule, ...] = (bayesian_parallelism, random_seed_bayesian)
