"""A tuning job as policies see it: a request, and where in AWS it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.policies.statement import literal
from hpo_spec.request.needs import S3Place, images_of, name_of, registry_of, roles_of

_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
)
_ROLE_PARTS = 6


class Transform(NamedTuple):
    """The batch transform that tests a job's model: what it reads and writes, and the keys that it does so with."""

    input_uri: str = ""
    output_uri: str = ""
    output_key: str = ""
    volume_key: str = ""


class Job(NamedTuple):
    """A request, and the region that it is sent to: `None` where only its images and roles can tell."""

    request: Mapping[str, Any]
    region: str | None = None
    transform: Transform | None = None

    @property
    def names(self) -> list[str]:
        """The tuning job's name as it may stand in ARNs: SageMaker's own have no capital letters."""
        return sorted({name_of(self.request), name_of(self.request).lower()})

    def arn(self, service: str, resource: str, *, account: str | None = None) -> str:
        """The ARN of a resource; `*` for a region or an account that nothing tells."""
        where = self._account if account is None else account
        return f"arn:{self.partition}:{service}:{self._region}:{where}:{resource}"

    def bucket_arn(self, bucket: str, key: str = "") -> str:
        """The ARN of a bucket, or of objects in it."""
        return f"arn:{self.partition}:s3:::{bucket}{f'/{key}' if key else ''}"

    def objects_below(self, uri: str) -> str:
        """The ARN of all objects below an S3 URI; empty for another text."""
        place = S3Place.of(uri)
        if place is None:
            return ""
        return self.bucket_arn(place.bucket, "/".join(filter(None, [literal(place.key.rstrip("/")), "*"])))

    @property
    def partition(self) -> str:
        """`aws`, or the part of AWS of its own that the region is in."""
        if self._region != "*":
            return next((name for prefix, name in _PARTITIONS if self._region.startswith(prefix)), "aws")
        return self._role_part(1) or "aws"

    @property
    def _region(self) -> str:
        registries = map(registry_of, images_of(self.request))
        return self.region or next((image.region for image in registries if image), "*")

    @property
    def _account(self) -> str:
        return self._role_part(4) or "*"

    def _role_part(self, index: int) -> str:
        """A part of the first role's ARN: `arn:aws:iam::123456789012:role/NAME`."""
        parts = next(iter(roles_of(self.request)), "").split(":")
        return parts[index] if len(parts) >= _ROLE_PARTS else ""
