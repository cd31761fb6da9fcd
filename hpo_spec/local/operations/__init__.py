"""Every operation that the engine has, by service and by name."""

from __future__ import annotations

from hpo_spec.local.engine import Operation
from hpo_spec.local.operations import buckets, identity, logs, models, tags, training_jobs, transform_jobs, tuning_jobs

OPERATIONS: dict[str, dict[str, Operation]] = {
    "sagemaker": {
        **tuning_jobs.OPERATIONS,
        **training_jobs.OPERATIONS,
        **models.OPERATIONS,
        **transform_jobs.OPERATIONS,
        **tags.OPERATIONS,
    },
    "logs": logs.OPERATIONS,
    "s3": buckets.OPERATIONS,
    "sts": identity.OPERATIONS,
}
