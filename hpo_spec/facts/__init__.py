"""Data about SageMaker that a release carries, and the few functions that look things up in it."""

from hpo_spec.facts.images import built_in_of, image_uri

__all__ = ["built_in_of", "image_uri"]
