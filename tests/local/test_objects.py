"""S3 on this machine: plain files, below their bucket and nowhere else."""

import io
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from hpo_spec.aws.clients import Clients


def keys(clients: Clients, **parameters: object) -> list[str]:
    pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket="b", **parameters)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def test_an_object_is_a_plain_file(clients: Clients, root: Path) -> None:
    clients.s3.put_object(Bucket="b", Key="a/b c/d.txt", Body=b"content")

    assert (root / "s3" / "b" / "a" / "b c" / "d.txt").read_bytes() == b"content"
    assert clients.s3.get_object(Bucket="b", Key="a/b c/d.txt")["Body"].read() == b"content"


def test_a_file_that_somebody_put_there_is_an_object(clients: Clients, root: Path) -> None:
    (root / "s3" / "b" / "x").mkdir(parents=True)
    (root / "s3" / "b" / "x" / "y").write_text("z")

    assert keys(clients) == ["x/y"]


def test_files_go_up_and_come_down(clients: Clients, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(b"x" * 20_000_000)  # in parts

    clients.s3.upload_file(str(tmp_path / "up"), "b", "k")
    clients.s3.download_file("b", "k", str(tmp_path / "down"))

    assert (tmp_path / "down").read_bytes() == (tmp_path / "up").read_bytes()


def test_a_part_of_an_object_is_read(clients: Clients) -> None:
    clients.s3.put_object(Bucket="b", Key="k", Body=io.BytesIO(b"0123456789"))

    assert clients.s3.get_object(Bucket="b", Key="k", Range="bytes=2-4")["Body"].read() == b"234"
    assert clients.s3.get_object(Bucket="b", Key="k", Range="bytes=-3")["Body"].read() == b"789"


def test_keys_are_listed_by_their_bytes_in_pages_and_by_folder(clients: Clients) -> None:
    for key in ("b/2", "b/1", "a", "b-x", "c/d/e"):
        clients.s3.put_object(Bucket="b", Key=key, Body=b"")

    assert keys(clients) == ["a", "b-x", "b/1", "b/2", "c/d/e"]
    assert keys(clients, PaginationConfig={"PageSize": 2}) == ["a", "b-x", "b/1", "b/2", "c/d/e"]
    assert keys(clients, Prefix="b") == ["b-x", "b/1", "b/2"]
    listed = clients.s3.list_objects_v2(Bucket="b", Delimiter="/")
    assert [item["Prefix"] for item in listed["CommonPrefixes"]] == ["b/", "c/"]
    assert [item["Key"] for item in listed["Contents"]] == ["a", "b-x"]


def test_what_is_not_there_is_said_as_s3_does(clients: Clients) -> None:
    clients.s3.create_bucket(Bucket="b")
    with pytest.raises(clients.s3.exceptions.NoSuchKey):
        clients.s3.get_object(Bucket="b", Key="k")
    with pytest.raises(clients.s3.exceptions.NoSuchBucket):
        clients.s3.list_objects_v2(Bucket="other")
    with pytest.raises(ClientError, match="404"):
        clients.s3.head_object(Bucket="b", Key="k")


@pytest.mark.parametrize("key", ["../x", "a/../../x", "a//b", ".", "a/./b", "/etc/x"])
def test_no_key_leads_out_of_its_bucket(clients: Clients, root: Path, key: str) -> None:
    with pytest.raises(ClientError, match="no file is called"):
        clients.s3.put_object(Bucket="b", Key=key, Body=b"x")

    assert [path for path in root.rglob("x") if path.is_file()] == []


@pytest.mark.parametrize("bucket", ["..", "."])
def test_no_bucket_leads_out_of_the_root(clients: Clients, bucket: str) -> None:
    with pytest.raises(Exception, match=r"[Ii]nvalid|not valid"):
        clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x")


def test_a_key_below_another_object_is_refused_with_the_reason(clients: Clients) -> None:
    clients.s3.put_object(Bucket="b", Key="a", Body=b"x")

    with pytest.raises(ClientError, match="keeps objects as files"):
        clients.s3.put_object(Bucket="b", Key="a/b", Body=b"x")


def test_deleting_leaves_no_empty_folders(clients: Clients, root: Path) -> None:
    clients.s3.put_object(Bucket="b", Key="a/b/c", Body=b"x")
    clients.s3.delete_object(Bucket="b", Key="a/b/c")
    clients.s3.delete_object(Bucket="b", Key="never/was")

    assert list((root / "s3" / "b").iterdir()) == []
