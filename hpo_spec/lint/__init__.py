"""Rules that a valid spec may still break: what SageMaker documents or enforces beyond each field's own bounds.

A rule yields paths and messages, never line numbers: whoever has the text adds the positions.
"""

from hpo_spec.lint.linting import lint_spec

__all__ = ["lint_spec"]
