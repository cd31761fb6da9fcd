"""STS: who is calling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hpo_spec.local.arns import ACCOUNT
from hpo_spec.local.engine import Answer, Context, Operation


def get_caller_identity(_: Context, __: Mapping[str, Any]) -> Answer:
    """`GetCallerIdentity`."""
    return {"UserId": "AIDALOCALENGINE", "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/local-engine"}


OPERATIONS: dict[str, Operation] = {"GetCallerIdentity": get_caller_identity}
