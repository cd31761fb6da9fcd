"""The one module that makes AWS clients: of a private session, each when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hpo_spec import __version__
from hpo_spec.aws.refusals import refusals

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_service_quotas import ServiceQuotasClient
    from mypy_boto3_sts import STSClient

_MAX_ATTEMPTS = 4
_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 30
_SERVICES = ("sagemaker", "logs", "s3", "sts", "iam", "ecr", "service_quotas")
_CONSOLES = (("cn-", "console.amazonaws.cn"), ("us-gov-", "console.amazonaws-us-gov.com"))


class Pace(NamedTuple):
    """How often whoever waits for jobs asks: the shortest and the longest pause between two rounds."""

    first_s: float = 5.0
    last_s: float = 60.0


class Clients:
    """boto3 clients for one account and region; `reopen` makes the session anew, as after a sign-in."""

    def __init__(
        self,
        session: boto3.Session,
        *,
        endpoint_url: str | None = None,
        config: Config | None = None,
        reopen: Callable[[], boto3.Session] | None = None,
        pace: Pace | None = None,
        place: str = "",
    ) -> None:
        self.session = session
        self.endpoint_url = endpoint_url
        self.pace = pace or Pace()
        self.place = place
        """Where to look at jobs, if that is not the AWS console."""
        self._config = config
        self._reopen = reopen

    @property
    def region(self) -> str:
        """The region that the calls go to."""
        return str(self.session.region_name)

    @cached_property
    def sagemaker(self) -> SageMakerClient:
        """Tuning jobs, training jobs, models, transforms."""
        with refusals("sagemaker"):
            return self.session.client("sagemaker", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def logs(self) -> CloudWatchLogsClient:
        """The logs of training jobs."""
        with refusals("logs"):
            return self.session.client("logs", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def s3(self) -> S3Client:
        """Inputs and artifacts."""
        with refusals("s3"):
            return self.session.client("s3", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def sts(self) -> STSClient:
        """Who is calling."""
        with refusals("sts"):
            return self.session.client("sts", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def iam(self) -> IAMClient:
        """Roles, and what they may do."""
        with refusals("iam"):
            return self.session.client("iam", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def ecr(self) -> ECRClient:
        """Images."""
        with refusals("ecr"):
            return self.session.client("ecr", endpoint_url=self.endpoint_url, config=self._config)

    @cached_property
    def service_quotas(self) -> ServiceQuotasClient:
        """How many instances an account may run."""
        with refusals("service-quotas"):
            return self.session.client("service-quotas", endpoint_url=self.endpoint_url, config=self._config)

    def page_of(self, job: str) -> str:
        """Where to look at a tuning job: its page in the AWS console."""
        if self.place:
            return self.place
        special = next((domain for prefix, domain in _CONSOLES if self.region.startswith(prefix)), None)
        domain = special or f"{self.region}.console.aws.amazon.com"
        return f"https://{domain}/sagemaker/home?region={self.region}#/hyper-tuning-jobs/{job}"

    def renew(self) -> None:
        """Forget the credentials: a session reads a file of them once, however often somebody refreshes it."""
        if self._reopen is None:
            return
        with refusals("configuration"):
            self.session = self._reopen()
        for service in _SERVICES:
            self.__dict__.pop(service, None)

    def __repr__(self) -> str:
        where = f", place={self.place!r}" if self.place else ""
        where += f", endpoint_url={self.endpoint_url!r}" if self.endpoint_url else ""
        return f"Clients(region={self.region!r}{where})"


def make_clients(region: str | None = None, profile: str | None = None, endpoint_url: str | None = None) -> Clients:
    """Clients of a new session; what is not given comes from where boto3 finds it.

    Raises `AwsError` if there is no region, no such profile, or no such address.
    """
    import boto3
    from botocore.config import Config

    config = Config(
        retries={"mode": "adaptive", "max_attempts": _MAX_ATTEMPTS},
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=_READ_TIMEOUT_S,
        user_agent_extra=f"hpo-spec/{__version__}",
    )

    def open_session() -> boto3.Session:
        return boto3.Session(region_name=region, profile_name=profile)

    with refusals("configuration"):
        clients = Clients(open_session(), endpoint_url=endpoint_url, config=config, reopen=open_session)
        _ = clients.sagemaker  # so that a wrong region or address is said now, not at the first call
    return clients
