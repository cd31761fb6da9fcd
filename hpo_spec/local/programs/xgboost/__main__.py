"""`python -m hpo_spec.local.programs.xgboost VERSION`: train in the folder that `SAGEMAKER_BASE_DIR` names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hpo_spec.local.programs.xgboost.problems import UserError


def main(version: str) -> int:
    """Train; what is wrong is said in the log, and left in `output/failure`."""
    base = Path(os.environ["SAGEMAKER_BASE_DIR"])
    try:
        import xgboost
    except ImportError:
        return _failed(base, "the local engine needs XGBoost for this: pip install 'hpo-spec[local]'")
    from hpo_spec.local.programs.xgboost.training import train

    print(f"[hpo-spec] XGBoost {xgboost.__version__} stands in for the image xgboost:{version}", flush=True)
    try:
        train(base, version)
    except UserError as error:
        return _failed(base, str(error))
    return 0


def _failed(base: Path, reason: str) -> int:
    print(reason, file=sys.stderr, flush=True)
    (base / "output" / "failure").write_text(reason, encoding="utf-8")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
