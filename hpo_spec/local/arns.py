"""The account that the engine is, and the names of what is in it."""

from __future__ import annotations

ACCOUNT = "000000000000"


def arn(kind: str, name: str, region: str) -> str:
    """The ARN of a resource of SageMaker's: names in ARNs are in lower case."""
    return f"arn:aws:sagemaker:{region}:{ACCOUNT}:{kind}/{name.lower()}"
