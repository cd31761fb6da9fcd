"""Plain data -> a valid spec, or every finding that pydantic has, in words that help.

Knows no files: findings carry paths, and whoever has the text adds the positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from hpo_spec.errors import SpecError
from hpo_spec.finding import Finding, Path, Severity
from hpo_spec.rule_ids import named
from hpo_spec.secret_text import secrets_in
from hpo_spec.spec import TuningJobSpec
from hpo_spec.spec.introspection import Located, field_docs, locate_error
from hpo_spec.spec.ranges import RANGE_LISTS

_QUOTED = r"'([^']*)'|(\d+)"
_DID_YOU_MEAN = "Did you mean"
_LEAST_BEGINNING = 3
"""How many letters make the beginning of a name: `log` means `Logarithmic`."""
_EXPECTED = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "`true` or `false`",
}


def validate_data(data: object) -> TuningJobSpec:
    """The spec that plain data describes. Raises `SpecError` with all its findings, without positions."""
    if not isinstance(data, dict):
        raise SpecError([_error("value-type", f"a spec is a mapping, not {_shape(data)}", ())])
    try:
        return TuningJobSpec.model_validate(data)
    except ValidationError as error:
        findings = [_finding(item, locate_error(item["loc"])) for item in error.errors(include_url=False)]
        autotune = data.get("autotune") is True
        secrets = secrets_in(data)
        named_ones = [named(finding, autotune=autotune) for finding in _one_per_cause(findings)]
        raise SpecError([finding.hiding(secrets) for finding in named_ones]) from None  # pydantic's own prints values


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `text` nearly is, or is an end of; `None` if none is, or several."""
    from difflib import get_close_matches

    plain, wanted = {_plain(name): name for name in known}, _plain(text)
    close = [name for name in plain if name.endswith(wanted)] if len(wanted) >= _LEAST_BEGINNING else []
    if len(close) != 1:
        close = get_close_matches(wanted, list(plain), n=1, cutoff=0.6)
    if not close and len(wanted) >= _LEAST_BEGINNING:
        close = [name for name in plain if name.startswith(wanted)]
    return plain[close[0]] if len(close) == 1 else None


def suggest(text: str, known: Iterable[str]) -> str:
    """`Did you mean …?` if one of `known` is nearly `text`, else nothing."""
    meant = nearest(text, known)
    return "" if meant is None else f"{_DID_YOU_MEAN} {meant!r}?"


def is_typo(text: str, known: str) -> bool:
    """Whether `text` is `known` but for its case, its separators or one letter."""
    from difflib import SequenceMatcher

    if _plain(text) == _plain(known):
        return True
    same = sum(block.size for block in SequenceMatcher(None, text, known).get_matching_blocks())
    return max(len(text), len(known)) - same == 1


def paths_meant(findings: list[Finding]) -> set[Path]:
    """Where the names stand that unknown ones are taken for."""
    return {
        (*finding.path[:-1], finding.help.split("'")[1])
        for finding in findings
        if finding.rule == "field-unknown" and finding.help.startswith(_DID_YOU_MEAN)
    }


def _one_per_cause(findings: list[Finding]) -> list[Finding]:
    """Without "is missing" for a field that stands there under a name that is nearly right."""
    meant = paths_meant(findings)
    return [finding for finding in findings if finding.rule != "field-missing" or finding.path not in meant]


def _finding(item: Any, at: Located) -> Finding:
    kind, context = item["type"], item.get("ctx", {})
    if kind in _FINDINGS:
        return _FINDINGS[kind](item, at)
    if kind in _EXPECTED:
        return _error("value-type", f"must be {_EXPECTED[kind]}, not {_shape(item['input'])}", at.path, _hint(item))
    if at.is_key:
        return _error("key", f"this key {_bound(kind, context) or item['msg']}", at.path)._replace(on_key=True)
    return _error(_rule(kind), _bound(kind, context) or item["msg"], at.path)


def _unknown_field(at: Located) -> Finding:
    name = str(at.path[-1])
    known = list(at.parent.model_fields) if at.parent else []
    advice = suggest(name, known) or f"Known here: {', '.join(sorted(known))}."
    return _error("field-unknown", f"there is no field {name!r} here", at.path, advice)._replace(on_key=True)


def _missing_field(at: Located) -> Finding:
    doc = field_docs(at.parent).get(str(at.path[-1]), "") if at.parent else ""
    return _error("field-missing", "is missing", at.path, doc)


def _unknown_value(item: Any, at: Located) -> Finding:
    known = [text or number for text, number in re.findall(_QUOTED, item["ctx"]["expected"])]
    return _not_one_of(item["input"], known, at.path)


def _missing_type(at: Located) -> Finding:
    return _error("field-missing", "is missing", (*at.path, "type"), f"One of {_listed(list(RANGE_LISTS))}.")


def _unknown_type(item: Any, at: Located) -> Finding:
    return _not_one_of(item["ctx"]["tag"], list(RANGE_LISTS), (*at.path, "type"))


_FINDINGS: dict[str, Callable[[Any, Located], Finding]] = {
    "extra_forbidden": lambda _, at: _unknown_field(at),
    "missing": lambda _, at: _missing_field(at),
    "literal_error": _unknown_value,
    "union_tag_not_found": lambda _, at: _missing_type(at),
    "union_tag_invalid": _unknown_type,
}
"""By the type of pydantic's error, the finding for it, where it is more than a message."""


def _not_one_of(value: object, known: list[str], path: Path) -> Finding:
    advice = suggest(value, known) if isinstance(value, str) else ""
    if isinstance(value, str) and value.isdecimal() and value in known:
        advice = "Remove the quotes."
    shown = str(value).lower() if isinstance(value, (bool, int, float)) else repr(value)
    return _error("value-enum", f"must be {_listed(known)}, not {shown}", path, advice)


def _bound(kind: str, context: dict[str, Any]) -> str:
    """Bounds in words; empty for an error that has its own."""
    match kind:
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "too_short":
            return f"must have at least {_entries(context['min_length'])}, has {context['actual_length']}"
        case "too_long":
            actual = context["actual_length"] or "more"
            return f"must have at most {_entries(context['max_length'])}, has {actual}"
    return ""


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _rule(kind: str) -> str:
    if kind in ("greater_than_equal", "less_than_equal", "too_short", "too_long", "text_length", "too_many_ranges"):
        return "value-bound"
    if kind == "text_pattern":
        return "value-pattern"
    return "field-missing" if kind in ("one_name", "missing_uri") else "value-type"


def _hint(item: Any) -> str:
    if item["type"] == "string_type" and isinstance(item["input"], (int, float)):
        return "Quote it."
    if item["type"] == "int_type" and isinstance(item["input"], str):
        return "Remove the quotes." if item["input"].strip("-").isdigit() else ""
    return ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _shape(value: object) -> str:
    from hpo_spec.spec.constraints import shape

    if isinstance(value, (bool, int, float)):
        return f"{shape(value)} ({str(value).lower() if isinstance(value, bool) else value})"
    return f"the text {value!r}" if isinstance(value, str) and len(value) <= 60 else shape(value)


def _error(rule: str, message: str, path: Path, help: str = "") -> Finding:
    return Finding(Severity.ERROR, rule, message, path, help)
