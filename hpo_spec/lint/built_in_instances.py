"""Rules about the instances that built-in algorithms train on."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.instance_types import has_no_gpu
from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import View

_PAGES = "Developer guide, common-info-all-im-models and the page of each algorithm"


@rule(
    "builtin-gpu-missing",
    Severity.ERROR,
    "A built-in algorithm that trains on GPUs only gets an instance type that has them.",
    why="Its container has no other code, so that every training job fails, after its instances have started.",
    source=_PAGES,
    basis=Basis.LIKELY,
)
def gpu_missing(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        for item in job.instances if job.algorithm and job.algorithm.needs_gpu else ():
            if item.type and has_no_gpu(item.type):
                severity = Severity.WARNING if job.algorithm and job.algorithm.uncertain else None
                message = f"{job.algorithm_name} trains on GPUs only, and {item.type} has none"
                help = "Choose an instance type with GPUs, such as ml.g5.xlarge."
                yield Problem((*item.path, "instance_type"), message, help, severity)


@rule(
    "builtin-single-instance",
    Severity.WARNING,
    "A built-in algorithm that trains on one instance gets one.",
    why="It does not share out its work: the other instances are paid for, and do nothing of use.",
    source=_PAGES,
)
def single_instance(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        for item in job.instances if job.algorithm and job.algorithm.is_single_instance else ():
            if (item.count or 0) > 1:
                message = f"{job.algorithm_name} trains on one instance, not on {item.count}"
                yield Problem((*item.path, "instance_count"), message, "Write 1.")


def _runs_built_in(view: View) -> bool:
    return any(job.algorithm is not None for job in view.jobs)


RULES: tuple[Rule, ...] = (*only(_runs_built_in, gpu_missing, single_instance),)
