"""Rules about hyperparameters, whether static or tuned: their names, and how their values are written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import Job, View

_INJECTED = "_tuning_objective_metric"
_XGBOOST_OWN = frozenset({"_kfold", "_num_cv_round", "_nfold"})
"""What the built-in XGBoost takes for cross-validation: users set these."""
_JSON_READERS = frozenset(
    {
        *("pytorch-training", "tensorflow-training", "mxnet-training", "autogluon-training"),
        *("pytorch-training-neuronx", "huggingface-pytorch-training-neuronx"),
        *("huggingface-pytorch-training", "huggingface-tensorflow-training"),
        *("huggingface-pytorch-trcomp-training", "huggingface-tensorflow-trcomp-training"),
        *("sagemaker-tensorflow", "sagemaker-tensorflow-scriptmode", "sagemaker-pytorch", "sagemaker-mxnet"),
        *("sagemaker-chainer", "sagemaker-scikit-learn", "sagemaker-rl-tensorflow", "sagemaker-rl-mxnet"),
        *("sagemaker-rl-ray-container", "sagemaker-rl-coach-container"),
    }
)
"""Repositories of AWS whose containers read each hyperparameter as JSON."""
_PROGRAM = "sagemaker_program"


@rule(
    "range-static-overlap",
    Severity.ERROR,
    "A hyperparameter is either static or tuned.",
    why="It cannot have a fixed value and a range; the Python SDK drops the fixed one without a word.",
    source="sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def range_static_overlap(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        tuned = {job.own_name(item.name): item.name for item in job.ranges if item.range.type != "auto"}
        for name in job.static:
            other = tuned.get(job.own_name(name))
            if other is not None:
                path = (*job.path, "static_hyperparameters", name)
                message = "there is a range for it too" + f", by its other name {other}" * (other != name)
                yield Problem(path, message, "Keep the range, or this value.", on_key=True)


@rule(
    "hyperparameter-reserved-name",
    Severity.WARNING,
    "A hyperparameter's name does not start with an underscore.",
    why="SageMaker adds hyperparameters with such names, and Terraform and ACK take all of them for its own.",
    source=(
        "Developer guide, automatic-model-tuning-define-ranges; terraform-provider-aws; "
        "github.com/aws-controllers-k8s/sagemaker-controller"
    ),
    basis=Basis.LIKELY,
)
def hyperparameter_reserved_name(view: View) -> Iterator[Problem]:
    seen: set[Path] = set()
    for job in view.jobs:
        is_xgboost = job.built_in is not None and job.built_in.name == "xgboost"
        for path in _underscored(job):
            name = str(path[-1])
            if path not in seen and not (is_xgboost and name in _XGBOOST_OWN):
                seen.add(path)
                if name == _INJECTED:
                    yield Problem(path, "SageMaker adds this one itself", "Remove it.", on_key=True)
                else:
                    message = "names that start with an underscore are SageMaker's own"
                    yield Problem(path, message, f"Rename it, for instance to {name.lstrip('_')!r}.", on_key=True)


def _underscored(job: Job) -> Iterator[Path]:
    yield from ((*job.path, "static_hyperparameters", name) for name in job.static if name[:1] == "_")
    yield from (item.path for item in job.ranges if item.name[:1] == "_")


@rule(
    "framework-image-json-values",
    Severity.INFO,
    "Hyperparameters of a framework container are all JSON, or all plain.",
    why=(
        "The containers of AWS read each value as JSON, and take what is none for a bare text. "
        "The Python SDK writes JSON, so a warm start from its jobs compares other values."
    ),
    source="sagemaker-python-sdk",
)
def framework_image_json_values(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if job.json_values or not _reads_json(job):
            continue
        static = [((*job.path, "static_hyperparameters", name), text) for name, text in job.static.items()]
        choices = [
            ((*item.path, "values", index), text) for item in job.ranges for index, text in enumerate(item.values)
        ]
        quoted = [text for _, text in static + choices if text.startswith('"') and _is_json(text)]
        bare = next(((path, text) for path, text in (static if quoted else []) + choices if not _is_json(text)), None)
        if bare is not None:
            yield _bare_text(*bare, quoted)


def _reads_json(job: Job) -> bool:
    if job.image is not None and job.image.repository in _JSON_READERS:
        return True
    is_xgboost = (job.built_in is not None and job.built_in.name == "xgboost") or (
        job.image is not None and job.image.repository == "sagemaker-xgboost"
    )
    return is_xgboost and _PROGRAM in job.static


def _bare_text(path: Path, text: str, quoted: list[str]) -> Problem:
    shown = repr(text) if len(text) <= 60 else repr(text[:60]) + "…"
    if quoted:
        message = f"{shown} is sent without quotes, but others with them, such as {quoted[0]:.60}"
        return Problem(path, message, "Write all of them plainly, with `hyperparameter_encoding: json`.")
    message = f"{shown} is sent without quotes, but this container reads JSON, and takes it for a bare text"
    return Problem(path, message, "Write `hyperparameter_encoding: json`, unless a warm start's parents are plain.")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


RULES: tuple[Rule, ...] = (range_static_overlap, hyperparameter_reserved_name, framework_image_json_values)
