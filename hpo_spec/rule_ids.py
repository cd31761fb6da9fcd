"""Which rule an error of the models, or of the text, breaks: the id that `explain` knows, by its kind and its place."""

from __future__ import annotations

from hpo_spec.facts.training_only import training_only_member
from hpo_spec.finding import Finding, Path, Severity

_ANY_KIND = ""

_BY_PLACE: tuple[tuple[str, str, str], ...] = (
    ("value-bound", "name", "tuning-job-name-pattern"),
    ("value-bound", "name_prefix", "tuning-job-name-pattern"),
    ("value-pattern", "name", "tuning-job-name-pattern"),
    ("value-pattern", "name_prefix", "tuning-job-name-pattern"),
    ("value-enum", "tuning.early_stopping", "enum-spelled-as-in-docs"),
    ("value-enum", "warm_start.type", "enum-spelled-as-in-docs"),
    ("value-enum", "**.output.compression", "output-compression-enum"),
    ("value-enum", "**.inputs.*.compression", "output-compression-enum"),
    ("value-bound", "**.static_hyperparameters.*", "static-value-over-2500"),
    ("value-bound", "**.ranges.*.values.*", "range-value-over-256"),
    ("value-bound", "**.ranges.*.min", "range-value-over-256"),
    ("value-bound", "**.ranges.*.max", "range-value-over-256"),
    ("value-bound", "**.ranges.*.hint", "range-value-over-256"),
    ("key", "**.ranges.*", "range-value-over-256"),
    ("value-bound", "**.ranges", "range-count-over-30"),
    ("value-bound", "**.algorithm.metrics", "metric-count-over-20"),
    ("value-bound", "**.environment", "multi-def-environment-total"),
    ("value-type", "**.static_hyperparameters.*", "yaml-non-string-scalar"),
    ("value-type", "**.ranges.*.values.*", "yaml-non-string-scalar"),
    ("value-type", "**.ranges.*.min", "yaml-non-string-scalar"),
    ("value-type", "**.ranges.*.max", "yaml-non-string-scalar"),
    ("value-type", "**.ranges.*.hint", "yaml-non-string-scalar"),
    ("value-type", "**.environment", "yaml-non-string-scalar"),
    ("value-type", "**.environment.*", "yaml-non-string-scalar"),
    (_ANY_KIND, "warm_start.parents.*", "warm-start-parent-name-missing"),
    ("yaml-duplicate-key", "tags.*", "tag-key-duplicate"),
    ("yaml-duplicate-key", "**.inputs.*", "channel-name-duplicate"),
    ("yaml-duplicate-key", "**.ranges.*", "range-name-duplicate"),
    ("yaml-duplicate-key", "**.metrics.*", "metric-name-duplicate"),
)
"""By the kind of an error and the pattern of its path (`*` is any one part, `**` any beginning), the rule."""

_DEFINITIONS = ("training_job", "training_jobs", "algorithm")
_MAX_PARALLEL = ("tuning", "limits", "max_parallel_jobs")


def named(finding: Finding, *, autotune: bool = False) -> Finding:
    """The finding with the id of the rule that it breaks; `autotune` is whether the spec turns that on."""
    if finding.rule == "field-unknown":
        return _unknown(finding)
    if autotune and (finding.rule, finding.path) == ("field-missing", _MAX_PARALLEL):
        return finding._replace(rule="autotune-still-needs-required")
    for kind, pattern, rule in _BY_PLACE:
        if kind in (finding.rule, _ANY_KIND) and _matches(finding.path, pattern.split(".")):
            return finding._replace(rule=rule)
    return finding


def training_only(finding: Finding, member: str) -> Finding:
    """The finding of an unknown field or member as that of one which only `CreateTrainingJob` has."""
    message, help = training_only_message(member)
    return finding._replace(severity=Severity.ERROR, rule="training-only-field", message=message, help=help)


def training_only_message(member: str) -> tuple[str, str]:
    """What is wrong with a member that only `CreateTrainingJob` has, and what to do."""
    return (
        f"{member} is a member of CreateTrainingJob that a tuning job cannot have",
        "Remove it, or set it in the program.",
    )


def _unknown(finding: Finding) -> Finding:
    *_, owner, name = ("", *(part for part in finding.path if isinstance(part, str)))
    member = training_only_member(name) if owner in _DEFINITIONS else None
    return finding if member is None else training_only(finding, member)


def _matches(path: Path, pattern: list[str]) -> bool:
    if pattern[0] == "**":
        pattern = pattern[1:]
        path = path[len(path) - len(pattern) :] if len(path) > len(pattern) else ()
    return len(path) == len(pattern) and all(part in ("*", mine) for part, mine in zip(pattern, path, strict=True))
