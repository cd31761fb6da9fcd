"""S3: what reading, writing and listing objects takes, uploads in parts too."""

from __future__ import annotations

import io
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import unquote

from hpo_spec.local.arns import ACCOUNT
from hpo_spec.local.engine import Answer, Context, Operation
from hpo_spec.local.objects import StoredObject
from hpo_spec.local.operations.pages import moment
from hpo_spec.local.refusal import Refusal

_MOST_KEYS = 1000
_UPLOADS = "uploads"


class Part(NamedTuple):
    """A part of a file: the body of an answer, read by whoever sends it."""

    path: Path
    start: int
    length: int

    def open(self) -> BinaryIO:
        """The file, at the part's start."""
        file = self.path.open("rb")
        file.seek(self.start)
        return file


def list_buckets(context: Context, _: Mapping[str, Any]) -> Answer:
    """`ListBuckets`."""
    folder = context.objects.folder
    buckets = [
        {"Name": name, "CreationDate": moment((folder / name).stat().st_mtime)} for name in context.objects.buckets()
    ]
    return {"Buckets": buckets, "Owner": {"ID": ACCOUNT}}


def create_bucket(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateBucket`."""
    context.objects.make(parameters["Bucket"])
    return {"Location": f"/{parameters['Bucket']}"}


def head_bucket(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`HeadBucket`."""
    if not context.objects.has(parameters["Bucket"]):
        raise Refusal("404", "Not Found", 404)
    return {"BucketRegion": context.region}


def get_bucket_location(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`GetBucketLocation`."""
    _check_bucket(context, parameters)
    return {"LocationConstraint": context.region}


def delete_bucket(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DeleteBucket`."""
    _check_bucket(context, parameters)
    context.objects.remove(parameters["Bucket"])
    return {}


def put_object(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`PutObject`; the bucket is made if there is none."""
    stored = context.objects.put(parameters["Bucket"], parameters["Key"], _content(parameters.get("Body", b"")))
    return {"ETag": stored.etag}


def get_object(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`GetObject`, or the part of it that `Range` names."""
    stored = _found(context, parameters)
    start, end = _range(parameters.get("Range"), stored.size)
    part = {"ContentRange": f"bytes {start}-{end - 1}/{stored.size}"} if parameters.get("Range") else {}
    return {**_head(stored), **part, "ContentLength": end - start, "Body": Part(stored.path, start, end - start)}


def head_object(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`HeadObject`."""
    bucket, key = parameters["Bucket"], parameters["Key"]
    stored = context.objects.find(bucket, key) if context.objects.has(bucket) else None
    if stored is None:
        raise Refusal("404", "Not Found", 404)
    return _head(stored)


def delete_object(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DeleteObject`."""
    _check_bucket(context, parameters)
    context.objects.delete(parameters["Bucket"], parameters["Key"])
    return {}


def delete_objects(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`DeleteObjects`."""
    _check_bucket(context, parameters)
    keys = [item["Key"] for item in parameters["Delete"]["Objects"]]
    for key in keys:
        context.objects.delete(parameters["Bucket"], key)
    return {"Deleted": [{"Key": key} for key in keys]}


def copy_object(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CopyObject`."""
    source = parameters["CopySource"]
    if isinstance(source, str):
        bucket, _, key = unquote(source.removeprefix("/")).partition("/")
        source = {"Bucket": bucket, "Key": key}
    with _found(context, source).path.open("rb") as content:
        stored = context.objects.put(parameters["Bucket"], parameters["Key"], content)
    return {"CopyObjectResult": {"ETag": stored.etag, "LastModified": moment(stored.modified)}}


def list_objects_v2(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`ListObjectsV2`: the token is the last key before the page."""
    after = parameters.get("ContinuationToken") or parameters.get("StartAfter") or ""
    contents, prefixes, last = _listing(context, parameters, after)
    return {
        **_listed(parameters, contents, prefixes),
        "KeyCount": len(contents) + len(prefixes),
        **({"NextContinuationToken": last} if last else {}),
        "IsTruncated": bool(last),
    }


def list_objects(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`ListObjects`."""
    contents, prefixes, last = _listing(context, parameters, parameters.get("Marker") or "")
    token = {"NextMarker": last} if last else {}
    return {**_listed(parameters, contents, prefixes), **token, "IsTruncated": bool(last)}


def create_multipart_upload(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CreateMultipartUpload`."""
    bucket, key = parameters["Bucket"], parameters["Key"]
    context.objects.path(bucket, key)
    upload = secrets.token_hex(16)
    folder = _upload(context, upload, must_exist=False)
    folder.mkdir(parents=True)
    (folder / "target.json").write_text(json.dumps([bucket, key]), encoding="utf-8")
    return {"Bucket": bucket, "Key": key, "UploadId": upload}


def upload_part(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`UploadPart`."""
    path = _upload(context, parameters["UploadId"]) / f"{parameters['PartNumber']:05d}"
    with path.open("wb") as file:
        shutil.copyfileobj(_content(parameters.get("Body", b"")), file)
    stat = path.stat()
    return {"ETag": StoredObject("", path, stat.st_size, stat.st_mtime).etag}


def complete_multipart_upload(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`CompleteMultipartUpload`: the object is all parts in a row."""
    folder = _upload(context, parameters["UploadId"])
    bucket, key = json.loads((folder / "target.json").read_text(encoding="utf-8"))
    numbers = [part["PartNumber"] for part in parameters.get("MultipartUpload", {}).get("Parts", [])]
    whole = folder / "whole"
    with whole.open("wb") as file:
        for number in sorted(numbers):
            with (folder / f"{number:05d}").open("rb") as part:
                shutil.copyfileobj(part, file)
    with whole.open("rb") as content:
        stored = context.objects.put(bucket, key, content)
    shutil.rmtree(folder)
    return {"Bucket": bucket, "Key": key, "ETag": stored.etag, "Location": f"/{bucket}/{key}"}


def abort_multipart_upload(context: Context, parameters: Mapping[str, Any]) -> Answer:
    """`AbortMultipartUpload`."""
    shutil.rmtree(_upload(context, parameters["UploadId"]))
    return {}


def _content(body: Any) -> BinaryIO:
    if isinstance(body, str):
        body = body.encode()
    return io.BytesIO(body) if isinstance(body, (bytes, bytearray)) else body


def _check_bucket(context: Context, parameters: Mapping[str, Any]) -> None:
    if not context.objects.has(parameters["Bucket"]):
        raise Refusal("NoSuchBucket", "The specified bucket does not exist", 404)


def _found(context: Context, parameters: Mapping[str, Any]) -> StoredObject:
    _check_bucket(context, parameters)
    stored = context.objects.find(parameters["Bucket"], parameters["Key"])
    if stored is None:
        raise Refusal("NoSuchKey", "The specified key does not exist.", 404)
    return stored


def _head(stored: StoredObject) -> Answer:
    return {
        "ContentLength": stored.size,
        "ETag": stored.etag,
        "LastModified": moment(stored.modified),
        "ContentType": "binary/octet-stream",
        "AcceptRanges": "bytes",
        "Metadata": {},
    }


def _range(asked: str | None, size: int) -> tuple[int, int]:
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked or "")
    if match is None or match[0] == "bytes=-":
        return 0, size
    if not match[1]:
        return max(0, size - int(match[2])), size
    start = int(match[1])
    if start >= size:
        raise Refusal("InvalidRange", "The requested range is not satisfiable", 416)
    return start, min(size, int(match[2]) + 1) if match[2] else size


def _listing(context: Context, parameters: Mapping[str, Any], after: str) -> tuple[list[StoredObject], list[str], str]:
    """The objects and the common prefixes of a page, and the last of them if there is more."""
    _check_bucket(context, parameters)
    prefix, delimiter = parameters.get("Prefix") or "", parameters.get("Delimiter") or ""
    most = parameters.get("MaxKeys", _MOST_KEYS)
    entries: dict[str, StoredObject | None] = {}
    for stored in context.objects.listed(parameters["Bucket"], prefix):
        rest = stored.key[len(prefix) :]
        shared = prefix + rest.partition(delimiter)[0] + delimiter if delimiter and delimiter in rest else ""
        name = shared or stored.key
        if name.encode() > after.encode():
            entries.setdefault(name, None if shared else stored)
    names = list(entries)[:most]
    contents = [found for name in names if (found := entries[name])]
    last = names[-1] if names and len(entries) > most else ""
    return contents, [name for name in names if entries[name] is None], last


def _listed(parameters: Mapping[str, Any], contents: list[StoredObject], prefixes: list[str]) -> Answer:
    return {
        "Name": parameters["Bucket"],
        "Prefix": parameters.get("Prefix") or "",
        "MaxKeys": parameters.get("MaxKeys", _MOST_KEYS),
        **({"Delimiter": parameters["Delimiter"]} if parameters.get("Delimiter") else {}),
        "Contents": [
            {
                "Key": item.key,
                "LastModified": moment(item.modified),
                "ETag": item.etag,
                "Size": item.size,
                "StorageClass": "STANDARD",
            }
            for item in contents
        ],
        "CommonPrefixes": [{"Prefix": prefix} for prefix in prefixes],
    }


def _upload(context: Context, upload: str, *, must_exist: bool = True) -> Path:
    folder = context.root.path / _UPLOADS / upload
    if not re.fullmatch(r"[0-9a-f]{32}", upload) or (must_exist and not folder.is_dir()):
        raise Refusal("NoSuchUpload", "The specified upload does not exist.", 404)
    return folder


OPERATIONS: dict[str, Operation] = {
    "ListBuckets": list_buckets,
    "CreateBucket": create_bucket,
    "HeadBucket": head_bucket,
    "GetBucketLocation": get_bucket_location,
    "DeleteBucket": delete_bucket,
    "PutObject": put_object,
    "GetObject": get_object,
    "HeadObject": head_object,
    "DeleteObject": delete_object,
    "DeleteObjects": delete_objects,
    "CopyObject": copy_object,
    "ListObjectsV2": list_objects_v2,
    "ListObjects": list_objects,
    "CreateMultipartUpload": create_multipart_upload,
    "UploadPart": upload_part,
    "CompleteMultipartUpload": complete_multipart_upload,
    "AbortMultipartUpload": abort_multipart_upload,
}
