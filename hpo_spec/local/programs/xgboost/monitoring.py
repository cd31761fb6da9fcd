"""What happens after each round of boosting: the line in the log, and the model as it is then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xgboost.callback import TrainingCallback

from hpo_spec.local.programs.xgboost.models import write_model
from hpo_spec.local.programs.xgboost.versions import is_since


class LogLines(TrainingCallback):
    """`[0]<TAB>train-rmse:8.09483<TAB>validation-rmse:8.33559`, with five decimals since 1.0-1."""

    def __init__(self, version: str) -> None:
        self._format = ".5f" if is_since(version, "1.0-1") else "g"

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002 - XGBoost's signature
        """Print the newest value of each metric of each data set."""
        values = [
            f"\t{data}-{metric}:{history[-1]:{self._format}}"
            for data, metrics in evals_log.items()
            for metric, history in metrics.items()
        ]
        print(f"[{epoch}]{''.join(values)}", flush=True)
        return False


class KeptModel(TrainingCallback):
    """The model of each round, so that a job that is stopped has one: `save_model_on_termination`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002 - XGBoost's signature
        """Write the model as it is now."""
        write_model(model, self._path)
        return False
