"""An account and region as a caller may see it: read-only calls, each made once, and what refused calls say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.refusals import refusals
from hpo_spec.errors import AwsError

Answer = Mapping[str, Any]
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "Forbidden", "UnauthorizedOperation"})
_LONGEST = 200
"""Characters of what an error says: a proxy may answer with a page."""
_LOCALLY = "NotImplementedLocally"
_SERVICES = {"iam": "IAM", "ecr": "ECR", "service_quotas": "Service Quotas"}


class Call(NamedTuple):
    """An operation: the client, its method, the action that IAM has to allow for it, and what each answer has."""

    client: str
    method: str
    action: str
    gives: str = ""


WHO_AM_I = Call("sts", "get_caller_identity", "sts:GetCallerIdentity", "Account")
GET_ROLE = Call("iam", "get_role", "iam:GetRole", "Role")
SIMULATE = Call("iam", "simulate_principal_policy", "iam:SimulatePrincipalPolicy", "EvaluationResults")
HEAD_BUCKET = Call("s3", "head_bucket", "s3:ListBucket")
LIST_OBJECTS = Call("s3", "list_objects_v2", "s3:ListBucket")
DESCRIBE_IMAGES = Call("ecr", "describe_images", "ecr:DescribeImages", "imageDetails")
LIST_QUOTAS = Call("service_quotas", "list_service_quotas", "servicequotas:ListServiceQuotas", "Quotas")
LIST_DEFAULTS = Call(
    "service_quotas", "list_aws_default_service_quotas", "servicequotas:ListAWSDefaultServiceQuotas", "Quotas"
)
DESCRIBE_JOB = Call(
    "sagemaker",
    "describe_hyper_parameter_tuning_job",
    "sagemaker:DescribeHyperParameterTuningJob",
    "HyperParameterTuningJobStatus",
)
LIST_JOBS = Call(
    "sagemaker",
    "list_hyper_parameter_tuning_jobs",
    "sagemaker:ListHyperParameterTuningJobs",
    "HyperParameterTuningJobSummaries",
)
DESCRIBE_ALGORITHM = Call("sagemaker", "describe_algorithm", "sagemaker:DescribeAlgorithm", "AlgorithmStatus")
CALLS = (
    *(WHO_AM_I, GET_ROLE, SIMULATE, HEAD_BUCKET, LIST_OBJECTS, DESCRIBE_IMAGES),
    *(LIST_QUOTAS, LIST_DEFAULTS, DESCRIBE_JOB, LIST_JOBS, DESCRIBE_ALGORITHM),
)
"""All that is ever asked: none of them changes anything."""


class Unanswered(Exception):
    """A call that AWS, or the way to it, refused."""

    def __init__(self, call: Call, error: AwsError) -> None:
        self.call = call
        self.error = error
        super().__init__(str(error))

    @property
    def code(self) -> str:
        """AWS's error code."""
        return self.error.code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer: S3 says there where a bucket is, even to those who may not see it."""
        response = getattr(self.error.__cause__, "response", None) or {}
        found: Mapping[str, str] = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        return found

    @property
    def is_denied(self) -> bool:
        """Whether a permission is missing."""
        return self.code in _DENIED

    def reason(self) -> tuple[str, str]:
        """Why it cannot be told, and what would help."""
        if self.is_denied:
            help = f"Ask for `{self.call.action}` in a policy of this caller, or use another --profile."
            return f"{self.call.action} is not allowed", help
        if self.code == _LOCALLY:
            return f"the local engine has no {_SERVICES.get(self.call.client, self.call.client)}", ""
        message = str(self.error).removesuffix(self.error.help).strip().rstrip(".")
        return (message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."), self.error.help


class Account:
    """What a caller may see of an account in a region. What it was told once is not asked again."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self._known: dict[tuple[str, str], Answer | Unanswered] = {}

    @property
    def region(self) -> str:
        """The region that jobs would be created in."""
        return self.clients.region

    @property
    def is_local(self) -> bool:
        """Whether the local engine stands in for AWS."""
        return bool(self.clients.place)

    @property
    def id(self) -> str:
        """The caller's account; empty if nobody says."""
        try:
            return str(self.ask(WHO_AM_I).get("Account", ""))
        except Unanswered:
            return ""

    def ask(self, call: Call, **parameters: Any) -> Answer:
        """The answer of a call. Raises `Unanswered`."""
        key = (call.method, json.dumps(parameters, sort_keys=True))
        if key not in self._known:
            try:
                self._known[key] = self._ask(call, parameters)
            except Unanswered as unanswered:
                self._known[key] = unanswered
        known = self._known[key]
        if isinstance(known, Unanswered):
            raise known
        return known

    def ask_all(self, call: Call, member: str, most: int | None = None, **parameters: Any) -> list[Mapping[str, Any]]:
        """What the pages of a call list as `member`, until there are `most`. Raises `Unanswered`."""
        found: list[Mapping[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            answer = self.ask(call, **parameters, MaxResults=100, **token)
            found += answer.get(member, [])
            if not answer.get("NextToken") or (most is not None and len(found) >= most):
                return found
            token = {"NextToken": answer["NextToken"]}

    def _ask(self, call: Call, parameters: Mapping[str, Any]) -> Answer:
        from botocore.parsers import ResponseParserError

        operation = call.action.rpartition(":")[2]
        try:
            with refusals(operation):
                client = getattr(self.clients, call.client)
                answer: Answer = getattr(client, call.method)(**parameters)
        except AwsError as error:
            raise Unanswered(call, error) from error
        except ResponseParserError as error:
            raise Unanswered(call, _garbled(operation)) from error
        if call.gives and call.gives not in answer:
            raise Unanswered(call, _garbled(operation))
        return answer


def _garbled(operation: str) -> AwsError:
    message = f"{operation}: the answer is not one of AWS's."
    return AwsError(message, operation=operation, code="Garbled", help="Check --endpoint-url and a proxy.")
