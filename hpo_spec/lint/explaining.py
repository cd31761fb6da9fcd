"""A rule with all that is known of it, as text for a terminal and as Markdown for a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from hpo_spec.lint.examples import Example
from hpo_spec.lint.rule import Basis, Rule

WIDTH = 100
"""Columns that every terminal has."""
_LABEL_WIDTH = len("SageMaker says") + 2

SURE = {
    Basis.CERTAIN: "certain (documented as a must, or seen in an answer of SageMaker's)",
    Basis.LIKELY: "likely (it follows from a sibling of the API, from an SDK, or from plain logic)",
    Basis.UNSURE: "unsure (recalled, or said in one place and contradicted in another)",
}


def as_text(rule: Rule, example: Example | None) -> str:
    """The rule for a terminal of `WIDTH` columns, without a line break at the end."""
    blocks = [
        f"{rule.id} ({rule.severity.value})",
        textwrap.fill(rule.what, WIDTH),
        "\n".join(_labelled(label, text) for label, text in _facts(rule)),
    ]
    if example:
        blocks += [f"{label}:\n{textwrap.indent(text, '    ')}" for label, text in _pair(example)]
    return "\n\n".join(blocks)


def as_markdown(rule: Rule, example: Example | None) -> str:
    """The same for a page, without a heading."""
    blocks = [rule.what, "\n".join(f"- **{label}:** {text}" for label, text in _facts(rule))]
    if example:
        blocks += [f"{label}:\n\n```yaml\n{text}\n```" for label, text in _pair(example)]
    return "\n\n".join(blocks)


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "Why", rule.why
    if rule.source:
        yield "How sure", SURE[rule.basis]
        yield "Source", rule.source
    if rule.server_message:
        yield "SageMaker says", rule.server_message
    if rule.check:
        yield "To ignore it", f"`--ignore {rule.id}`, or in the spec\n`lint: {{ignore: {{{rule.id}: the reason}}}}`"


def _pair(example: Example) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("Wrong", example.wrong), ("Right", example.right)


def _labelled(label: str, text: str) -> str:
    """The text beside its label, each of its lines filled."""
    width = WIDTH - _LABEL_WIDTH
    filled = "\n".join(textwrap.fill(line, width, break_on_hyphens=False) for line in text.splitlines())
    return label.ljust(_LABEL_WIDTH) + textwrap.indent(filled, " " * _LABEL_WIDTH).lstrip()
