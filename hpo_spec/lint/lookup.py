"""Rules by the ids that users name."""

from __future__ import annotations

from collections.abc import Sequence

from hpo_spec.errors import UsageError
from hpo_spec.lint.linting import RULES
from hpo_spec.lint.rule import Rule
from hpo_spec.validation import suggest


def find_rules(ids: Sequence[str]) -> list[Rule]:
    """The rules of some ids, in their order. Raises `UsageError` that names every one that there is none of."""
    rules = {rule.id: rule for rule in RULES}
    unknown = [_unknown(id, list(rules)) for id in dict.fromkeys(ids) if id not in rules]
    if unknown:
        raise UsageError("\n       ".join([*unknown, "`hpo-spec explain` lists all rules."]))
    return [rules[id] for id in ids]


def _unknown(id: str, known: list[str]) -> str:
    containing = [rule for rule in known if id in rule.split("-")]
    advice = f"With that word: {', '.join(containing)}." if containing else suggest(id, known)
    return f"there is no rule {id!r}. {advice}".strip()
