"""What can be wrong with a text before there is a spec: the ids that `source` gives its findings."""

from __future__ import annotations

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Rule, described


def _text(id: str, what: str, why: str) -> Rule:
    return described(id, Severity.ERROR, what, why=why)


_LOST = "One of the two would be lost without a word."
_DEEP = "No spec is nested as deep; a parser's stack could overflow."
_EXACT = "A number that cannot be kept exactly would be sent as another one: in quotes it is sent as it is written."

RULES: tuple[Rule, ...] = (
    _text("file-unreadable", "A spec is a readable file with something in it.", "There is nothing to check."),
    _text("text-control", "A text has no control characters.", "They cannot be seen, and no parser agrees on them."),
    _text("yaml-syntax", "A spec is YAML.", "It cannot be read from there on."),
    _text("yaml-documents", "A file has one YAML document.", "What comes after the first would be lost."),
    _text("yaml-duplicate-key", "A mapping has each key once.", _LOST),
    _text("yaml-key", "A mapping's keys are names.", "A list or a mapping as a key stands for nothing in a spec."),
    _text("yaml-merge-key", "Mappings have no `<<`.", "It is no part of YAML 1.2: use `--merge` with several files."),
    _text("yaml-tag", "Values have no tags but YAML's own.", "A tag could build any object: a spec is plain data."),
    _text("yaml-alias", "An alias has an anchor, and stands for a sane number of values.", "It cannot be expanded."),
    _text("yaml-nesting", "Lists and mappings nest at most 64 levels.", _DEEP),
    _text("yaml-number", "A number is kept exactly.", _EXACT),
    _text("json-syntax", "A request is JSON.", "It cannot be read from there on."),
    _text("json-duplicate-key", "An object has each name once.", _LOST),
    _text("json-unicode", "Texts are valid Unicode.", "They could not be sent."),
    _text("json-nesting", "Lists and objects nest at most 64 levels.", _DEEP),
    _text("json-number", "A number is kept exactly.", _EXACT),
)
