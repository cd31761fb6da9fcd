"""Rules about where instances come from: training plans, preferences, warm pools, placement on UltraServers."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.instance_types import ULTRA_SERVER_TYPES, is_known
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Resources
from hpo_spec.spec.duration import format_duration

_TUNED = "API reference, HyperParameterTuningResourceConfig"
_WARM_POOLS = "Developer guide, train-warm-pools"
_PREFERENCES = "API reference, ResourceConfig.InstancePreferences"

_LONGEST_KEEP_ALIVE = 3_600
_NOT_BESIDE_PREFERENCES = ("instance_type", "instance_groups", "placement")


@rule(
    "training-plan-with-spot",
    Severity.WARNING,
    "A training plan is not used together with `spot`.",
    why="A plan is capacity that has been reserved and paid for, so there is nothing to save by spot instances.",
    source="inference",
    basis=Basis.UNSURE,
)
def training_plan_with_spot(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        plan = _training_plan(job)
        if plan and job.definition.spot:
            help = "Remove the plan, or turn `spot` off."
            yield Problem(plan, "capacity that is reserved by a plan needs no `spot`", help, on_key=True)


@rule(
    "keep-alive-in-tuning",
    Severity.WARNING,
    "A tuning job leaves `keep_alive` out.",
    why="Tuning jobs reuse instances for their next training jobs anyway, and `tuning_resources` has no such field.",
    source=_TUNED,
)
def keep_alive_in_tuning(view: View) -> Iterator[Problem]:
    for path, resources, job in _kept_alive(view):
        if not _no_warm_pool(resources, job) and (resources.keep_alive or 0) <= _LONGEST_KEEP_ALIVE:
            message = "a tuning job reuses instances for its training jobs without this"
            yield Problem(path, message, "Remove it.", on_key=True)


@rule(
    "keep-alive-over-3600",
    Severity.WARNING,
    "A `keep_alive` is at most an hour.",
    why="The developer guide allows an hour, though the API's model allows six.",
    source=f"{_WARM_POOLS}; terraform-provider-aws",
)
def keep_alive_over_3600(view: View) -> Iterator[Problem]:
    for path, resources, job in _kept_alive(view):
        seconds = resources.keep_alive or 0
        if not _no_warm_pool(resources, job) and seconds > _LONGEST_KEEP_ALIVE:
            most = format_duration(_LONGEST_KEEP_ALIVE)
            message = f"{format_duration(seconds)} is more than the {most} that the developer guide allows"
            yield Problem(path, message, "Remove it: a tuning job reuses instances for its training jobs without this.")


@rule(
    "keep-alive-with-spot-or-groups",
    Severity.ERROR,
    "A `keep_alive` is not used together with `spot` or `instance_groups`.",
    why="Neither spot instances nor heterogeneous clusters can be kept warm.",
    source=_WARM_POOLS,
)
def keep_alive_with_spot_or_groups(view: View) -> Iterator[Problem]:
    for path, resources, job in _kept_alive(view):
        cause = _no_warm_pool(resources, job)
        if cause:
            yield Problem(path, f"with {cause}, instances cannot be kept warm", "Remove `keep_alive`.", on_key=True)


@rule(
    "placement-instance-count-zero",
    Severity.ERROR,
    "At least 1 instance is placed on each UltraServer.",
    why="The API's model allows 0, but its documentation does not.",
    source="API reference, PlacementSpecification.InstanceCount",
)
def placement_instance_count_zero(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        placement = job.definition.resources.placement if job.definition.resources else None
        for index, item in enumerate((placement and placement.specifications) or []):
            if item.instance_count == 0:
                path = (*job.path, "resources", "placement", "specifications", index, "instance_count")
                yield Problem(path, "must be at least 1, not 0", "Write how many instances are placed together there.")


@rule(
    "placement-non-ultraserver",
    Severity.WARNING,
    "A `placement` is given only for instance types of UltraServers.",
    why="It says how instances are placed on UltraServers, and applies to nothing else.",
    source="API reference, InstancePlacementConfig",
)
def placement_non_ultraserver(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        at = (*job.path, "resources", "placement")
        types = [item.type for item in job.instances if item.type and is_known(item.type)]
        others = [name for name in types if name not in ULTRA_SERVER_TYPES]
        if job.definition.resources and job.definition.resources.placement and others:
            help = f"Remove it, or use {' or '.join(sorted(ULTRA_SERVER_TYPES))}."
            yield Problem(at, f"{others[0]} is not part of an UltraServer", help, on_key=True)


@rule(
    "instance-preferences-conflict",
    Severity.ERROR,
    "Beside `instance_preferences` there is no `instance_type`, no `instance_groups`, no `placement` and no `spot`.",
    why="The type is chosen among the preferences, on demand or from a training plan, so SageMaker refuses the others.",
    source=_PREFERENCES,
)
def instance_preferences_conflict(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        resources = job.definition.resources
        if resources and resources.instance_preferences:
            given = [field for field in _NOT_BESIDE_PREFERENCES if getattr(resources, field) is not None]
            given += ["spot"] if job.definition.spot else []
            if given:
                message = f"{' and '.join(f'`{field}`' for field in given)} cannot be given beside it"
                path = (*job.path, "resources", "instance_preferences")
                yield Problem(path, message, "Keep one of them.", on_key=True)


@rule(
    "instance-preferences-count",
    Severity.ERROR,
    "Every preference has an `instance_count`, or none has one and `resources` has it.",
    why="SageMaker refuses a count on only some preferences, in both places, or in neither.",
    source="API reference, InstancePreference.InstanceCount",
)
def instance_preferences_count(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        resources = job.definition.resources
        preferences = (resources and resources.instance_preferences) or []
        own = sum(item.instance_count is not None for item in preferences)
        shared = bool(resources and resources.instance_count is not None)
        if preferences and own != (0 if shared else len(preferences)):
            beside = "and `resources` has one too" if shared else "and `resources` has none"
            message = f"{own} of {len(preferences)} preferences have an `instance_count`, {beside}"
            path = (*job.path, "resources", "instance_preferences")
            yield Problem(path, message, "Give each its own, or one to `resources`.", on_key=True)


@rule(
    "selected-instance-read-only",
    Severity.ERROR,
    "What SageMaker selected among `instance_preferences` is not asked for.",
    why="Describe answers with `selected_instance_type` and `selected_instance_count`, and no request takes them.",
    source="API reference, ResourceConfig.SelectedInstanceType",
)
def selected_instance_read_only(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        for field in ("selected_instance_type", "selected_instance_count"):
            if job.definition.resources and getattr(job.definition.resources, field) is not None:
                path = (*job.path, "resources", field)
                yield Problem(path, "only SageMaker's own answers have this", "Remove it.", on_key=True)


def _training_plan(job: Job) -> Path | None:
    """Where a training plan is named, if one is."""
    resources, at = job.definition.resources, (*job.path, "resources")
    if resources and resources.training_plan_arn:
        return (*at, "training_plan_arn")
    for index, choice in enumerate((resources and resources.instance_preferences) or ()):
        if choice.training_plan_arns:
            return (*at, "instance_preferences", index, "training_plan_arns")
    return None


def _kept_alive(view: View) -> Iterator[tuple[Path, Resources, Job]]:
    """Where instances are to be kept warm, and what is asked for there."""
    for job in view.jobs:
        resources = job.definition.resources
        if resources and resources.keep_alive:
            yield (*job.path, "resources", "keep_alive"), resources, job


def _no_warm_pool(resources: Resources, job: Job) -> str:
    """The field that keeps instances from being kept warm; empty if there is none."""
    if job.definition.spot:
        return "`spot`"
    return "`instance_groups`" if resources.instance_groups else ""


def _asks_for_more(view: View) -> bool:
    fields = ("keep_alive", "training_plan_arn", "placement", "instance_preferences")
    given = [job.definition.resources for job in view.jobs if job.definition.resources]
    selected = ("selected_instance_type", "selected_instance_count")
    return any(getattr(item, field) is not None for item in given for field in (*fields, *selected))


RULES: tuple[Rule, ...] = (
    *only(
        _asks_for_more,
        training_plan_with_spot,
        keep_alive_in_tuning,
        keep_alive_over_3600,
        keep_alive_with_spot_or_groups,
        placement_instance_count_zero,
        placement_non_ultraserver,
        instance_preferences_conflict,
        instance_preferences_count,
        selected_instance_read_only,
    ),
)
