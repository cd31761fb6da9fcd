"""Whatever comes in over the wire is answered with an HTTP status, soon, and nothing lands outside the root."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpo_spec.local.engine import Engine
from hpo_spec.local.operations import OPERATIONS
from hpo_spec.local.root import Root
from hpo_spec.local.serving import EngineServer
from tests.local.serving import running

hostile = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
TARGETS = [
    f"{target}.{operation}"
    for target, service in (("SageMaker", "sagemaker"), ("Logs_20140328", "logs"))
    for operation in OPERATIONS[service]
    if not operation.startswith("Create")
]
MEMBERS = ("HyperParameterTuningJobName", "MaxResults", "NextToken", "CreationTimeAfter", "ResourceArn", "Tags")
LOG_MEMBERS = ("logGroupName", "logStreamName", "startTime", "endTime", "limit", "nextToken")
LONG = b"(a long line)"
PIECES = (
    *(
        b"",
        b" ",
        b"\r\n",
        b"\n",
        b"\x00",
        b"GET / HTTP/1.1",
        b"GET /",
        b"GET / HTTP/0.9",
        b"GET / HTTP/9",
        b"BREW / HTTP/1.1",
    ),
    *(b"PUT /b/k HTTP/1.1\r\n", b"Host: localhost\r\n", b"Host: 127.0.0.1:1\r\n", b"Content-Length: 5\r\n", b"hello"),
    *(
        b"Content-Length: -1\r\n",
        b"Content-Length: x\r\n",
        b"Content-Length: 99999999999\r\n",
        b": x\r\n",
        LONG,
    ),
    *(b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"X: \xff\r\n", b"POST //[ HTTP/1.1\r\n"),
    *(b"GET http://[ HTTP/1.1\r\n", b"A: b\r\n" * 200, b"5\r\nhello\r\n0\r\n\r\n"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineServer]:
    with running(Engine(Root(tmp_path_factory.mktemp("hostile") / "root"), 1)) as served:
        yield served


@pytest.fixture(autouse=True)
def _nothing_outside(server: EngineServer, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert [path.name for path in server.engine.root.path.parent.iterdir()] == ["root"]
    assert "Traceback" not in capfd.readouterr().err


def talk(server: EngineServer, content: bytes) -> bytes:
    """All that the server says to some bytes, after which nothing more comes."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        answer = bytearray()
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(1 << 16):
                answer += piece
        except OSError:
            pass  # it has heard enough
    return bytes(answer)


def status_of(server: EngineServer, head: str, headers: dict[str, str], body: bytes = b"", service: str = "s3") -> int:
    """The status of the answer to a request by somebody who has the key."""
    scope = f"Credential={server.access_key}/20261125/us-west-2/{service}/aws4_request"
    given = {
        "Host": "localhost",
        "Authorization": f"AWS4-HMAC-SHA256 {scope}",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = [f"{head} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    answer = talk(server, "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 "), (lines, answer)
    return int(answer.split()[1])


@hostile
@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=8),
    end=st.sampled_from([b"", b"\r\n\r\n"]),
)
def test_any_bytes_get_a_status_or_nothing(server: EngineServer, pieces: list[bytes], end: bytes) -> None:
    answer = talk(server, b"".join(pieces).replace(LONG, b"a" * 70_000) + end)

    assert answer == b"" or answer.startswith(b"HTTP/1."), answer[:200]


@pytest.mark.parametrize(
    "head", ["GET //[", "GET http://[", "GET /%", "GET /b/%00", "GET /b?%", "PUT /b/%01", "GET /b?max-keys=x"]
)
def test_an_odd_address_is_an_error_of_the_caller(server: EngineServer, head: str) -> None:
    assert status_of(server, head, {}) in (200, 400, 403, 404)


def test_a_request_of_the_first_http_gets_a_status(server: EngineServer) -> None:
    assert talk(server, b"GET /\r\n\r\n").startswith(b"HTTP/1.")


def test_an_access_key_in_other_letters_is_not_the_key(server: EngineServer) -> None:
    assert (
        status_of(server, "GET /", {"Authorization": "AWS4-HMAC-SHA256 Credential=\xe4\xf6/1/us/s3/aws4_request"})
        == 403
    )


def test_an_upload_that_was_cut_is_refused_and_not_stored(server: EngineServer) -> None:
    assert status_of(server, "PUT /bucket/cut", {"Content-Length": "100"}, b"half") == 400
    assert status_of(server, "GET /bucket/cut", {}) == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"-5\r\nhello",
        b"fffffffffffffff\r\nhello",
        b"5\r\nhel",
        b"5;x\r\nhello\r\n",
        b"0x5\r\nhello\r\n0\r\n",
    ],
)
def test_an_upload_in_chunks_that_are_none_is_refused(server: EngineServer, body: bytes) -> None:
    assert status_of(server, "PUT /bucket/chunks", {"Content-Encoding": "aws-chunked"}, body) == 400


@hostile
@given(
    body=st.binary(max_size=60),
    chunked=st.booleans(),
    marker=st.sampled_from(["", "?delete", "?uploads", "?uploadId=x", "?uploadId=../../x&partNumber=1"]),
)
def test_any_body_and_marker_of_s3_gets_a_status(server: EngineServer, body: bytes, chunked: bool, marker: str) -> None:
    headers = {"Content-Encoding": "aws-chunked"} if chunked else {}

    for method in ("PUT", "POST"):
        for path in ("/bucket", "/bucket/key"):
            assert status_of(server, f"{method} {path}{marker}", headers, body) in (200, 204, 400, 404, 501)


@hostile
@given(
    key=st.text(max_size=20).map(lambda text: "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "replace")))
    | st.sampled_from(
        ["..", "../../x", "..%2f..%2fx", "a/../../../x", "%2e%2e/%2e%2e/x", "a//b", ".", "a/", "a%0d%0aX:y"]
    ),
    value=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=20),
    name=st.sampled_from(
        ["Range", "x-amz-copy-source", "Content-Type", "x-amz-meta-a", "If-Match", "Content-Encoding"]
    ),
)
def test_any_key_and_header_of_s3_gets_a_status(server: EngineServer, key: str, value: str, name: str) -> None:
    for method in ("PUT", "GET", "HEAD", "DELETE"):
        assert status_of(server, f"{method} /bucket/{key}", {name: value}) < 500 or name == "x-amz-copy-source"
    assert status_of(server, f"GET /bucket?list-type=2&prefix={key}&max-keys=3", {}) < 500


@hostile
@given(
    target=st.sampled_from(TARGETS), given_=st.dictionaries(st.sampled_from(MEMBERS + LOG_MEMBERS), values, max_size=3)
)
def test_any_parameters_get_a_status(server: EngineServer, target: str, given_: dict[str, Any]) -> None:
    service = "logs" if target.startswith("Logs") else "sagemaker"
    body = json.dumps(given_).encode()

    assert status_of(server, "POST /", {"X-Amz-Target": target}, body, service) in (200, 400, 404, 501)


@hostile
@given(target=st.text(max_size=20) | st.sampled_from(TARGETS), body=st.binary(max_size=60))
def test_any_body_gets_a_status(server: EngineServer, target: str, body: bytes) -> None:
    target = "".join(letter for letter in target if letter.isprintable())

    assert status_of(server, "POST /", {"X-Amz-Target": target}, body, "sagemaker") in (200, 400, 403, 404, 501)


@hostile
@given(body=st.binary(max_size=60), kind=st.sampled_from(["application/x-www-form-urlencoded", "text/xml", ""]))
def test_any_form_gets_a_status(server: EngineServer, body: bytes, kind: str) -> None:
    assert status_of(server, "POST /", {"Content-Type": kind}, body, "sts") in (200, 400, 404)


def test_the_root_has_no_more_than_it_may(server: EngineServer) -> None:
    root: Path = server.engine.root.path

    assert all(path.resolve().is_relative_to(root.resolve()) for path in root.rglob("*"))


@pytest.mark.parametrize("depth", [100, 500, 900, 950, 970, 980, 990, 995, 1_000, 50_000])
@pytest.mark.parametrize("member", MEMBERS)
def test_parameters_however_deep_get_a_status(server: EngineServer, depth: int, member: str) -> None:
    body = b'{"%s": %s1%s}' % (member.encode(), b"[" * depth, b"]" * depth)

    target = {"X-Amz-Target": "SageMaker.ListHyperParameterTuningJobs"}
    assert status_of(server, "POST /", target, body, "sagemaker") in (200, 400)
