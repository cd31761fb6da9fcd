"""The kinds of values that several models share, with the API's own bounds and patterns."""

from __future__ import annotations

from typing import Annotated

from hpo_spec.spec.constraints import FiniteNumber, HyperparameterText, OpenEnum, ScalarText, Text, TrueOrFalse, Whole
from hpo_spec.spec.text import HyperparameterValue, Scalar

_NAME = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,%d}"
_NAME_WORDS = "letters, digits and inner hyphens"

JobName = Annotated[str, Text(1, 32, _NAME % 31, _NAME_WORDS)]
"""`HyperParameterTuningJobName`: the length is checked apart, since the pattern does not bound it."""
NamePrefix = Annotated[str, Text(1, 23, _NAME % 22, _NAME_WORDS)]
"""A `JobName` that leaves room for a hyphen and 8 hex digits."""
DefinitionName = Annotated[str, Text(1, 64, _NAME % 63, _NAME_WORDS)]
MetricName = Annotated[str, Text(1, 255, ".+", "one line")]
MetricRegex = Annotated[str, Text(1, 500, ".+", "one line")]

S3Uri = Annotated[str, Text(0, 1024, r"(https|s3)://([^/]+)/?(.*)", "expected s3://BUCKET/PREFIX")]
KmsKey = Annotated[str, Text(0, 2048, "[a-zA-Z0-9:/_-]*", "expected a key's ID, ARN or alias")]
RoleArn = Annotated[
    str,
    Text(
        20,
        2048,
        r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
        "expected arn:aws:iam::ACCOUNT:role/NAME with an account of 12 digits",
    ),
]
AlgorithmArn = Annotated[
    str,
    Text(
        1,
        170,
        r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)",
        "expected the ARN or the name of an algorithm resource",
    ),
]
ImageUri = Annotated[str, Text(0, 255, ".*", "one line")]
HubContentArn = Annotated[str, Text(0, 255, ".*", "one line")]
DatasetArn = Annotated[
    str,
    Text(
        0,
        2048,
        r"(arn:[a-z0-9-\.]{1,63}:sagemaker:\w+(?:-\w+)+:(\d{12}|aws):hub-content\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
        r"\/DataSet\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\/\d{1,4}.\d{1,4}.\d{1,4})?",
        "expected the ARN of a data set in a SageMaker hub",
    ),
]
TrainingPlanArn = Annotated[
    str,
    Text(
        50,
        2048,
        r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:training-plan/.*",
        "expected arn:aws:sagemaker:REGION:ACCOUNT:training-plan/NAME",
    ),
]
Region = Annotated[str, Text(1, 63, r"[a-z]{2,}(-[a-z]+)+-[0-9]+", "expected a region such as us-west-2")]

ChannelName = Annotated[str, Text(1, 64, r"[A-Za-z0-9\.\-_]+", "letters, digits, `.`, `-` and `_`")]
FileSystemId = Annotated[str, Text(11, 21, "(fs-[0-9a-f]{8,})", "expected fs- and 8 or more hex digits")]
DirectoryPath = Annotated[str, Text(0, 4096, ".*", "one line")]
ContentType = Annotated[str, Text(0, 256, ".*", "one line")]
AttributeName = Annotated[str, Text(1, 256, ".+", "one line")]
InstanceGroupName = Annotated[str, Text(1, 64, ".+", "one line")]
VpcId = Annotated[str, Text(0, 32, "[-0-9a-zA-Z]+", "letters, digits and hyphens")]
UltraServerId = Annotated[str, Text(0, 256)]

InstanceType = Annotated[str, OpenEnum("TrainingInstanceType")]
S3DataType = Annotated[str, OpenEnum("S3DataType")]
AllocationStrategy = Annotated[str, OpenEnum("HyperParameterTuningAllocationStrategy")]

TagKey = Annotated[str, Text(1, 128, r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", "letters, digits, blanks and _.:/=+-@")]
TagValue = Annotated[
    Scalar, ScalarText(Text(0, 256, r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", "letters, digits, blanks and _.:/=+-@"))
]
TransformInstanceType = Annotated[str, Text(1, 64, r"ml\.[a-z0-9-]+\.[a-z0-9]+", "expected a type such as ml.m5.large")]
AmiVersion = Annotated[str, Text(1, 63, "[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", "letters, digits and inner hyphens")]
TransformVariable = Annotated[Scalar, ScalarText(Text(0, 10_240, r"[\S\s]*"))]
JsonPath = Annotated[str, Text(0, 63, ".*", "one line")]
EnvironmentKey = Annotated[str, Text(0, 512, "[a-zA-Z_][a-zA-Z0-9_]*", "letters, digits and `_`, no digit first")]
EnvironmentValue = Annotated[Scalar, ScalarText(Text(0, 512, r"[\S\s]*"))]

RangeName = Annotated[str, Text(0, 256, ".*", "one line")]
RangeBound = Annotated[int | float | str, ScalarText(Text(0, 256, ".*", "one line"), booleans=False)]
RangeHint = Annotated[Scalar, ScalarText(Text(0, 256, ".*", "one line"))]
CategoricalValue = Annotated[HyperparameterValue, HyperparameterText(Text(0, 256, ".*", "one line"))]
HyperparameterName = Annotated[str, Text(0, 256, ".*", "one line")]
StaticValue = Annotated[HyperparameterValue, HyperparameterText(Text(0, 2500, ".*", "one line"))]

Count = Annotated[int, Whole(0)]
Positive = Annotated[int, Whole(1)]
Number = Annotated[int | float, FiniteNumber()]
Flag = Annotated[bool, TrueOrFalse()]
