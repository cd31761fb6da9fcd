"""Whether an account may run as many instances as the parallel training jobs take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import LIST_DEFAULTS, LIST_QUOTAS, Account
from hpo_spec.aws.preflight.check import Question, Verdict, cannot_tell, fails, works
from hpo_spec.request.needs import Instances, instances_of

_SERVICE = "sagemaker"


def ask_about_quotas(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """What the quota of each instance type is. SageMaker compares when a job is created."""
    for instances in instances_of(request):
        yield Question("quota", f"{instances.number} × {instances.type}", partial(_quota, instances, account))


def _quota(needed: Instances, account: Account) -> Verdict:
    name = f"{needed.type} for {'spot ' if needed.is_spot else ''}training job usage"
    value = quota_of(name, account)
    if value is None:
        return cannot_tell(f"Service Quotas lists no {name!r}", "Look in the console of Service Quotas.")
    if value >= needed.number:
        return works(f"{name}: the quota is {value:g}, less what runs already")
    message = f"{name}: the quota is {value:g}"
    help = "Ask for fewer parallel jobs or instances, or raise that quota in Service Quotas."
    if needed.is_choice:
        return cannot_tell(f"{message}, but other instances may take their place", help)
    return fails(message, help)


def quota_of(name: str, account: Account) -> float | None:
    """The account's own value of a quota of SageMaker's, or AWS's default; `None` if there is no such quota."""
    for call in (LIST_QUOTAS, LIST_DEFAULTS):
        for item in account.ask_all(call, "Quotas", ServiceCode=_SERVICE):
            if str(item.get("QuotaName", "")).lower() == name.lower() and "Value" in item:
                return float(item["Value"])
    return None
