"""The versions of the image, in their order."""

from __future__ import annotations

from hpo_spec.facts.algorithms.xgboost import ALGORITHM

_ORDER = {version: number for number, version in enumerate(("1", *ALGORITHM.versions))}


def is_since(version: str, first: str) -> bool:
    """Whether a version is that one or a later one; one that nobody knows yet is later than all."""
    return _ORDER.get(version, len(_ORDER)) >= _ORDER[first]
