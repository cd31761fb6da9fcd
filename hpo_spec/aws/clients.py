"""The one module that makes AWS clients: of a private session, each when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hpo_spec import __version__
from hpo_spec.aws.refusals import refusals

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient
    from mypy_boto3_sts import STSClient

_MAX_ATTEMPTS = 8
_TIMEOUT_S = 30


class Clients:
    """boto3 clients for one account and region."""

    def __init__(
        self, session: boto3.Session, *, endpoint_url: str | None = None, config: Config | None = None
    ) -> None:
        self.session = session
        self.endpoint_url = endpoint_url
        self._config = config

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

    def __repr__(self) -> str:
        where = f", endpoint_url={self.endpoint_url!r}" if self.endpoint_url else ""
        return f"Clients(region={self.region!r}{where})"


def make_clients(region: str | None = None, profile: str | None = None, endpoint_url: str | None = None) -> Clients:
    """Clients of a new session; what is not given comes from where boto3 finds it.

    Raises `AwsError` if there is no region, no such profile, or no such address.
    """
    import boto3
    from botocore.config import Config

    config = Config(
        retries={"mode": "adaptive", "max_attempts": _MAX_ATTEMPTS},
        connect_timeout=_TIMEOUT_S,
        read_timeout=_TIMEOUT_S * 2,
        user_agent_extra=f"hpo-spec/{__version__}",
    )
    with refusals("configuration"):
        session = boto3.Session(region_name=region, profile_name=profile)
        clients = Clients(session, endpoint_url=endpoint_url, config=config)
        _ = clients.sagemaker  # so that a wrong region or address is said now, not at the first call
    return clients
