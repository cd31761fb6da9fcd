"""Whatever is in a file, reading it ends with a spec or with findings."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpo_spec import SpecError, TuningJobSpec, import_request, load_spec
from tests.request.boston import REQUEST

SPEC = (Path(__file__).parent.parent / "specs" / "boston-housing.yaml").read_bytes()
hostile = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SNIPPETS = (
    *(b"&a [*a, *a]", b"*a", b"<<: *a", b"!!python/object:os.system x", b"? - [", b"{", b"- ", b"\t", b"%YAML 9"),
    *(b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"1e999", b".nan", b"9" * 5_000, b"0x", b"2026-13-45", b"[" * 2_000),
    *(
        b"!!binary =",
        b"!!timestamp x",
        b"!!set {a}",
        b"!!int x",
        b"!!float y",
        b"--- a\n--- b",
        b"|\n  x",
        b"\xe2\x80\xa8",
    ),
    *(b"\xe2\x80\xa8", b"true", b"null", b"~", b"-1", b"1:30:00", b"a: {b: {c: [", b"\r", b"#", b"'", b'"', b"\\ud800"),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def edited_specs(draw: st.DrawFn) -> bytes:
    """The Boston spec with pieces cut out, and others put in."""
    content = SPEC
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        until = min(len(content), at + draw(st.integers(0, 60)))
        content = content[:at] + draw(st.sampled_from(SNIPPETS) | st.binary(max_size=8)) + content[until:]
    return content


@st.composite
def edited_requests(draw: st.DrawFn) -> Any:
    """The Boston request with values of any kind in some of its places."""
    request = json.loads(json.dumps(REQUEST))
    for _ in range(draw(st.integers(1, 3))):
        node: Any = request
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(node[key], (dict, list)) or draw(st.booleans()):
                node[key] = draw(values)
                break
            node = node[key]
    return request


def check(reading: Callable[[], Any]) -> None:
    """It gives a spec, or findings; nothing else leaves it."""
    try:
        spec = reading()
    except SpecError as error:
        if not error.findings:
            raise AssertionError("an error without findings") from error
    else:
        assert isinstance(spec, TuningJobSpec)


def read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    check(lambda: load_spec(path))


@hostile
@given(content=st.binary(max_size=200))
def test_any_bytes_are_a_spec_or_findings(content: bytes, tmp_path: Path) -> None:
    read(tmp_path / "spec.yaml", content)
    read(tmp_path / "spec.json", content)


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
@pytest.mark.parametrize(
    "content",
    [
        *(piece * 100_000 for piece in (b"[", b"{a: ", b"- ", b'{"a":', b"? ", b"'", b"!")),
        b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60)),
        b"&a [*a]\n",
        b"a: &a {<<: *a}\n",
        b'"\\ud800": 1\n',
        b"name: " + b"x" * 900_000,
    ],
    ids=lambda content: repr(content[:8]),
)
def test_deep_and_growing_content_is_refused_and_soon(content: bytes, name: str, tmp_path: Path) -> None:
    start = time.monotonic()
    read(tmp_path / name, content)
    assert time.monotonic() - start < 5


@hostile
@given(content=edited_specs())
def test_an_edited_spec_is_a_spec_or_findings(content: bytes, tmp_path: Path) -> None:
    read(tmp_path / "spec.yaml", content)


@pytest.mark.parametrize("snippet", SNIPPETS)
@pytest.mark.parametrize("key", [b"200", b"Bayesian", b"1h", b"xgboost", b"boston-xgboost", b"0.05"])
def test_each_snippet_in_each_place_is_a_spec_or_findings(snippet: bytes, key: bytes, tmp_path: Path) -> None:
    read(tmp_path / "spec.yaml", SPEC.replace(key, snippet, 1))


@hostile
@given(request_=edited_requests())
def test_an_edited_request_is_a_spec_or_findings(request_: Any) -> None:
    check(lambda: import_request(request_))


@hostile
@given(request_=values)
def test_any_value_is_a_request_or_findings(request_: Any) -> None:
    check(lambda: import_request(request_))
