"""Members of `CreateTrainingJob` that a tuning job's definition cannot carry.

The difference of the two shapes in botocore 1.44.5's service model; a test measures it anew.
"""

from __future__ import annotations

TRAINING_ONLY = frozenset(
    (
        "ContainerArguments",
        "ContainerEntrypoint",
        "DebugHookConfig",
        "DebugRuleConfigurations",
        "EnableSageMakerMetricsTimeSeries",
        "ExperimentConfig",
        "InfraCheckConfig",
        "MlflowConfig",
        "ModelPackageConfig",
        "ProfilerConfig",
        "ProfilerRuleConfigurations",
        "RemoteDebugConfig",
        "ServerlessJobConfig",
        "SessionChainingConfig",
        "TensorBoardOutputConfig",
        "TrainingImageConfig",
    )
)

_PLAIN = {member.lower(): member for member in TRAINING_ONLY}
_SUFFIXES = ("config", "configurations", "outputconfig")


def training_only_member(name: str) -> str | None:
    """The member that a field `name` of a spec, or a member of a request, stands for: `debug_hook` too."""
    plain = name.replace("_", "").replace("-", "").lower()
    return next((_PLAIN[form] for form in (plain, *(plain + end for end in _SUFFIXES)) if form in _PLAIN), None)
