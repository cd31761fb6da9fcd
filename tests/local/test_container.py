"""What a program finds in its container: SageMaker's contract."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from hpo_spec.aws.clients import Clients
from tests.local.jobs import run, stand_in, trials, tuning_request

DUMP = """
    import json, os
    base = os.environ["SAGEMAKER_BASE_DIR"]
    found = {"environment": dict(os.environ), "files": {}, "folder": os.getcwd()}
    for name in ("hyperparameters", "inputdataconfig", "resourceconfig"):
        with open(f"{base}/input/config/{name}.json") as file:
            found[name] = json.load(file)
    for folder, _, names in os.walk(base + "/input/data"):
        for name in names:
            with open(os.path.join(folder, name)) as file:
                found["files"][os.path.relpath(os.path.join(folder, name), base)] = file.read()
    with open(os.environ["SM_OUTPUT_DATA_DIR"] + "/found.json", "w") as file:
        json.dump(found, file)
    with open(os.environ["SM_MODEL_DIR"] + "/weights", "w") as file:
        file.write("w")
    print("loss=1")
"""


def channel(name: str, key: str, **more: Any) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://bucket/{key}"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}, **more}


@pytest.fixture
def found(clients: Clients, root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody's own")
    stand_in(root, DUMP)
    for key in ("data/a.csv", "data/deep/b.csv", "one.csv", "database.csv"):
        clients.s3.put_object(Bucket="bucket", Key=key, Body=key.encode())
    run(
        clients,
        tuning_request(
            max_jobs=1,
            StaticHyperParameters={
                "learning-rate": "0.1",
                "layers": "[3, 4]",
                "name": "plain",
                "sagemaker_program": "p",
            },
            InputDataConfig=[channel("train", "data/", ContentType="text/csv"), channel("one", "one.csv")],
            Environment={"MINE": "yes"},
        ),
    )
    name = trials(clients, "job")[0]["TrainingJobName"]
    data: dict[str, Any] = json.loads((root / "training-jobs" / name / "output" / "data" / "found.json").read_text())
    return {**data, "name": name}


def test_the_configuration_files_are_as_in_sagemaker(found: dict[str, Any]) -> None:
    assert found["hyperparameters"].keys() == {
        *("learning-rate", "layers", "name", "sagemaker_program", "x", "_tuning_objective_metric"),
    }
    assert all(isinstance(value, str) for value in found["hyperparameters"].values())
    assert found["inputdataconfig"]["train"] == {
        "ContentType": "text/csv",
        "TrainingInputMode": "File",
        "S3DistributionType": "FullyReplicated",
        "RecordWrapperType": "None",
    }
    assert "ContentType" not in found["inputdataconfig"]["one"]
    assert found["resourceconfig"]["current_host"] == "algo-1"
    assert found["resourceconfig"]["current_instance_type"] == "ml.m5.large"


def test_a_channel_has_the_files_below_its_prefix(found: dict[str, Any]) -> None:
    assert found["files"] == {
        "input/data/train/a.csv": "data/a.csv",
        "input/data/train/deep/b.csv": "data/deep/b.csv",
        "input/data/one/one.csv": "one.csv",
    }


def test_the_variables_are_those_of_the_training_toolkit(found: dict[str, Any]) -> None:
    variables = found["environment"]
    assert variables["SM_HP_LEARNING-RATE"] == "0.1"
    assert variables["SM_HP_LAYERS"] == "[3,4]"
    assert variables["SM_HP_NAME"] == "plain"
    hyperparameters = json.loads(variables["SM_HPS"])
    assert hyperparameters["learning-rate"] == 0.1
    assert hyperparameters["layers"] == [3, 4]
    assert not {"sagemaker_program", "_tuning_objective_metric"} & hyperparameters.keys()
    assert json.loads(variables["SM_CHANNELS"]) == ["one", "train"]
    assert variables["SM_CHANNEL_TRAIN"].endswith("input/data/train")
    assert variables["TRAINING_JOB_NAME"] == found["name"]
    assert variables["MINE"] == "yes"
    assert (variables["PYTHONUNBUFFERED"], variables["OMP_WAIT_POLICY"]) == ("1", "PASSIVE")


def test_nobodys_credentials_reach_a_program(found: dict[str, Any]) -> None:
    assert "AWS_SECRET_ACCESS_KEY" not in found["environment"]


def test_model_and_output_land_at_the_output_path(found: dict[str, Any], clients: Clients, tmp_path: Path) -> None:
    for archive, member in (("model", "weights"), ("output", "found.json")):
        target = tmp_path / f"{archive}.tar.gz"
        clients.s3.download_file("bucket", f"output/{found['name']}/output/{archive}.tar.gz", str(target))
        with tarfile.open(target) as content:
            assert content.getnames() == [member]


def test_a_program_cannot_change_the_objects_that_it_reads(clients: Clients, root: Path) -> None:
    stand_in(
        root,
        """
        import os
        path = os.environ["SM_CHANNEL_TRAIN"] + "/a.csv"
        with open(path, "a") as file:
            file.write("other")
        os.remove(path)
        print("loss=1")
        """,
    )
    clients.s3.put_object(Bucket="bucket", Key="data/a.csv", Body=b"data")

    run(clients, tuning_request(max_jobs=2, InputDataConfig=[channel("train", "data/")]))

    assert clients.s3.get_object(Bucket="bucket", Key="data/a.csv")["Body"].read() == b"data"
