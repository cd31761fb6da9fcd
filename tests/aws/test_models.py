"""A model from a training job: what is carried over, and that it is made once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.validate import ParamValidator

from hpo_spec.aws import Clients
from hpo_spec.aws.models import ModelChoice, create_model, plan_model
from hpo_spec.errors import AwsError, UsageError
from hpo_spec.local_mode import local_clients
from tests.scripted import Fault, ScriptedSageMaker

ROLE = "arn:aws:iam::123456789012:role/SageMakerRole"
IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/my-image:1.0"
ARTIFACT = "s3://bucket/output/job-001-aaaaaaaa/output/model.tar.gz"
TRAINED: dict[str, Any] = {
    "TrainingJobName": "job-001-aaaaaaaa",
    "TrainingJobStatus": "Completed",
    "ModelArtifacts": {"S3ModelArtifacts": ARTIFACT},
    "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    "RoleArn": ROLE,
}
VPC = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
NO_CHOICE = ModelChoice()


def planned(choice: ModelChoice = NO_CHOICE, tags: Any = (), **trained: Any) -> dict[str, Any]:
    request = plan_model({**TRAINED, **trained}, tags, choice).request
    shape = local_clients_shape()
    assert ParamValidator().validate(request, shape).generate_report() == ""
    return request


def local_clients_shape() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateModel").input_shape


def container(**trained: Any) -> dict[str, Any]:
    return planned(**trained)["PrimaryContainer"]


class TestPlan:
    def test_image_artifact_and_role_are_the_training_job_s(self) -> None:
        request = planned()

        assert request["PrimaryContainer"] == {"Image": IMAGE, "ModelDataUrl": ARTIFACT}
        assert request["ExecutionRoleArn"] == ROLE
        assert set(request) == {"ModelName", "PrimaryContainer", "ExecutionRoleArn"}

    def test_environment_vpc_isolation_and_tags_are_carried_over(self) -> None:
        tags = [{"Key": "team", "Value": "pricing"}]

        request = planned(tags=tags, Environment={"A": "1"}, VpcConfig=VPC, EnableNetworkIsolation=True)

        assert request["PrimaryContainer"]["Environment"] == {"A": "1"}
        assert (request["VpcConfig"], request["EnableNetworkIsolation"], request["Tags"]) == (VPC, True, tags)

    def test_script_mode_becomes_the_variables_that_the_serving_toolkit_reads(self) -> None:
        given = {
            "sagemaker_program": '"train.py"',
            "sagemaker_submit_directory": '"s3://bucket/code.tar.gz"',
            "sagemaker_region": '"us-west-2"',
            "sagemaker_container_log_level": "20",
            "lr": "0.1",
        }

        assert container(HyperParameters=given)["Environment"] == {
            "SAGEMAKER_PROGRAM": "train.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "s3://bucket/code.tar.gz",
            "SAGEMAKER_REGION": "us-west-2",
            "SAGEMAKER_CONTAINER_LOG_LEVEL": "20",
        }

    def test_plain_texts_of_script_mode_are_taken_as_they_are(self) -> None:
        given = {"sagemaker_program": "train.py"}

        assert container(HyperParameters=given)["Environment"] == {"SAGEMAKER_PROGRAM": "train.py"}

    def test_an_artifact_without_compression_is_a_prefix(self) -> None:
        artifact = "s3://bucket/output/job-001-aaaaaaaa/output/model"
        output = {"S3OutputPath": "s3://bucket/output", "CompressionType": "NONE"}

        found = container(OutputDataConfig=output, ModelArtifacts={"S3ModelArtifacts": artifact})

        source = {"S3Uri": f"{artifact}/", "S3DataType": "S3Prefix", "CompressionType": "None"}
        assert found["ModelDataSource"] == {"S3DataSource": source}
        assert "ModelDataUrl" not in found

    def test_an_image_in_a_private_registry_is_pulled_from_there(self) -> None:
        provider = "arn:aws:lambda:us-west-2:123456789012:function:secrets"
        config = {
            "TrainingRepositoryAccessMode": "Vpc",
            "TrainingRepositoryAuthConfig": {"TrainingRepositoryCredentialsProviderArn": provider},
        }
        specification = {"TrainingImage": "registry.example/my:1", "TrainingImageConfig": config}

        assert container(AlgorithmSpecification=specification)["ImageConfig"] == {
            "RepositoryAccessMode": "Vpc",
            "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": provider},
        }

    def test_what_is_given_comes_before_what_the_training_job_has(self) -> None:
        choice = ModelChoice("mine", "other:2", ROLE.replace("SageMaker", "Serving"), {"A": "2"})

        request = planned(choice, Environment={"A": "1", "B": "1"})

        assert (request["ModelName"], request["PrimaryContainer"]["Image"]) == ("mine", "other:2")
        assert request["ExecutionRoleArn"].endswith("ServingRole")
        assert request["PrimaryContainer"]["Environment"] == {"A": "2", "B": "1"}

    def test_an_image_that_is_made_for_training_is_a_note_with_the_one_that_serves(self) -> None:
        registry = "763104351884.dkr.ecr.us-west-2.amazonaws.com"
        specification = {"TrainingImage": f"{registry}/pytorch-training:2.0-gpu-py310"}

        (note,) = plan_model({**TRAINED, "AlgorithmSpecification": specification}, [], ModelChoice()).notes

        assert f"--image {registry}/pytorch-inference:2.0-gpu-py310" in note

    def test_keys_that_a_model_cannot_name_are_notes(self) -> None:
        resources, output = {"VolumeKmsKeyId": "key"}, {"S3OutputPath": "s3://b", "KmsKeyId": "key"}

        notes = plan_model({**TRAINED, "ResourceConfig": resources, "OutputDataConfig": output}, [], NO_CHOICE).notes

        assert ["--volume-kms-key" in note for note in notes] == [True, False]
        assert "allowed to decrypt" in notes[1]

    def test_an_algorithm_resource_needs_an_image(self) -> None:
        trained = {**TRAINED, "AlgorithmSpecification": {"AlgorithmName": "my-algorithm"}}

        with pytest.raises(UsageError, match="my-algorithm.*--image"):
            plan_model(trained, [], ModelChoice())
        plan_model(trained, [], ModelChoice(image=IMAGE))

    def test_a_training_job_without_an_artifact_has_no_model(self) -> None:
        trained = {**TRAINED, "TrainingJobStatus": "Failed", "ModelArtifacts": {"S3ModelArtifacts": ""}}

        with pytest.raises(UsageError, match="'job-001-aaaaaaaa' has no model: it is Failed"):
            plan_model(trained, [], ModelChoice())


class TestName:
    def test_the_same_model_has_the_same_name_and_another_has_another(self) -> None:
        name = planned()["ModelName"]

        assert planned()["ModelName"] == name
        assert planned(tags=[{"Key": "a", "Value": "b"}])["ModelName"] == name
        assert planned(Environment={"A": "1"})["ModelName"] != name

    def test_a_long_name_fits(self) -> None:
        name = planned(TrainingJobName="a" * 54 + "-" + "b" * 8)["ModelName"]

        assert len(name) <= 63
        assert "--" not in name


class TestCreating:
    @pytest.fixture
    def clients(self, tmp_path: Path) -> Clients:
        return local_clients(tmp_path)

    def test_a_model_is_created_once_and_then_found(self, clients: Clients) -> None:
        arn, was_there = create_model(planned(Environment={"A": "1"}, VpcConfig=VPC), clients)

        assert not was_there
        assert arn.endswith(f":model/{planned(Environment={'A': '1'}, VpcConfig=VPC)['ModelName']}")
        assert create_model(planned(Environment={"A": "1"}, VpcConfig=VPC), clients) == (arn, True)

    @pytest.mark.parametrize(
        ("changed", "member"),
        [
            ({"AlgorithmSpecification": {"TrainingImage": "other:1"}}, "PrimaryContainer"),
            ({"Environment": {}}, "PrimaryContainer"),
            ({"Environment": {"A": "1", "B": "2"}}, "PrimaryContainer"),
            ({"RoleArn": f"{ROLE}2"}, "ExecutionRoleArn"),
            ({"VpcConfig": VPC}, "VpcConfig"),
            ({"EnableNetworkIsolation": True}, "EnableNetworkIsolation"),
        ],
    )
    def test_a_name_that_another_model_has_is_an_error_that_says_what_differs(
        self, changed: dict[str, Any], member: str, clients: Clients
    ) -> None:
        choice = ModelChoice(name="mine")
        create_model(planned(choice, Environment={"A": "1"}), clients)

        with pytest.raises(AwsError, match=f"'mine' already, with another {member}.*--name"):
            create_model(planned(choice, **{"Environment": {"A": "1"}, **changed}), clients)

    def test_what_sagemaker_fills_in_is_no_difference(self, sagemaker: ScriptedSageMaker) -> None:
        request = planned()

        def refuse(_: Any) -> dict[str, Any]:
            raise Fault(400, "ValidationException", 'Cannot create already existing model "arn:aws:sagemaker:m".')

        filled_in = {
            **request["PrimaryContainer"],
            "Mode": "SingleModel",
            "ModelDataSource": {"S3DataSource": {"S3Uri": ARTIFACT, "S3DataType": "S3Object"}},
            "Environment": {},
        }
        known = {**request, "PrimaryContainer": filled_in, "EnableNetworkIsolation": False, "ModelArn": "arn"}
        sagemaker.operations = {"CreateModel": refuse, "DescribeModel": lambda _: known}

        assert create_model(request, sagemaker.clients()) == ("arn", True)

    def test_a_refusal_is_a_clear_error(self, sagemaker: ScriptedSageMaker) -> None:
        sagemaker.faults = [Fault(400, "AccessDeniedException", "no sagemaker:CreateModel")]

        with pytest.raises(AwsError, match="CreateModel: access is denied"):
            create_model(planned(), sagemaker.clients())
