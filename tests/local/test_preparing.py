"""A spec's data and command on their way into a root."""

from pathlib import Path

import pytest

from hpo_spec import LocalError
from hpo_spec.aws.clients import Clients
from hpo_spec.local.engine import Engine
from hpo_spec.local.preparing import prepare
from hpo_spec.local.root import Root
from tests.local.jobs import create, definition, ended, stand_in, tuning_request

PREFIX = "s3://bucket/data"


def bring(root: Path, folder: Path) -> None:
    prepare(Engine(Root(root)), {}, data={PREFIX: folder.name}, command=None, folder=folder.parent)


def keys(clients: Clients) -> dict[str, bytes]:
    found = clients.s3.list_objects_v2(Bucket="bucket").get("Contents", [])
    return {item["Key"]: clients.s3.get_object(Bucket="bucket", Key=item["Key"])["Body"].read() for item in found}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "here" / "deep").mkdir(parents=True)
    (tmp_path / "here" / "a.csv").write_text("a")
    (tmp_path / "here" / "deep" / "b.csv").write_text("b")
    (tmp_path / "here" / ".hidden").write_text("no")
    return tmp_path / "here"


def test_a_folder_becomes_a_prefix(clients: Clients, root: Path, folder: Path) -> None:
    bring(root, folder)

    assert keys(clients) == {"data/a.csv": b"a", "data/deep/b.csv": b"b"}


def test_what_has_gone_goes_and_what_came_from_elsewhere_stays(clients: Clients, root: Path, folder: Path) -> None:
    bring(root, folder)
    clients.s3.put_object(Bucket="bucket", Key="data/output/model", Body=b"m")
    (folder / "a.csv").rename(folder / "c.csv")

    bring(root, folder)

    assert keys(clients) == {"data/c.csv": b"a", "data/deep/b.csv": b"b", "data/output/model": b"m"}


def test_a_file_of_the_same_size_and_time_is_not_taken_for_the_same(clients: Clients, root: Path, folder: Path) -> None:
    import os

    bring(root, folder)
    (folder / "a.csv").write_text("x")
    stat = (root / "s3" / "bucket" / "data" / "a.csv").stat()
    os.utime(folder / "a.csv", ns=(stat.st_atime_ns, stat.st_mtime_ns))

    bring(root, folder)

    assert keys(clients)["data/a.csv"] == b"x"


def test_data_that_a_running_job_reads_is_not_changed(clients: Clients, root: Path, folder: Path) -> None:
    bring(root, folder)
    stand_in(root, "import time\nprint('loss=1', flush=True)\ntime.sleep(60)")
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": PREFIX}}
    channels = [{"ChannelName": "train", "DataSource": source}]
    create(clients, {**tuning_request(max_jobs=1), "TrainingJobDefinition": definition(InputDataConfig=channels)})

    bring(root, folder)  # nothing has changed
    (folder / "a.csv").write_text("other")
    with pytest.raises(LocalError, match="job job is reading it"):
        bring(root, folder)

    clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName="job")
    ended(clients, "job")
    bring(root, folder)
    assert keys(clients)["data/a.csv"] == b"other"
