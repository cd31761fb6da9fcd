"""What the runner of the rules itself finds: rules to ignore that there is no use ignoring, and rules that crash."""

from __future__ import annotations

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Rule, described

IGNORE_UNKNOWN = described(
    "lint-ignore-unknown",
    Severity.WARNING,
    "What `lint.ignore` names is a rule.",
    why="A typo there ignores nothing, and the reason beside it misleads whoever reads it.",
)
IGNORE_UNUSED = described(
    "lint-ignore-unused",
    Severity.WARNING,
    "What `lint.ignore` names is broken by the spec.",
    why="The spec has changed since, and the exception would hide the next mistake of that kind.",
)
RULE_CRASHED = described(
    "rule-crashed",
    Severity.WARNING,
    "Every rule can judge the spec.",
    why="A bug of hpo-spec's own: the rule that crashed says nothing of the spec, all others have said theirs.",
)

RULES: tuple[Rule, ...] = (IGNORE_UNKNOWN, IGNORE_UNUSED, RULE_CRASHED)
