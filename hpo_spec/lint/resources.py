"""Rules about how instances are asked for: types, counts, groups, alternatives; and where the output goes."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.instance_types import is_known
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Resources
from hpo_spec.validation import suggest

_RESOURCES = "API reference, HyperParameterTrainingJobDefinition.ResourceConfig"
_TUNED = "API reference, HyperParameterTuningResourceConfig"

_DOCUMENTED_CONFIG_TYPES = ("ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge", "ml.c5.xlarge", "ml.c5.2xlarge")


@rule(
    "resource-config-both",
    Severity.ERROR,
    "A training job has `resources` or `tuning_resources`, not both.",
    why="The second stands in place of the first, so SageMaker refuses a request with both.",
    source=f"{_RESOURCES}; terraform-provider-aws; sagemaker-python-sdk",
)
def resource_config_both(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if _has_both(job):
            path = (*job.path, "tuning_resources")
            yield Problem(path, "`resources` is given too", "Keep one of the two.", on_key=True)


@rule(
    "resource-config-none",
    Severity.ERROR,
    "A training job says which instances it runs on.",
    why="All about instances is optional in the API's model, so that no client notices, but SageMaker chooses none.",
    source=_RESOURCES,
    basis=Basis.LIKELY,
)
def resource_config_none(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if not _has_instances(job):
            fields = ("resources", "tuning_resources")
            given = next((field for field in fields if getattr(job.definition, field) is not None), None)
            if given:
                help = "Write an instance type, such as `instance_type: ml.m5.xlarge`."
                yield Problem((*job.path, given, "instance_type"), "no instance type is given", help, on_key=True)
            else:
                help = "Write `resources` with an instance type, how many of it, and the size of their volume."
                yield Problem((*job.path, "resources"), "nothing says which instances to run on", help)


@rule(
    "instance-configs-conflict",
    Severity.ERROR,
    "Where there are `instance_configs`, type, count and volume size are in them, not beside them.",
    why="Each of the alternatives has its own, so SageMaker refuses a request that gives them once more.",
    source=f"{_TUNED}.InstanceConfigs and VolumeSizeInGB; terraform-provider-aws",
)
def instance_configs_conflict(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        beside = _beside_configs(job)
        if beside:
            message = "`instance_configs` has its own"
            if len(beside) > 1:
                others = " and ".join(f"`{name}`" for name in beside[1:])
                message += f", as for {others}"
            help = "Remove it here, or remove `instance_configs`."
            yield Problem((*job.path, "tuning_resources", beside[0]), message, help, on_key=True)


@rule(
    "instance-configs-single",
    Severity.INFO,
    "There is more than one choice in `instance_configs`.",
    why="SageMaker accepts a single one, but the documentation asks for type, count and volume size without a list.",
    source=f"{_TUNED}.InstanceConfigs; terraform-provider-aws acceptance tests",
)
def instance_configs_single(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        tuned = job.definition.tuning_resources
        if tuned and tuned.instance_configs and len(tuned.instance_configs) == 1 and not _beside_configs(job):
            help = "Write its fields directly into `tuning_resources`."
            path = (*job.path, "tuning_resources", "instance_configs")
            yield Problem(path, "one choice needs no list", help, on_key=True)


@rule(
    "instance-configs-type-list",
    Severity.INFO,
    "The types in `instance_configs` are those that are documented for them.",
    why="SageMaker accepts others too, such as ml.m5.large, so the list in the documentation may be out of date.",
    source="API reference, HyperParameterTuningInstanceConfig.InstanceType; terraform-provider-aws acceptance tests",
)
def instance_configs_type_list(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        tuned = job.definition.tuning_resources
        types = [config.instance_type for config in (tuned.instance_configs or [])] if tuned else []
        others = [name for name in types if is_known(name) and name not in _DOCUMENTED_CONFIG_TYPES]
        if others:
            path = (*job.path, "tuning_resources", "instance_configs", types.index(others[0]), "instance_type")
            message = f"the documentation does not name {', '.join(dict.fromkeys(others))} for this"
            yield Problem(path, message, f"If SageMaker refuses it, choose from {', '.join(_DOCUMENTED_CONFIG_TYPES)}.")


@rule(
    "instance-groups-conflict",
    Severity.ERROR,
    "Where there are `instance_groups`, type and count are in them, not beside them.",
    why="Each group has its own, so SageMaker refuses a request that gives them once more.",
    source="github.com/aws/sagemaker-python-sdk issue 5564; Developer guide, train-heterogeneous-cluster",
    basis=Basis.LIKELY,
    server_message="InstanceType or InstanceCount cannot be specified with InstanceGroups",
)
def instance_groups_conflict(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        resources = job.definition.resources
        if resources and _is_beside_groups(resources):
            field = "instance_type" if resources.instance_type else "instance_count"
            help = "Remove `instance_type` and `instance_count` here, or remove `instance_groups`."
            path = (*job.path, "resources", field)
            yield Problem(path, "each of the `instance_groups` has its own", help, on_key=True)


@rule(
    "instance-count-zero",
    Severity.ERROR,
    "An instance type has an `instance_count` of 1 or more.",
    why="The API's model allows 0, and none at all, so that no client notices, but a training job needs an instance.",
    source="API reference, ResourceConfig.InstanceCount",
    basis=Basis.LIKELY,
)
def instance_count_zero(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        resources = job.definition.resources
        if resources and (resources.instance_groups or resources.instance_preferences):
            continue
        single = (*job.path, "tuning_resources")
        for item in job.instances:
            if item.type and not item.count and not (item.path == single and _beside_configs(job)):
                message = "is 0" if item.count == 0 else "is missing"
                help = "Write how many instances each training job uses, such as `instance_count: 1`."
                yield Problem((*item.path, "instance_count"), message, help)


@rule(
    "allocation-strategy-alone",
    Severity.WARNING,
    "An `allocation_strategy` is given only with `instance_configs`.",
    why="It is the order in which these are tried, and has no effect without them.",
    source=f"{_TUNED}.AllocationStrategy",
    basis=Basis.LIKELY,
)
def allocation_strategy_alone(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        tuned = job.definition.tuning_resources
        if tuned and tuned.allocation_strategy and not tuned.instance_configs:
            help = "Remove it, or write the choices as `instance_configs`."
            path = (*job.path, "tuning_resources", "allocation_strategy")
            yield Problem(path, "there are no `instance_configs` to choose from", help, on_key=True)


@rule(
    "instance-group-channels-all-or-nothing",
    Severity.ERROR,
    "If one channel says which `instance_groups` get its data, all channels do.",
    why="SageMaker does not know where the data of the others goes, and the training jobs fail.",
    source="github.com/aws/sagemaker-python-sdk issues 5225, 6089 and 6116",
    basis=Basis.LIKELY,
    server_message="Some channels have assigned instance groups: [processing] while others not: [sm_drivers, code]",
)
def instance_group_channels_all_or_nothing(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        channels = {name: channel for name, channel in job.channels.items() if channel.s3_uri}
        given = [name for name, channel in channels.items() if channel.instance_groups]
        missing = [name for name, channel in channels.items() if not channel.instance_groups]
        if _groups(job) and given and missing:
            path = (*job.path, "inputs", missing[0], "instance_groups")
            message = f"is missing, though {given[0]!r} has it"
            if len(missing) > 1:
                message += f"; so it is for {', '.join(map(repr, missing[1:]))}"
            help = f"Write which of the groups get this data: {', '.join(_groups(job))}."
            yield Problem(path, message, help)


@rule(
    "instance-group-name-unknown",
    Severity.ERROR,
    "The `instance_groups` of a channel are names of `instance_groups` in `resources`.",
    why="No instance gets the data of a group that is not there. Without any groups, SageMaker accepts the request.",
    source="API reference, S3DataSource.InstanceGroupNames; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def instance_group_name_unknown(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        groups = _groups(job)
        named = [(channel, at, group) for channel, at, group in _named_groups(job) if group not in groups]
        if groups:
            for channel, at, group in named:
                help = suggest(group, groups) or f"The groups are {', '.join(groups)}."
                yield Problem((*channel, at), f"`resources` has no group {group!r}", help)
        elif named:
            help = "Remove it from all channels, or write the groups as `resources.instance_groups`."
            message = "there are no `resources.instance_groups`"
            yield Problem(named[0][0], message, help, Severity.WARNING, on_key=True)


@rule(
    "output-kms-s3-express",
    Severity.ERROR,
    "An `output` in a directory bucket of S3 Express One Zone has no `kms_key`.",
    why="SageMaker writes to such buckets with S3's own encryption only, and refuses a key.",
    source="API reference, OutputDataConfig.KmsKeyId",
)
def output_kms_s3_express(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        output = job.definition.output
        bucket = output.s3_uri.partition("://")[2].partition("/")[0]
        if output.kms_key and bucket.endswith("--x-s3"):
            message = f"{bucket!r} is a directory bucket, where no key can be used"
            help = "Remove the key, or write to a general purpose bucket."
            yield Problem((*job.path, "output", "kms_key"), message, help, on_key=True)


def has_conflict(job: Job) -> bool:
    """Whether its instances are said twice, so that it is open how many they are."""
    resources = job.definition.resources
    is_twice = bool(resources and _is_beside_groups(resources)) or bool(_beside_configs(job))
    return _has_both(job) or is_twice


def _has_both(job: Job) -> bool:
    return job.definition.resources is not None and job.definition.tuning_resources is not None


def _is_beside_groups(resources: Resources) -> bool:
    """Whether there are instances beside the groups, each of which says its own."""
    return bool(resources.instance_groups and (resources.instance_type or resources.instance_count))


def _has_instances(job: Job) -> bool:
    return any(item.type for item in job.instances)


def _beside_configs(job: Job) -> list[str]:
    """What `tuning_resources` says beside its `instance_configs` that each of these says itself."""
    tuned = job.definition.tuning_resources
    fields = ("instance_type", "instance_count", "volume_size_gb")
    if not tuned or not tuned.instance_configs:
        return []
    return [field for field in fields if getattr(tuned, field) is not None]


def _groups(job: Job) -> list[str]:
    """The names of the groups in a heterogeneous cluster."""
    resources = job.definition.resources
    return list((resources and resources.instance_groups) or ())


def _named_groups(job: Job) -> Iterator[tuple[Path, int, str]]:
    """Every group that a channel names, with the path of the channel's list and the index in it."""
    for name, channel in job.channels.items():
        for index, group in enumerate(channel.instance_groups or ()):
            yield (*job.path, "inputs", name, "instance_groups"), index, group


def _has_groups(view: View) -> bool:
    return any(_groups(job) or any(_named_groups(job)) for job in view.jobs)


def _encrypts_output(view: View) -> bool:
    return any(job.definition.output.kms_key for job in view.jobs)


def _has_tuning_resources(view: View) -> bool:
    return any(job.definition.tuning_resources is not None for job in view.jobs)


RULES: tuple[Rule, ...] = (
    resource_config_none,
    instance_count_zero,
    *only(
        _has_groups,
        instance_groups_conflict,
        instance_group_channels_all_or_nothing,
        instance_group_name_unknown,
    ),
    *only(_encrypts_output, output_kms_s3_express),
    *only(
        _has_tuning_resources,
        resource_config_both,
        instance_configs_conflict,
        instance_configs_single,
        instance_configs_type_list,
        allocation_strategy_alone,
    ),
)
