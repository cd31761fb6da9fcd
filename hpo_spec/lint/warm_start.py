"""Rules about warm starts, so far as a spec alone can tell."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import View


@rule(
    "warm-start-parent-name-missing",
    Severity.ERROR,
    "The parents of a warm start are different tuning jobs, and none is the job itself.",
    why="No client compares these names. SageMaker takes names that differ in case only for the same one.",
    source="API reference, ParentHyperParameterTuningJob; sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def warm_start_parent_name_missing(view: View) -> Iterator[Problem]:
    own = (view.spec.name or "").lower()
    seen: set[str] = set()
    for index, parent in enumerate(view.spec.warm_start.parents if view.spec.warm_start else ()):
        path = ("warm_start", "parents", index)
        if parent.lower() in seen:
            yield Problem(path, f"the parent {parent!r} is named twice", "Remove one of the two.")
        elif parent.lower() == own:
            help = "Name the earlier tuning job here, or give this one another name."
            yield Problem(path, f"{parent!r} is this tuning job itself", help)
        seen.add(parent.lower())


@rule(
    "warm-start-strategy",
    Severity.WARNING,
    "A job with a warm start searches with Bayesian or Random.",
    why="The guide speaks of warm starts for these two only: others may refuse the parents, or ignore them.",
    source="Developer guide, automatic-model-tuning-warm-start, which is older than Grid and Hyperband",
    basis=Basis.UNSURE,
)
def warm_start_strategy(view: View) -> Iterator[Problem]:
    strategy = view.spec.tuning.strategy
    is_single = len(view.jobs) == 1  # several definitions have no warm start at all
    if view.spec.warm_start and is_single and strategy not in ("Bayesian", "Random"):
        message = f"it is not known that {strategy} learns from a warm start's parents"
        yield Problem(("tuning", "strategy"), message, "Choose Bayesian or Random, or remove `warm_start`.")


def _is_warm_started(view: View) -> bool:
    return view.spec.warm_start is not None


RULES: tuple[Rule, ...] = (*only(_is_warm_started, warm_start_parent_name_missing, warm_start_strategy),)
