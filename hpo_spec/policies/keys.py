"""What the execution role may do with the KMS keys that requests name.

The developer guide asks for `kms:Encrypt` on the key of the output, and for `kms:CreateGrant` on the key of the
volumes; S3 asks for `kms:GenerateDataKey` and `kms:Decrypt` of whoever uploads in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hpo_spec.policies.job import Job
from hpo_spec.policies.statement import Statement, allow
from hpo_spec.request.needs import keys_of

_ON_OUTPUT = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
_ON_VOLUMES = ("kms:CreateGrant", "kms:DescribeKey")


def key_statements(jobs: Sequence[Job]) -> list[Statement]:
    """Keys by their ARN, and aliases, which no resource of a policy can be, by a condition."""
    transforms = [(job, job.transform) for job in jobs if job.transform]
    output = [(job, key) for job in jobs for key in keys_of(job.request).output]
    output += [(job, item.output_key) for job, item in transforms if item.output_key]
    volume = [(job, key) for job in jobs for key in keys_of(job.request).volume]
    volume += [(job, item.volume_key) for job, item in transforms if item.volume_key]
    return [*_allow("OutputKeys", _ON_OUTPUT, output), *_allow("VolumeKeys", _ON_VOLUMES, volume)]


def _allow(sid: str, actions: Sequence[str], keys: Iterable[tuple[Job, str]]) -> list[Statement]:
    named: list[str] = []
    aliases: dict[str, list[str]] = {}
    for job, key in keys:
        if "alias/" in key:
            aliases.setdefault(_all_keys(job, key), []).append(key[key.index("alias/") :])
        else:
            named.append(key if key.startswith("arn:") else job.arn("kms", f"key/{key}"))
    by_alias = [
        statement
        for arn in sorted(aliases)
        for statement in allow(
            f"{sid}ByAlias", actions, [arn], {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases[arn]}}
        )
    ]
    return [*allow(sid, actions, named), *by_alias]


def _all_keys(job: Job, alias: str) -> str:
    """All keys of the account and region that an alias is in."""
    return f"{alias[: alias.index('alias/')]}key/*" if alias.startswith("arn:") else job.arn("kms", "key/*")
