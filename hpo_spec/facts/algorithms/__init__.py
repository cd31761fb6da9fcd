"""Facts about SageMaker's built-in algorithms: a module for each, loaded when that algorithm is used."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Algorithm

ALGORITHMS = (
    *("autogluon-tabular", "blazingtext", "catboost", "factorization-machines", "forecasting-deepar"),
    *("image-classification", "image-classification-tensorflow", "ipinsights", "kmeans", "knn", "lda", "lightgbm"),
    *("linear-learner", "ntm", "object-detection", "object-detection-tensorflow", "object2vec", "pca"),
    *("randomcutforest", "semantic-segmentation", "seq2seq", "tabtransformer", "text-classification-tensorflow"),
    "xgboost",
)
"""Every algorithm that there are facts about."""


_JUMPSTART_SCRIPT = r"s3://jumpstart-cache-[^/]+/source-directory-tarballs/([a-z0-9]+)/transfer_learning/([a-z0-9]+)/"
_JUMPSTART = {
    "autogluon": "autogluon-tabular",
    "catboost": "catboost",
    "lightgbm": "lightgbm",
    "pytorch/tabtransformer": "tabtransformer",
    "tensorflow/ic": "image-classification-tensorflow",
    "tensorflow/od": "object-detection-tensorflow",
    "tensorflow/tc": "text-classification-tensorflow",
}
"""By the framework of JumpStart's script, and where needed by how its task begins, the algorithm."""


JUMPSTART_ALGORITHMS = frozenset(_JUMPSTART.values())
"""Those that have no image of their own: a script of JumpStart's runs in the image of a framework."""


def jumpstart_algorithm(script_uri: str) -> str | None:
    """The built-in algorithm that one of JumpStart's own training scripts runs, as `sagemaker_submit_directory`."""
    match = re.match(_JUMPSTART_SCRIPT, script_uri.strip('"'))
    script = "/".join(match.groups()) if match else ""
    return next((name for start, name in _JUMPSTART.items() if script.startswith(start)), None)


@cache
def algorithm_facts(name: str, version: str = "") -> Algorithm | None:
    """What holds for one version of a built-in algorithm; `None` for one that there are no facts about."""
    if name not in ALGORITHMS:
        return None
    found: Algorithm = import_module(f"{__name__}.{name.replace('-', '_')}").ALGORITHM
    return found.at(version)
