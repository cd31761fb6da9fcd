"""How the trials of a tuning job are chosen, compared and ended."""

from typing import Annotated, ClassVar, Literal

from hpo_spec.spec.base import Member, SpecModel
from hpo_spec.spec.constraints import Size, Whole
from hpo_spec.spec.duration import Duration
from hpo_spec.spec.forms import Wrapped
from hpo_spec.spec.objective import Objective
from hpo_spec.spec.ranges import Ranges, RangesForm
from hpo_spec.spec.values import Count, JobName, Number, Positive


class Limits(SpecModel):
    """How many training jobs, and how long: `ResourceLimits`."""

    max_jobs: Annotated[Positive | None, Member("MaxNumberOfTrainingJobs")] = None
    """How many training jobs there are in all."""
    max_parallel_jobs: Annotated[Positive, Member("MaxParallelTrainingJobs")]
    """How many of them run at the same time."""
    max_runtime: Annotated[int | None, Duration(120, 15_768_000), Member("MaxRuntimeInSeconds")] = None
    """How long the tuning job may run, in seconds."""


class Hyperband(SpecModel):
    """How much of a resource Hyperband gives a trial: a `HyperbandStrategyConfig`."""

    min_resource: Annotated[Positive | None, Member("MinResource")] = None
    """The least that a trial gets before it may be stopped, in objective values that it reports."""
    max_resource: Annotated[Positive | None, Member("MaxResource")] = None
    """The most that a trial gets, in objective values that it reports."""


class Completion(SpecModel):
    """When a tuning job is done early: `TuningJobCompletionCriteria`; the first that is met ends it."""

    target_metric_value: Annotated[Number | None, Member("TargetObjectiveMetricValue")] = None
    """An objective value that is good enough."""
    max_jobs_not_improving: Annotated[
        int | None,
        Whole(3),
        Member("BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving"),
    ] = None
    """How many training jobs in a row may fail to improve on the best."""
    on_convergence: Annotated[
        Literal["Disabled", "Enabled"] | None, Member("ConvergenceDetected.CompleteOnConvergence")
    ] = None
    """Whether to end when the search is unlikely to find anything better."""


class Tuning(SpecModel):
    """How trials are chosen and compared: a `HyperParameterTuningJobConfig`."""

    api_order: ClassVar[tuple[str, ...]] = (
        *("strategy", "hyperband", "objective", "limits", "ranges", "early_stopping", "completion", "random_seed"),
    )
    always_written: ClassVar[tuple[str, ...]] = ("strategy",)

    strategy: Annotated[Literal["Bayesian", "Random", "Hyperband", "Grid"], Member("Strategy")] = "Bayesian"
    """How the next trial's hyperparameters are chosen."""
    hyperband: Annotated[Hyperband | None, Member("StrategyConfig.HyperbandStrategyConfig")] = None
    """The resources of the strategy Hyperband."""
    objective: Annotated[Objective | None, Member("HyperParameterTuningJobObjective")] = None
    """The metric to optimise; with several definitions, each has its own."""
    ranges: Annotated[Ranges | None, Member("ParameterRanges", RangesForm())] = None
    """What varies; with several definitions, each has its own."""
    limits: Annotated[Limits, Member("ResourceLimits")]
    """How many training jobs, and how long."""
    early_stopping: Annotated[Literal["Off", "Auto"] | None, Member("TrainingJobEarlyStoppingType")] = None
    """Whether a training job is stopped when it is unlikely to be the best."""
    completion: Annotated[Completion | None, Member("TuningJobCompletionCriteria")] = None
    """When the tuning job is done before its limits."""
    random_seed: Annotated[Count | None, Member("RandomSeed")] = None
    """Makes the choice of hyperparameters reproducible; 0 is a seed."""


class WarmStart(SpecModel):
    """What earlier tuning jobs found: a `HyperParameterTuningJobWarmStartConfig`."""

    api_order: ClassVar[tuple[str, ...]] = ("parents", "type")

    type: Annotated[Literal["IdenticalDataAndAlgorithm", "TransferLearning"], Member("WarmStartType")]
    """Whether data and algorithm are the parents' own, or may differ."""
    parents: Annotated[
        list[JobName],
        Size(1, 5),
        Member(
            "ParentHyperParameterTuningJobs",
            Wrapped("HyperParameterTuningJobName", missing="warm-start-parent-name-missing"),
        ),
    ]
    """The names of finished tuning jobs."""
