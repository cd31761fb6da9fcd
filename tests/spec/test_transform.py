"""The `transform` section is `CreateTransformJobRequest`: each member, each bound, each enum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.model import Shape
from botocore.validate import ParamValidator
from pydantic import ValidationError

from hpo_spec import SpecError, Transform, compile_request, load_spec
from hpo_spec.spec.base import Context, Member
from tests.request.shapes import allows, sample_text

pytestmark = pytest.mark.newest
SHAPE: Shape = (
    botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateTransformJob").input_shape
)
NO_FIELD = {
    "TransformJobName": "derived from the model and the settings",
    "ModelName": "the model is made of the best trial",
    "Tags": "the tuning job's, as for the model",
    "DataCaptureConfig": "a copy of input and output for monitoring: here both are kept anyway",
    "ExperimentConfig": "SageMaker Experiments, which a tuning job is not part of",
}
ALLOWED_LESS = {
    "input_data_type": {"AugmentedManifestFile", "Converse"},  # the first is for training alone, the second for LLMs
}
INSTANCE_TYPES = "instance_type"  # any text of that form: SageMaker has new ones every month
EVERYTHING: dict[str, Any] = {
    "input_s3_uri": "s3://b/test",
    "input_data_type": "ManifestFile",
    "content_type": "text/libsvm",
    "compression": "Gzip",
    "split_type": "RecordIO",
    "output_s3_uri": "s3://b/out",
    "accept": "text/csv",
    "assemble_with": "None",
    "kms_key": "key",
    "instance_type": "ml.c5.large",
    "instance_count": 2,
    "volume_kms_key": "key",
    "ami_version": "al2-ami-sagemaker-batch-gpu-470",
    "batch_strategy": "SingleRecord",
    "max_concurrent": 4,
    "max_payload_mb": 0,
    "invocations_timeout": "10m",
    "invocations_max_retries": 3,
    "environment": {"A": 1},
    "join_source": "Input",
    "input_filter": "$[1:]",
    "output_filter": "$[-1]",
}
FIELDS = {
    name: next(extra.path for extra in info.metadata if isinstance(extra, Member))
    for name, info in Transform.model_fields.items()
}


def request(**fields: Any) -> dict[str, Any]:
    return Transform(**fields).to_api(Context(image_uri=lambda name, _: name))


def leaves(shape: Shape, path: str = "") -> Iterator[str]:
    for name, member in shape.members.items():
        at = f"{path}.{name}" if path else name
        yield from leaves(member, at) if member.type_name == "structure" else [at]


def shape_of(path: str) -> Shape:
    shape = SHAPE
    for name in path.split("."):
        shape = shape.members[name]
    return shape


def is_accepted(field: str, value: object) -> bool:
    try:
        Transform(**{field: value})
    except ValidationError:
        return False
    return True


def fields_of(*types: str) -> list[str]:
    known = set(leaves(SHAPE))
    return [field for field, path in FIELDS.items() if path in known and shape_of(path).type_name in types]


def test_every_member_has_a_field_or_a_reason_to_have_none() -> None:
    open_members = {path for path in leaves(SHAPE) if path.split(".")[0] not in NO_FIELD}

    assert open_members == set(FIELDS.values())
    assert set(NO_FIELD) <= set(SHAPE.members)


def test_everything_compiles_to_a_request_that_boto3_takes_in_the_api_s_order() -> None:
    assert set(EVERYTHING) == set(FIELDS)

    compiled = request(**EVERYTHING)

    named = {"TransformJobName": "t", "ModelName": "m", **compiled}
    assert ParamValidator().validate(named, SHAPE).generate_report() == ""
    assert list(compiled) == [name for name in SHAPE.members if name in compiled]
    assert compiled["ModelClientConfig"]["InvocationsTimeoutInSeconds"] == 600
    assert compiled["Environment"] == {"A": "1"}


def test_the_defaults_read_csv_line_by_line() -> None:
    compiled = request(input_s3_uri="s3://b/test.csv", output_s3_uri="s3://b/out")

    named = {"TransformJobName": "t", "ModelName": "m", **compiled}
    assert ParamValidator().validate(named, SHAPE).generate_report() == ""
    assert (compiled["TransformInput"]["ContentType"], compiled["TransformInput"]["SplitType"]) == ("text/csv", "Line")
    assert compiled["TransformOutput"]["AssembleWith"] == "Line"


@pytest.mark.parametrize("field", fields_of("integer"))
def test_a_whole_number_is_allowed_within_the_api_s_bounds(field: str) -> None:
    bounds = shape_of(FIELDS[field]).metadata
    low, high = bounds["min"], bounds.get("max", 2**31 - 1)

    assert [is_accepted(field, value) for value in (low, high)] == [True, True]
    assert [is_accepted(field, value) for value in (low - 1, high + ("max" in bounds), True, 1.5)] == [
        *(False, "max" not in bounds),
        *(False, False),
    ]


@pytest.mark.parametrize("field", [name for name in fields_of("string") if shape_of(FIELDS[name]).enum])
def test_a_choice_has_the_api_s_values(field: str) -> None:
    shape = shape_of(FIELDS[field])

    accepted = {value for value in (*shape.enum, "Other", "") if is_accepted(field, value)}

    assert accepted == set(shape.enum) - ALLOWED_LESS.get(field, set())


@pytest.mark.parametrize("field", [name for name in fields_of("string") if not shape_of(FIELDS[name]).enum])
def test_a_text_is_as_long_as_the_api_allows_and_of_its_form(field: str) -> None:
    shape = shape_of(FIELDS[field])
    low, high = shape.metadata.get("min", 0), shape.metadata["max"]

    for size in {max(0, low - 1), low, low + 1, high - 1, high, high + 1}:
        text = sample_text(shape, size)
        assert is_accepted(field, text) == allows(shape, text), (field, size)
    for text in ("-", "a b", "é", "s3:/b"):
        assert is_accepted(field, text) == allows(shape, text), (field, text)


def test_the_environment_has_the_api_s_bounds() -> None:
    shape = shape_of("Environment")

    for count in (shape.metadata["max"], shape.metadata["max"] + 1):
        given = {f"V{number}": "1" for number in range(count)}
        assert is_accepted("environment", given) == (count <= shape.metadata["max"])
    for size in (shape.value.metadata["max"], shape.value.metadata["max"] + 1):
        assert is_accepted("environment", {"A": "x" * size}) == (size <= shape.value.metadata["max"])
    assert not is_accepted("environment", {"1A": "x"})


def test_an_instance_type_may_be_newer_than_this_release_but_must_look_like_one() -> None:
    shape = shape_of(FIELDS[INSTANCE_TYPES])

    assert all(is_accepted(INSTANCE_TYPES, name) for name in (*shape.enum, "ml.x99.48xlarge"))
    assert not any(is_accepted(INSTANCE_TYPES, name) for name in ("m5.large", "ml.m5", "large"))


SPEC = """\
version: 1
name: job
training_job:
  algorithm: {image: "image:1", metrics: {loss: "loss=([0-9.]+)"}}
  role: arn:aws:iam::123456789012:role/SageMakerRole
  output: s3://b/out
  resources: {instance_type: ml.m5.large, instance_count: 1, volume_size_gb: 5}
  stopping_condition: {max_runtime: 1h}
tuning:
  strategy: Random
  objective: {type: Minimize, metric: loss}
  ranges: {x: {type: continuous, min: 0, max: 1}}
  limits: {max_jobs: 3, max_parallel_jobs: 1}
"""


def test_the_section_is_not_sent_with_the_tuning_job() -> None:
    with_section = load_spec(SPEC + "transform: {input_s3_uri: s3://b/test, join_source: Input}\n")

    assert with_section.transform is not None
    assert compile_request(with_section) == compile_request(load_spec(SPEC))


def test_a_mistake_in_the_section_is_named_with_its_place() -> None:
    with pytest.raises(SpecError) as raised:
        load_spec(SPEC + "transform: {input_s3_uri: b/test, split_typ: Line, max_concurrent: -1}\n")

    found = {".".join(map(str, finding.path)): finding.position.line for finding in raised.value.findings}
    assert found == dict.fromkeys(("transform.input_s3_uri", "transform.split_typ", "transform.max_concurrent"), 14)
