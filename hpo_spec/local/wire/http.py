"""What the wire formats work with: a request as it came in, a response as it goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple, Protocol

from hpo_spec.local.refusal import Refusal

_SCOPE = r"Credential=[^/,\s]*/\d*/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request"
_OLD_KEY = "AWSAccessKeyId"
"""Of a URL of S3's that was signed in the old way, which has no scope."""


class Request(NamedTuple):
    """An HTTP request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By name in lower case."""
    body: BinaryIO

    @property
    def access_key(self) -> str:
        """Whom the request says that it is from; empty for one that does not."""
        match = re.search(r"Credential=([^/,\s]*)/", self._signer)
        return match[1] if match else self.query.get(_OLD_KEY, "")

    @property
    def scope(self) -> tuple[str, str]:
        """The service and the region that the request was signed for; empty for one that was not."""
        match = re.search(_SCOPE, self._signer)
        if match is None:
            return ("s3" if _OLD_KEY in self.query else "", "")
        return match["service"], match["region"]

    @property
    def _signer(self) -> str:
        """Where a signature says whose it is: in a header, or in a URL that was signed for somebody else to use."""
        return self.headers.get("authorization", "") or f"Credential={self.query.get('X-Amz-Credential', '')}"


class Response(NamedTuple):
    """An HTTP response; a body that is a part of a file is sent from there."""

    status: int
    headers: Mapping[str, str]
    body: Any = b""


class Call(NamedTuple):
    """An operation that a request asks for."""

    service: str
    operation: str
    parameters: dict[str, Any]


class Wire(Protocol):
    """A wire format."""

    def call_of(self, request: Request) -> Call:
        """What a request asks for. Raises `Refusal`."""

    def answer(self, call: Call, /, answer: Mapping[str, Any]) -> Response:
        """The response for an answer."""

    def refusal(self, request: Request, /, refusal: Refusal) -> Response:
        """The response for an error."""
