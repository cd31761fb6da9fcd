"""The instances that training jobs run on."""

from typing import Annotated

from hpo_spec.spec.base import Member, SpecModel
from hpo_spec.spec.constraints import Size
from hpo_spec.spec.duration import Duration
from hpo_spec.spec.forms import Named
from hpo_spec.spec.values import (
    AllocationStrategy,
    Count,
    Flag,
    InstanceGroupName,
    InstanceType,
    KmsKey,
    Positive,
    TrainingPlanArn,
    UltraServerId,
)


class InstanceGroup(SpecModel):
    """Some instances of one type in a heterogeneous cluster: an `InstanceGroup`."""

    instance_type: Annotated[InstanceType, Member("InstanceType")]
    """Such as `ml.m5.xlarge`."""
    instance_count: Annotated[Count, Member("InstanceCount")]
    """How many instances each training job uses."""


class PlacementSpecification(SpecModel):
    """How many instances go to one UltraServer: a `PlacementSpecification`."""

    ultra_server_id: Annotated[UltraServerId | None, Member("UltraServerId")] = None
    """The UltraServer."""
    instance_count: Annotated[Count, Member("InstanceCount")]
    """How many instances are placed there."""


class Placement(SpecModel):
    """How instances are placed on UltraServers: an `InstancePlacementConfig`."""

    multiple_jobs: Annotated[Flag | None, Member("EnableMultipleJobs")] = None
    """Whether several jobs may share an UltraServer."""
    specifications: Annotated[list[PlacementSpecification] | None, Size(max=10), Member("PlacementSpecifications")] = (
        None
    )
    """Which UltraServers, and how many instances on each."""


class InstancePreference(SpecModel):
    """An acceptable instance type, the first choice first: an `InstancePreference`."""

    instance_type: Annotated[InstanceType, Member("InstanceType")]
    """Such as `ml.p5.48xlarge`."""
    instance_count: Annotated[Count | None, Member("InstanceCount")] = None
    """How many instances of this type are used."""
    training_plan_arns: Annotated[list[TrainingPlanArn] | None, Size(1, 1), Member("TrainingPlanArns")] = None
    """The training plan whose capacity is used."""


class Resources(SpecModel):
    """The instances of each training job: a `ResourceConfig`."""

    instance_type: Annotated[InstanceType | None, Member("InstanceType")] = None
    """Such as `ml.m5.xlarge`."""
    instance_count: Annotated[Count | None, Member("InstanceCount")] = None
    """How many instances each training job uses."""
    volume_size_gb: Annotated[Count | None, Member("VolumeSizeInGB")] = None
    """The storage of each instance, in GB."""
    volume_kms_key: Annotated[KmsKey | None, Member("VolumeKmsKeyId")] = None
    """The key that encrypts that storage."""
    keep_alive: Annotated[int | None, Duration(0, 21_600), Member("KeepAlivePeriodInSeconds")] = None
    """How long the instances stay warm after the job, in seconds."""
    instance_groups: Annotated[
        dict[InstanceGroupName, InstanceGroup] | None,
        Size(max=5),
        Member(
            "InstanceGroups",
            Named("InstanceGroupName", InstanceGroup, twice="instance-group-name-unknown", key_last=True),
        ),
    ] = None
    """The groups of a heterogeneous cluster, by name."""
    training_plan_arn: Annotated[TrainingPlanArn | None, Member("TrainingPlanArn")] = None
    """The training plan whose capacity is used."""
    placement: Annotated[Placement | None, Member("InstancePlacementConfig")] = None
    """The placement on UltraServers."""
    instance_preferences: Annotated[list[InstancePreference] | None, Size(1, 5), Member("InstancePreferences")] = None
    """Acceptable instance types, the first choice first."""
    selected_instance_type: Annotated[InstanceType | None, Member("SelectedInstanceType")] = None
    """The instance type that was selected among the preferences."""
    selected_instance_count: Annotated[Count | None, Member("SelectedInstanceCount")] = None
    """How many instances were selected."""


class InstanceConfig(SpecModel):
    """One acceptable choice of instances: a `HyperParameterTuningInstanceConfig`."""

    instance_type: Annotated[InstanceType, Member("InstanceType")]
    """Such as `ml.m5.xlarge`."""
    instance_count: Annotated[Count, Member("InstanceCount")]
    """How many instances each training job uses."""
    volume_size_gb: Annotated[Positive, Member("VolumeSizeInGB")]
    """The storage of each instance, in GB."""


class TuningResources(SpecModel):
    """Instances with alternatives for when capacity is short: a `HyperParameterTuningResourceConfig`."""

    instance_type: Annotated[InstanceType | None, Member("InstanceType")] = None
    """Such as `ml.m5.xlarge`."""
    instance_count: Annotated[Count | None, Member("InstanceCount")] = None
    """How many instances each training job uses."""
    volume_size_gb: Annotated[Count | None, Member("VolumeSizeInGB")] = None
    """The storage of each instance, in GB."""
    volume_kms_key: Annotated[KmsKey | None, Member("VolumeKmsKeyId")] = None
    """The key that encrypts that storage."""
    allocation_strategy: Annotated[AllocationStrategy | None, Member("AllocationStrategy")] = None
    """How one of `instance_configs` is chosen."""
    instance_configs: Annotated[list[InstanceConfig] | None, Size(1, 6), Member("InstanceConfigs")] = None
    """Acceptable choices of instances, the first choice first."""
