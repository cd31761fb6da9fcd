"""S3's protocol: methods, paths, headers and XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, BinaryIO
from urllib.parse import unquote
from uuid import uuid4
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from hpo_spec.local.refusal import Refusal
from hpo_spec.local.wire.http import Call, Request, Response
from hpo_spec.local.wire.models import operation_model

_MOST_XML_BYTES = 4 * 1024 * 1024
_IN_MEMORY = 1 << 20
_LONGEST_LINE = 1 << 12
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_COPIES = "x-amz-copy-source"
_BY_METHOD = {
    ("bucket", "GET"): {"location": "GetBucketLocation", "list-type": "ListObjectsV2", "": "ListObjects"},
    ("bucket", "PUT"): {"": "CreateBucket"},
    ("bucket", "HEAD"): {"": "HeadBucket"},
    ("bucket", "DELETE"): {"": "DeleteBucket"},
    ("bucket", "POST"): {"delete": "DeleteObjects"},
    ("object", "GET"): {"": "GetObject"},
    ("object", "HEAD"): {"": "HeadObject"},
    ("object", "PUT"): {_COPIES: "CopyObject", "uploadId": "UploadPart", "": "PutObject"},
    ("object", "POST"): {"uploads": "CreateMultipartUpload", "uploadId": "CompleteMultipartUpload"},
    ("object", "DELETE"): {"uploadId": "AbortMultipartUpload", "": "DeleteObject"},
    ("service", "GET"): {"": "ListBuckets"},
}
"""By what the path names and the method, the operation that a query parameter, or a header, stands for."""
_OTHERS = frozenset(
    {
        *(
            "acl",
            "tagging",
            "versioning",
            "versions",
            "policy",
            "lifecycle",
            "cors",
            "encryption",
            "website",
            "logging",
        ),
        *("notification", "replication", "retention", "legal-hold", "object-lock", "torrent", "restore", "select"),
        *("attributes", "analytics", "inventory", "metrics", "accelerate", "requestPayment", "publicAccessBlock"),
    }
)
"""Query parameters that make an operation another one, which the engine does not have."""


class S3Wire:
    """`METHOD /bucket/key?marker`."""

    def call_of(self, request: Request) -> Call:
        bucket, _, key = unquote(request.path.lstrip("/")).partition("/")
        level = "object" if key else "bucket" if bucket else "service"
        operation = _operation(level, request)
        shape = operation_model("s3", operation).input_shape
        parameters = dict(_parameters(shape, request)) if shape else {}
        names = {"Bucket": bucket, "Key": key} if key else {"Bucket": bucket} if bucket else {}
        return Call("s3", operation, {**parameters, **names})

    def answer(self, call: Call, answer: Mapping[str, Any]) -> Response:
        shape: Any = operation_model("s3", call.operation).output_shape
        headers = {"x-amz-request-id": str(uuid4())}
        if shape is None:
            return Response(204 if call.operation.startswith("Delete") else 200, headers)
        payload = shape.serialization.get("payload")
        rest = {}
        for name, value in answer.items():
            where = shape.members[name].serialization
            if where.get("location") == "header":
                headers[where.get("name", name)] = _header(value)
            elif where.get("location") != "headers":
                rest[name] = value
        status = 206 if "ContentRange" in answer else 204 if call.operation == "DeleteObject" else 200
        if payload and shape.members[payload].type_name == "blob":
            return Response(status, headers, answer[payload])
        if not rest:
            return Response(status, headers)
        inner = shape.members[payload] if payload else shape
        content = "".join(_elements(inner, rest[payload] if payload else rest))
        root = f"{call.operation}Result"
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">{content}</{root}>'
        return Response(status, {**headers, "Content-Type": "application/xml"}, text.encode())

    def refusal(self, request: Request, /, refusal: Refusal) -> Response:
        headers = {"x-amz-request-id": str(uuid4()), "Content-Type": "application/xml"}
        if request.method == "HEAD":
            return Response(refusal.status, headers)
        error = f"<Code>{escape(refusal.code)}</Code><Message>{escape(refusal.message)}</Message>"
        return Response(refusal.status, headers, f"<Error>{error}</Error>".encode())


def _operation(level: str, request: Request) -> str:
    other = next((name for name in request.query if name in _OTHERS), None)
    known = _BY_METHOD.get((level, request.method), {})
    found = next((known[name] for name in known if name and (name in request.query or name in request.headers)), None)
    operation = found or known.get("")
    if other or operation is None:
        asked = f"{request.method} of {level}s{f' with ?{other}' if other else ''}"
        raise Refusal("NotImplemented", f"The local engine does not have S3's {asked}.", 501)
    return operation


def _parameters(shape: Any, request: Request) -> Iterator[tuple[str, Any]]:
    """The parameters in a request's query, headers and body."""
    payload = shape.serialization.get("payload")
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        key = member.serialization.get("name", name)
        if where == "querystring" and key in request.query:
            yield name, _scalar(member, request.query[key])
        elif where == "header" and key.lower() in request.headers and member.type_name != "timestamp":
            yield name, _scalar(member, request.headers[key.lower()])
        elif name == payload:
            yield name, _body(request) if member.type_name == "blob" else _structure(member, _root(request))


def _scalar(shape: Any, text: str) -> Any:
    if shape.type_name in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            raise Refusal("InvalidArgument", f"{text!r} is not a number.") from None
    return text == "true" if shape.type_name == "boolean" else text


def _body(request: Request) -> BinaryIO:
    """The body of an upload; some clients send it in chunks, each with its length and a signature before it.

    What is in the chunks is moved together, in its place: it may be large.
    """
    is_chunked = "aws-chunked" in request.headers.get("content-encoding", "")
    if not is_chunked and not request.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
        return request.body
    body, end = request.body, 0
    while size := _chunk_size(body.readline(_LONGEST_LINE)):
        while size and (data := body.read(min(size, _IN_MEMORY))):
            at = body.tell()
            body.seek(end)
            end += body.write(data)
            body.seek(at)
            size -= len(data)
        if size or body.readline(_LONGEST_LINE) != b"\r\n":
            raise _not_chunks()
    body.truncate(end)
    body.seek(0)
    return body


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits):
        raise _not_chunks()
    return int(digits, 16)


def _not_chunks() -> Refusal:
    return Refusal("IncompleteBody", "The chunks of the body are not as they say that they are.")


def _root(request: Request) -> ElementTree.Element:
    try:
        text = request.body.read(_MOST_XML_BYTES)
        return ElementTree.fromstring(text or b"<none/>")  # noqa: S314 - expat bounds what entities expand to
    except ElementTree.ParseError as error:
        raise Refusal("MalformedXML", f"The XML you provided was not well-formed: {error}") from error


def _structure(shape: Any, node: ElementTree.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        tag = member.serialization.get("name", name)
        nodes = [child for child in node if child.tag.rpartition("}")[2] == tag]
        if member.type_name == "list" and member.serialization.get("flattened"):
            found |= {name: [_value(member.member, child) for child in nodes]} if nodes else {}
        elif nodes:
            found[name] = _value(member, nodes[0])
    return found


def _value(shape: Any, node: ElementTree.Element) -> Any:
    return _structure(shape, node) if shape.type_name == "structure" else _scalar(shape, node.text or "")


def _elements(shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    for name, item in value.items():
        member = shape.members[name]
        tag = member.serialization.get("name", name)
        if member.type_name == "list":
            inner = member.member.serialization.get("name", "member")
            is_flat = member.serialization.get("flattened")
            texts = [_element(member.member, tag if is_flat else inner, each) for each in item]
            yield "".join(texts) if is_flat else f"<{tag}>{''.join(texts)}</{tag}>"
        else:
            yield _element(member, tag, item)


def _element(shape: Any, tag: str, value: Any) -> str:
    content = "".join(_elements(shape, value)) if shape.type_name == "structure" else escape(_text(value))
    return f"<{tag}>{content}</{tag}>"


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _header(value: Any) -> str:
    return format_datetime(value, usegmt=True) if isinstance(value, datetime) else str(value)
