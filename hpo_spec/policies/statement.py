"""Statements of IAM policies, by the grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

Statement = dict[str, Any]
Policy = dict[str, Any]
Condition = Mapping[str, Mapping[str, Iterable[str]]]
ANY = ("*",)
"""For actions that know no resources."""


def policy(*groups: Iterable[Statement]) -> Policy:
    """A policy of all statements; those that share a `Sid` are numbered, in the order of what they are about."""
    statements = [statement for group in groups for statement in group]
    sids = [statement["Sid"] for statement in statements]
    for sid in {sid for sid in sids if sids.count(sid) > 1}:
        shared = sorted((item for item in statements if item["Sid"] == sid), key=json.dumps)
        for number, statement in enumerate(shared, 1):
            statement["Sid"] = f"{sid}{number}"
    return {"Version": "2012-10-17", "Statement": statements}


def allow(
    sid: str, actions: Iterable[str], resources: Iterable[str], condition: Condition | None = None
) -> list[Statement]:
    """A statement that allows some actions; none if there is nothing to allow them on."""
    on = sorted(set(resources) - {""})
    if not on:
        return []
    limits = {
        operator: {key: sorted(set(values)) for key, values in keys.items()}
        for operator, keys in (condition or {}).items()
    }
    statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": on}
    return [{**statement, **({"Condition": limits} if limits else {})}]


def listing(sid: str, prefixes: Iterable[tuple[str, str]]) -> list[Statement]:
    """A statement for each bucket, by its ARN, that allows to list the keys of some patterns."""
    by_bucket: dict[str, set[str]] = {}
    for bucket, pattern in prefixes:
        by_bucket.setdefault(bucket, set()).add(pattern)
    return [
        statement
        for bucket, patterns in sorted(by_bucket.items())
        for statement in allow(
            sid, ["s3:ListBucket"], [bucket], None if "*" in patterns else {"StringLike": {"s3:prefix": patterns}}
        )
    ]


def literal(text: str) -> str:
    """A text in which IAM sees no wildcards and no variables."""
    special = {"$": "${$}", "*": "${*}", "?": "${?}"}
    return "".join(special.get(char, char) for char in text)


def size(of: Policy) -> int:
    """How many characters IAM counts: all but white space."""
    return len(json.dumps(of, separators=(",", ":")))
