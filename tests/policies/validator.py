"""A validator of IAM policies: parliament, whose import warns of files that it leaves open."""

import json
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import parliament

STARS_AS_DOCUMENTED = "RESOURCE_STAR"
NEWER_THAN_ITS_DATA = "kms:ResourceAliases"


def broken(policy: dict[str, Any]) -> list[str]:
    """What the validator finds wrong."""
    found = parliament.analyze_policy_string(json.dumps(policy)).findings
    known = (item for item in found if NEWER_THAN_ITS_DATA not in item.detail)
    return [str(item) for item in known if item.issue != STARS_AS_DOCUMENTED]
