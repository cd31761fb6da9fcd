"""Whether a request would be accepted by SageMaker: what it refuses is refused here, in its words where they are known.

The one place of the engine that knows specs and lint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from hpo_spec.local.constraints import broken_constraints
from hpo_spec.local.definitions import definitions_of
from hpo_spec.local.objects import split_uri
from hpo_spec.local.refusal import Refusal, invalid
from hpo_spec.local.sampling.space import Space

if TYPE_CHECKING:
    from botocore.model import ServiceModel

    from hpo_spec.finding import Finding
    from hpo_spec.lint.rule import Rule
    from hpo_spec.local.engine import Context

_LIMITS = ("max-jobs-over-quota", "grid-over-750", "parallel-over-quota")
"""Rules about what an account may have: SageMaker answers `ResourceLimitExceeded`."""
_RUNAWAY = "metric-regex-runaway"
"""A warning to everybody else: here the regular expression would stop the engine, and there AWS's."""
_SCHEMA = ("builtin-hyperparameter-unknown", "builtin-hyperparameter-not-tunable")
"""Of built-in algorithms, what is looked up before a job is created."""
_TOO_SMALL = "search-space-too-small"
_MISSING = (
    'No S3 objects found under S3 URL "{uri}" given in input data source. Please ensure that the bucket exists in the '
    "selected region ({region}), that objects exist under that S3 prefix, and that the role has "
    '"s3:ListBucket" permissions on it. Here, buckets are folders in {folder}: `local: {{data: {{...}}}}` in a spec, '
    "or `aws s3 cp` to `hpo-spec local serve`, fills them."
)


def check_request(operation: str, parameters: Mapping[str, Any]) -> None:
    """Raises `Refusal` if a request breaks the constraints of the API's fields."""
    broken = list(broken_constraints(_model().operation_model(operation).input_shape, parameters))
    if broken:
        errors = f"{len(broken)} validation error{'s' if len(broken) > 1 else ''} detected"
        raise invalid(f"{errors}: {'; '.join(broken)}")


def check_tuning_request(parameters: Mapping[str, Any], region: str) -> None:
    """Raises `Refusal` if `CreateHyperParameterTuningJob` would be refused."""
    from hpo_spec.errors import SpecError
    from hpo_spec.lint.linting import lint_spec
    from hpo_spec.request.importing import in_request, read_request

    check_request("CreateHyperParameterTuningJob", parameters)
    try:
        imported = read_request(parameters, region=region)
    except SpecError as error:
        raise invalid(_said(error.findings[0])) from error
    rules = _rules()
    spec = imported.spec.model_copy(update={"lint": None, "request_patch": None})
    for finding in (in_request(found, imported.origins) for found in lint_spec(spec, tuple(rules.values()))):
        if finding.rule == _RUNAWAY:
            raise invalid(f"The local engine does not look for a metric that could run away: {_said(finding)}.")
        if finding.is_error and finding.rule in rules:
            raise _refused(finding, rules[finding.rule], parameters)


def check_data(channels: Sequence[Mapping[str, Any]], context: Context) -> None:
    """Raises `Refusal` if there are no objects where a channel says that its data is."""
    for channel in channels:
        source = channel.get("DataSource", {}).get("S3DataSource")
        if source is None:
            raise invalid(f"The local engine only reads channels from S3: channel {channel['ChannelName']} is another.")
        if not context.objects.listed(*split_uri(source["S3Uri"])):
            raise invalid(_MISSING.format(uri=source["S3Uri"], region=context.region, folder=context.objects.folder))


@cache
def _model() -> ServiceModel:
    import botocore.session

    return botocore.session.get_session().get_service_model("sagemaker")


@cache
def _rules() -> dict[str, Rule]:
    """The rules that SageMaker refuses a request for, or is likely to."""
    from hpo_spec.finding import Severity
    from hpo_spec.lint import (
        built_in_hyperparameters,
        built_in_images,
        built_in_inputs,
        built_in_instances,
        known_values,
        linting,
        xgboost,
    )

    breaks_when_it_runs = (
        *(built_in_hyperparameters, built_in_images, built_in_inputs, built_in_instances),
        *(known_values, xgboost),
    )
    later = {rule.id for topic in breaks_when_it_runs for rule in topic.RULES} - set(_SCHEMA)
    return {
        rule.id: rule
        for rule in linting.RULES
        if rule.id == _RUNAWAY or (rule.severity is Severity.ERROR and rule.id not in later)
    }


def _refused(finding: Finding, rule: Rule, parameters: Mapping[str, Any]) -> Refusal:
    if finding.rule == _TOO_SMALL:
        return invalid(_filled(rule.server_message, parameters))
    code = "ResourceLimitExceeded" if finding.rule in _LIMITS else "ValidationException"
    return Refusal(code, rule.server_message or _said(finding))


def _said(finding: Finding) -> str:
    from hpo_spec.finding import format_path

    where = f"{format_path(finding.path)}: " if finding.path else ""
    return f"{where}{finding.message} ({finding.rule})"


def _filled(server_message: str, parameters: Mapping[str, Any]) -> str:
    """SageMaker's text about too few combinations, with this request's numbers."""
    sizes = (Space.of(definition.ranges).size or 0 for definition in definitions_of(parameters))
    most = parameters["HyperParameterTuningJobConfig"]["ResourceLimits"].get("MaxNumberOfTrainingJobs")
    return server_message.replace("[3.0]", f"[{float(sum(sizes))}]").replace("[10]", f"[{most}]")
