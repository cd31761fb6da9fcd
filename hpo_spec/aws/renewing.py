"""Credentials that expire while somebody waits: they are read anew, as long as it makes sense to hope for others."""

from __future__ import annotations

from typing import Protocol

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.refusals import is_expired
from hpo_spec.errors import AwsError

_PATIENCE_S = 900.0
"""How long they may be expired: somebody has to notice, and to sign in again."""


class _Time(Protocol):
    def time(self) -> float:
        """Seconds, from any start."""


class Renewal:
    """Reads the credentials of some clients anew when they have expired."""

    def __init__(self, clients: Clients, clock: _Time) -> None:
        self._clients = clients
        self._clock = clock
        self._expired_at: float | None = None

    def is_worth(self, error: AwsError) -> bool:
        """Whether it is expired credentials that were refused, and were renewed to be tried again."""
        if not is_expired(error):
            return False
        now = self._clock.time()
        if self._expired_at is None:
            self._expired_at = now
        if now - self._expired_at >= _PATIENCE_S:
            return False
        self._clients.renew()
        return True

    def worked(self) -> None:
        """Note that a call was answered: the credentials are good."""
        self._expired_at = None
