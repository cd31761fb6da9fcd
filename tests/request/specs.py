"""A small spec to change one thing in."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hpo_spec import TuningJobSpec
from hpo_spec.source.merged import overlay
from hpo_spec.validation import validate_data

SMALL: dict[str, Any] = {
    "name": "small",
    "training_job": {
        "algorithm": {"image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/mine:1"},
        "role": "arn:aws:iam::123456789012:role/r",
        "static_hyperparameters": {"epochs": 3},
        "inputs": {"train": "s3://b/train"},
        "output": "s3://b/o",
    },
    "tuning": {
        "objective": {"type": "Minimize", "metric": "loss"},
        "ranges": {"lr": {"type": "continuous", "min": 0.1, "max": 1}},
        "limits": {"max_jobs": 2, "max_parallel_jobs": 1},
    },
}


def small_spec(**changes: Any) -> TuningJobSpec:
    """The small spec with `changes` merged into it; `None` removes."""
    return validate_data(overlay(deepcopy(SMALL), changes))
