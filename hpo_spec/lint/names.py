"""Rules about names and tags."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import View

_RESERVED = "aws:"


@rule(
    "tag-aws-prefix",
    Severity.WARNING,
    f"No tag's key starts with `{_RESERVED}`.",
    why="AWS keeps this prefix, in capitals too, for tags of its own; other services say not to use it.",
    source="API references of sibling services, such as Amazon Forecast's Tag: SageMaker's own says nothing of it",
    basis=Basis.UNSURE,
)
def tag_aws_prefix(view: View) -> Iterator[Problem]:
    for key in view.spec.tags or {}:
        if key.lower().startswith(_RESERVED):
            message = f"AWS keeps keys that start with {_RESERVED!r} for itself"
            yield Problem(("tags", key), message, "Choose another prefix, such as your company's.", on_key=True)


RULES: tuple[Rule, ...] = (tag_aws_prefix,)
