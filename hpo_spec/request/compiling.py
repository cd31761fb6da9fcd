"""A spec -> the request: a plain dict in the API's own order."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hpo_spec.errors import SpecError
from hpo_spec.facts.images import UnknownImage, image_uri
from hpo_spec.finding import Finding, Path, Severity
from hpo_spec.request.naming import NAME, job_name
from hpo_spec.source.merged import overlay
from hpo_spec.spec import BuiltIn, TuningJobSpec
from hpo_spec.spec.base import Context, Structure

Request = dict[str, Any]
"""The arguments of `create_hyper_parameter_tuning_job`."""


def compile_request(spec: TuningJobSpec, *, region: str | None = None) -> Request:
    """The request of a spec: no `None`, no empty collection but the structures that the API requires.

    `region` is for a spec that names none. Raises `SpecError` if a built-in algorithm has no image there.
    """
    region = spec.region or region
    request = spec.to_api(Context(image_uri=lambda name, version: _image(spec, name, version, region)))
    if spec.request_patch:
        patched = overlay(request, deepcopy(spec.request_patch))
        request = patched if isinstance(patched, dict) else request
    return _with_name(spec, request)


def _with_name(spec: TuningJobSpec, request: Structure) -> Request:
    """The request with its name first."""
    name = request.get(NAME) or job_name(spec.name_prefix or "", request)
    return {NAME: name, **{member: value for member, value in request.items() if member != NAME}}


def _image(spec: TuningJobSpec, name: str, version: str, region: str | None) -> str:
    path = _algorithm_path(spec, name, version)
    if region is None:
        raise _refusal(
            "region-missing",
            f"the image of {name} depends on the region, and none is given",
            path,
            "Write `region: us-west-2` at the top of the spec, or give --region.",
        )
    try:
        return image_uri(name, version, region)
    except UnknownImage as error:
        at = ("region",) if error.part == "region" else (*path, error.part)
        raise _refusal(f"builtin-{error.part}", str(error), at, error.help) from error


def _algorithm_path(spec: TuningJobSpec, name: str, version: str) -> Path:
    for index, job in enumerate(spec.training_jobs or []):
        if isinstance(job.algorithm, BuiltIn) and (job.algorithm.name, job.algorithm.version) == (name, version):
            return ("training_jobs", index, "algorithm")
    return ("training_job", "algorithm")


def _refusal(rule: str, message: str, path: Path, help: str) -> SpecError:
    return SpecError([Finding(Severity.ERROR, rule, message, path, help)])
