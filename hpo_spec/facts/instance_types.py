"""What is known of instance types: where their storage is, which have no GPU, and which of them make up UltraServers.

As of August 2026, from the API reference (`ResourceConfig.VolumeSizeInGB`: ml.p4d, ml.g4dn and ml.g5 have NVMe
storage, ml.c5 and ml.p2 have none) and from the SageMaker Python SDK (`volume_size_supported`: a volume for every
family but those with a `d` in the name, and g5, g6, p5 and trn1 with what begins like them). The SDK says nothing of
the accelerated families that are newer than its list, so these are in neither table.
"""

from __future__ import annotations

from functools import cache

from hpo_spec.facts.open_enums import OPEN_ENUMS

LOCAL_STORAGE: frozenset[str] = frozenset(
    ("g4dn", "g5", "g6", "g6e", "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "r5d", "trn1", "trn1n")
)
"""Families with NVMe storage of a fixed size: SageMaker attaches no volume to them."""

EBS_ONLY: frozenset[str] = frozenset(
    (
        *("c4", "c5", "c5n", "c6i", "c7i", "c7i-flex", "c8i", "c8i-flex"),
        *("m4", "m5", "m6i", "m7i", "m7i-flex", "m8i", "m8i-flex"),
        *("r5", "r6i", "r7i", "r8i", "r8i-flex"),
        *("p2", "p3", "t3"),
    )
)
"""Families without storage of their own: the volume that SageMaker attaches is all they have."""

_WITHOUT_GPU = ("c", "m", "r", "t3")
"""How the families begin that have processors only."""

ULTRA_SERVER_TYPES: frozenset[str] = frozenset(("ml.p6e-gb200.36xlarge",))
"""Instance types that are parts of an UltraServer."""


def is_known(instance_type: str) -> bool:
    """Whether this release knows the instance type at all."""
    return instance_type in OPEN_ENUMS["TrainingInstanceType"]


def family(instance_type: str) -> str:
    """`g4dn` for `ml.g4dn.xlarge`."""
    return instance_type.removeprefix("ml.").partition(".")[0]


def has_no_gpu(instance_type: str) -> bool:
    """Whether an instance type is known to have processors only."""
    return is_known(instance_type) and family(instance_type).startswith(_WITHOUT_GPU)


@cache
def has_local_storage(instance_type: str) -> bool | None:
    """Whether an instance type has storage of its own; `None` where that is not known."""
    if not is_known(instance_type):
        return None
    if family(instance_type) in LOCAL_STORAGE:
        return True
    return False if family(instance_type) in EBS_ONLY else None
