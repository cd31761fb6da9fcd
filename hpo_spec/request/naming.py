"""A tuning job's name from what it does: the same content gives the same name, everywhere, every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

NAME = "HyperParameterTuningJobName"
DIGEST_DIGITS = 8
_NOT_CONTENT = frozenset({NAME, "Tags"})


def content_digest(request: Mapping[str, object]) -> str:
    """The first hex digits of the SHA-256 of the canonical request without its name and tags."""
    content = {member: value for member, value in request.items() if member not in _NOT_CONTENT}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGEST_DIGITS]


def job_name(prefix: str, request: Mapping[str, object]) -> str:
    """`boston-xgboost` and a digest: `boston-xgboost-1a2b3c4d`."""
    return f"{prefix}-{content_digest(request)}"
