"""Who is calling, and whether SageMaker may take on the role that the trials run as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import GET_ROLE, WHO_AM_I, Account, Unanswered
from hpo_spec.aws.preflight.check import Question, Verdict, cannot_tell, fails, works
from hpo_spec.request.needs import roles_of

_SERVICE = "sagemaker.amazonaws.com"
_ASSUME = "sts:assumerole"
_EQUALS = ("StringEquals", "StringLike")
_SOURCE_ACCOUNT = "aws:sourceaccount"
_NOBODY = frozenset(
    {
        *("NoCredentialsError", "PartialCredentialsError", "ExpiredToken", "ExpiredTokenException"),
        *("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "SSOTokenLoadError"),
        *("UnauthorizedSSOTokenError", "TokenRetrievalError", "LoginRefreshRequired", "InvalidSignatureException"),
    }
)
"""Errors of credentials with which no call would do."""
_PARTS = 6


def ask_about_caller(_: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whose credentials these are: STS tells everybody, whatever else they may do."""
    yield Question("caller", account.region, partial(_caller, account))


def ask_about_roles(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether each role is there, and trusts SageMaker."""
    for role in roles_of(request):
        yield Question("role", role, partial(_role, role, account))


def _caller(account: Account) -> Verdict:
    try:
        return works(f"you are {account.ask(WHO_AM_I).get('Arn')}")
    except Unanswered as unanswered:
        message, help = unanswered.reason()
        return fails(message, help) if unanswered.code in _NOBODY else cannot_tell(message, help)


def _role(arn: str, account: Account) -> Verdict:
    parts = arn.split(":")
    if not account.is_local and account.id and len(parts) >= _PARTS and parts[4] != account.id:
        message = f"the role is in account {parts[4]}, and you are in {account.id}"
        return fails(message, "Name a role of your account, or use the credentials of the role's.")
    name = arn.rpartition("/")[2]
    try:
        role = account.ask(GET_ROLE, RoleName=name)["Role"]
    except Unanswered as unanswered:
        if unanswered.code not in ("NoSuchEntity", "NoSuchEntityException"):
            raise
        return fails(f"there is no role {name!r}", "`aws iam list-roles` lists what there is.")
    if role.get("Arn", arn) != arn:
        return fails(f"the role {name!r} is {role['Arn']}", "Write that ARN.")
    trust = role.get("AssumeRolePolicyDocument")
    return _trust(trust, account.id) if trust else cannot_tell("IAM does not say whom it trusts")


def _trust(policy: Mapping[str, Any], account: str) -> Verdict:
    """What a trust policy says of SageMaker. A condition that is not understood leaves it open."""
    about = [item for item in _listed(policy.get("Statement")) if _is_about_sagemaker(item)]
    if any(item.get("Effect") == "Deny" and not item.get("Condition") for item in about):
        return fails(f"its trust policy denies {_SERVICE}", "Remove that statement.")
    allowing = [item for item in about if item.get("Effect") == "Allow"]
    if not allowing:
        help = f"Allow `sts:AssumeRole` to the service {_SERVICE} in the role's trust policy."
        return fails(f"its trust policy does not let {_SERVICE} assume it", help)
    is_open = any(item.get("Effect") == "Deny" for item in about)
    if not is_open and any(_is_met(item.get("Condition") or {}, account) for item in allowing):
        return works(f"{_SERVICE} may assume it")
    return cannot_tell(
        f"its trust policy lets {_SERVICE} assume it under conditions", "Look at the role's trust policy."
    )


def _is_about_sagemaker(statement: Mapping[str, Any]) -> bool:
    actions = [str(action).lower() for action in _listed(statement.get("Action"))]
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, Mapping) else _listed(principal)
    return bool({_ASSUME, "sts:*", "*"} & set(actions)) and bool({_SERVICE, "*"} & set(services))


def _is_met(condition: Mapping[str, Any], account: str) -> bool:
    """Whether a condition is none, or only that the job is in the caller's account."""
    return all(
        operator in _EQUALS and key.lower() == _SOURCE_ACCOUNT and account in _listed(values)
        for operator, keys in condition.items()
        for key, values in keys.items()
    )


def _listed(value: Any) -> list[Any]:
    """A policy writes one thing alone, or several as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
