"""Rules about `request_patch`: members that the models know nothing of."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.training_only import TRAINING_ONLY
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.rule_ids import training_only_message


@rule(
    "training-only-field",
    Severity.ERROR,
    "A training job of a tuning job has only the members that a tuning job's definition has.",
    why="CreateTrainingJob has more: the debugger, the profiler, experiments, an entry point of the container and "
    "others. botocore refuses them in a tuning job's definition. A training job's environment may have 100 entries, "
    "here 48.",
    source="botocore's service model: CreateTrainingJob against HyperParameterTrainingJobDefinition",
)
def training_only_field(view: View) -> Iterator[Problem]:
    definition = (view.spec.request_patch or {}).get("TrainingJobDefinition")
    path: Path = ("request_patch", "TrainingJobDefinition")
    if isinstance(definition, dict):
        specification = definition.get("AlgorithmSpecification")
        names = specification if isinstance(specification, dict) else {}
        inner = [(*path, "AlgorithmSpecification", name) for name in names]
        for at in [*((*path, name) for name in definition), *inner]:
            if at[-1] in TRAINING_ONLY:
                yield Problem(at, *training_only_message(str(at[-1])), on_key=True)


RULES: tuple[Rule, ...] = (training_only_field,)
