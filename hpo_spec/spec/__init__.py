"""What a user writes: the models of a spec, by topic.

Knows the members of the API that fields stand for; knows nothing of AWS clients, files or lint.
"""

from hpo_spec.spec.algorithm import Algorithm, BuiltIn
from hpo_spec.spec.channel import Channel, FileSystem
from hpo_spec.spec.job import LintSettings, Local, TuningJobSpec
from hpo_spec.spec.objective import Objective
from hpo_spec.spec.ranges import Auto, Categorical, Continuous, Integer
from hpo_spec.spec.resources import (
    InstanceConfig,
    InstanceGroup,
    InstancePreference,
    Placement,
    PlacementSpecification,
    Resources,
    TuningResources,
)
from hpo_spec.spec.training_job import Checkpoint, Output, StoppingCondition, TrainingJob, Vpc
from hpo_spec.spec.transform import Transform
from hpo_spec.spec.tuning import Completion, Hyperband, Limits, Tuning, WarmStart

__all__ = [
    "Algorithm",
    "Auto",
    "BuiltIn",
    "Categorical",
    "Channel",
    "Checkpoint",
    "Completion",
    "Continuous",
    "FileSystem",
    "Hyperband",
    "InstanceConfig",
    "InstanceGroup",
    "InstancePreference",
    "Integer",
    "Limits",
    "LintSettings",
    "Local",
    "Objective",
    "Output",
    "Placement",
    "PlacementSpecification",
    "Resources",
    "StoppingCondition",
    "TrainingJob",
    "Transform",
    "Tuning",
    "TuningJobSpec",
    "TuningResources",
    "Vpc",
    "WarmStart",
]
