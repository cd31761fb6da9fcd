"""The tables of instance families agree with each other and with the instance types that botocore knows."""

from __future__ import annotations

import pytest

from hpo_spec.facts.instance_types import EBS_ONLY, LOCAL_STORAGE, ULTRA_SERVER_TYPES, family, has_local_storage
from hpo_spec.facts.open_enums import OPEN_ENUMS

KNOWN = OPEN_ENUMS["TrainingInstanceType"]
UNDECIDED = {"g7", "g7e", "p6-b200", "p6-b300", "p6e-gb200", "trn2"}


def test_every_family_is_in_one_table_or_known_to_be_undecided():
    assert LOCAL_STORAGE.isdisjoint(EBS_ONLY)
    assert {family(name) for name in KNOWN} == LOCAL_STORAGE | EBS_ONLY | UNDECIDED


def test_the_types_of_ultra_servers_are_known():
    assert ULTRA_SERVER_TYPES <= KNOWN


@pytest.mark.parametrize(
    ("instance_type", "expected"),
    [
        ("ml.g4dn.xlarge", True),
        ("ml.p4d.24xlarge", True),
        ("ml.p5.4xlarge", True),
        ("ml.trn1n.32xlarge", True),
        ("ml.r5d.large", True),
        ("ml.m5.large", False),
        ("ml.c7i-flex.xlarge", False),
        ("ml.p3.2xlarge", False),
        ("ml.p3dn.24xlarge", True),
        ("ml.trn2.48xlarge", None),
        ("ml.m5.xlagre", None),
        ("ml.m5d.xlarge", None),
        ("m5.xlarge", None),
        ("", None),
    ],
)
def test_where_the_storage_of_an_instance_type_is(instance_type, expected):
    assert has_local_storage(instance_type) is expected
