"""Rules that the models and the import of requests keep: what breaks one is no spec, and its error has the rule's id.

`rule_ids` says which error breaks which rule.
"""

from __future__ import annotations

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Rule, described

_ERROR = Severity.ERROR
_LIKELY = Basis.LIKELY

RULES: tuple[Rule, ...] = (
    described(
        "tuning-job-name-pattern",
        _ERROR,
        "A tuning job's name has 1 to 32 letters, digits and inner hyphens.",
        why="The API's documentation text allows more characters than its pattern, the pattern does not bound the "
        "length, and botocore checks neither: SageMaker does. A `name_prefix` has at most 23, so that the digest fits.",
        source="API reference, CreateHyperParameterTuningJob.HyperParameterTuningJobName",
        server_message="1 validation error detected: Value "
        "'health_and_personal_care_inter_title-2018-09-06-05-57-49-470' at 'trainingJobName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9])*",
    ),
    described(
        "tag-key-duplicate",
        _ERROR,
        "Each tag's key is there once.",
        why="SageMaker refuses a request with the same key twice.",
        source="API reference, Tag.Key; Developer guide, sagemaker-mkt-algo-tune",
    ),
    described(
        "enum-spelled-as-in-docs",
        _ERROR,
        "Values are spelled as in the API: `Off`, `Auto`, `IdenticalDataAndAlgorithm`, `TransferLearning`.",
        why="The documentation's prose spells them in capitals, enums are case-sensitive, and botocore does not check "
        "them: SageMaker refuses the request.",
        source="API reference, TrainingJobEarlyStoppingType and HyperParameterTuningJobWarmStartType",
    ),
    described(
        "yaml-non-string-scalar",
        _ERROR,
        "What the API holds as text is a text, or a value that has one: a number, `true`, `false`.",
        why="Range bounds, categorical values, hyperparameters and environment variables are strings in the API. In a "
        "spec, numbers and booleans become their text; null, or a list of variables, has none. In a raw request a "
        "number fails botocore's own check.",
        source="API reference, HyperParameterValue, ParameterValue and TrainingEnvironmentValue",
    ),
    described(
        "metric-name-duplicate",
        _ERROR,
        "Each metric is defined once.",
        why="A metric is known by its name, so that of two regular expressions only one could count.",
        source="API reference, MetricDefinition.Name",
        basis=_LIKELY,
    ),
    described(
        "range-name-duplicate",
        _ERROR,
        "Each hyperparameter has one range.",
        why="A range is known by its hyperparameter's name, of whatever type it is.",
        source="API reference, ParameterRanges; sagemaker-python-sdk",
        basis=_LIKELY,
    ),
    described(
        "static-value-over-2500",
        _ERROR,
        "A static hyperparameter's value has at most 2,500 characters.",
        why="SageMaker refuses a longer one, such as a list of labels as JSON; botocore does not check it.",
        source="API reference, HyperParameterValue; "
        "github.com/aws-samples/amazon-sagemaker-pytorch-detectron2 issue 10",
        server_message="'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: "
        "[Member must have length less than or equal to 2500, Member must have length greater than or equal to 0, "
        "Member must satisfy regular expression pattern: .*]",
    ),
    described(
        "channel-name-duplicate",
        _ERROR,
        "Each channel is there once.",
        why="A channel is a directory in the container, known by its name.",
        source="Developer guide, your-algorithms-training-algo-running-container",
        basis=_LIKELY,
    ),
    described(
        "output-compression-enum",
        _ERROR,
        "An output is compressed with `GZIP` or `NONE`, a channel with `Gzip` or `None`.",
        why="They are two enums of the API, spelled differently, and botocore checks neither.",
        source="API reference, OutputCompressionType and CompressionType",
    ),
    described(
        "autotune-still-needs-required",
        _ERROR,
        "With Autotune too, the strategy and `max_parallel_jobs` are given.",
        why="Autotune chooses ranges and limits that may be left out, not the members that the API requires: the "
        "developer guide's own example cannot be sent as it is printed.",
        source="Developer guide, automatic-model-tuning-define-ranges; API reference, HyperParameterTuningJobConfig",
    ),
    described(
        "field-unknown",
        _ERROR,
        "A spec has only fields that there are.",
        why="A field that is misspelled, or stands in the wrong place, would be lost without a word. In a raw request "
        "it is an error where it looks like a typo, and else a warning: a newer SageMaker may know the member.",
    ),
    described(
        "field-missing",
        _ERROR,
        "What the API requires is given.",
        why="The request could not be sent.",
    ),
    described(
        "key",
        _ERROR,
        "A name that stands as a key is as the API allows it.",
        why="SageMaker refuses names that are too long or have other characters; botocore does not check them.",
    ),
    described(
        "value-type",
        _ERROR,
        "A value is of the type that its field takes.",
        why="A list where a text belongs, or a text where a number belongs, could not be sent.",
    ),
    described(
        "value-bound",
        _ERROR,
        "A value is within the API's bounds.",
        why="SageMaker refuses a value that is too small, too large or too long; botocore checks only minima.",
    ),
    described(
        "value-pattern",
        _ERROR,
        "A text matches the API's pattern for it.",
        why="SageMaker matches the whole text and refuses any other; botocore does not check patterns.",
    ),
    described(
        "value-enum",
        _ERROR,
        "A value is one of those that the API knows, in its own spelling.",
        why="Enums are case-sensitive, and botocore does not check them: SageMaker refuses the request.",
    ),
    described(
        "region-missing",
        _ERROR,
        "A spec with a built-in algorithm says in which region it runs.",
        why="Each region has an image of its own, so that without one there is no request.",
        source="sagemaker-python-sdk, image_uri_config",
    ),
)
