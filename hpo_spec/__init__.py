"""Write a SageMaker tuning job as a spec, compile it to the exact request, submit it once, follow it.

Names are imported when they are first used: `import hpo_spec` alone loads no boto3, no pydantic and no rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, TuningJob, make_clients, submit, wait_for
    from hpo_spec.dumping import dump_spec
    from hpo_spec.errors import (
        AwsError,
        HpoSpecError,
        JobConflict,
        JobError,
        JobFailed,
        JobNotFound,
        JobStopped,
        LocalError,
        SpecError,
        UsageError,
        WaitTimeout,
    )
    from hpo_spec.finding import Finding, Position, Severity
    from hpo_spec.lint import lint_spec
    from hpo_spec.loading import load_spec
    from hpo_spec.local_mode import local_clients, prepare_local
    from hpo_spec.request.compiling import compile_request
    from hpo_spec.request.importing import import_request
    from hpo_spec.spec import (
        Algorithm,
        Auto,
        BuiltIn,
        Categorical,
        Channel,
        Checkpoint,
        Completion,
        Continuous,
        FileSystem,
        Hyperband,
        InstanceConfig,
        InstanceGroup,
        InstancePreference,
        Integer,
        Limits,
        LintSettings,
        Local,
        Objective,
        Output,
        Placement,
        PlacementSpecification,
        Resources,
        StoppingCondition,
        TrainingJob,
        Transform,
        Tuning,
        TuningJobSpec,
        TuningResources,
        Vpc,
        WarmStart,
    )

__version__ = "0.1.0"

__all__ = [
    "Algorithm",
    "Auto",
    "AwsError",
    "BuiltIn",
    "Categorical",
    "Channel",
    "Checkpoint",
    "Clients",
    "Completion",
    "Continuous",
    "FileSystem",
    "Finding",
    "HpoSpecError",
    "Hyperband",
    "InstanceConfig",
    "InstanceGroup",
    "InstancePreference",
    "Integer",
    "JobConflict",
    "JobError",
    "JobFailed",
    "JobNotFound",
    "JobStopped",
    "Limits",
    "LintSettings",
    "Local",
    "LocalError",
    "Objective",
    "Output",
    "Placement",
    "PlacementSpecification",
    "Position",
    "Resources",
    "Severity",
    "SpecError",
    "StoppingCondition",
    "TrainingJob",
    "Transform",
    "Tuning",
    "TuningJob",
    "TuningJobSpec",
    "TuningResources",
    "UsageError",
    "Vpc",
    "WaitTimeout",
    "WarmStart",
    "compile_request",
    "dump_spec",
    "import_request",
    "lint_spec",
    "load_spec",
    "local_clients",
    "make_clients",
    "prepare_local",
    "submit",
    "wait_for",
]

_HOMES = {
    "aws": {"Clients", "TuningJob", "make_clients", "submit", "wait_for"},
    "dumping": {"dump_spec"},
    "errors": {
        *("AwsError", "HpoSpecError", "JobConflict", "JobError", "JobFailed", "JobNotFound", "JobStopped"),
        *("LocalError", "SpecError", "UsageError", "WaitTimeout"),
    },
    "finding": {"Finding", "Position", "Severity"},
    "lint": {"lint_spec"},
    "loading": {"load_spec"},
    "local_mode": {"local_clients", "prepare_local"},
    "request.compiling": {"compile_request"},
    "request.importing": {"import_request"},
}
"""The modules that public names come from; all others are models, in `spec`."""


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        home = next((module for module, names in _HOMES.items() if name in names), "spec")
        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
