"""Rules about the strategy: what Grid, Hyperband and Bayesian search need."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.limits import is_parallel_over_quota, parallel_over_quota
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.search_space import Combinations, combinations
from hpo_spec.lint.view import Job, RangeAt, View, number_of
from hpo_spec.spec import Categorical, Continuous, Hyperband, Integer

_HOW_IT_WORKS = "Developer guide, automatic-model-tuning-how-it-works"
_DEFINE_RANGES = "Developer guide, automatic-model-tuning-define-ranges"
_LIMITS = "Developer guide, automatic-model-tuning-limits"
_CONSIDERATIONS = "Developer guide, automatic-model-tuning-considerations"
_MAX_RESOURCE = "API reference, HyperbandStrategyConfig.MaxResource"
_MAX_JOBS: Path = ("tuning", "limits", "max_jobs")
_MOST_COMBINATIONS = 750
_MOST_VALUES = 30
"""Of a categorical range."""
_FEW_VALUES = 8
"""So many are written out in a help text."""
_MOST_RESOURCE = 20_000
_EPOCHS = ("epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs")
"""The static hyperparameters that SageMaker takes Hyperband's `max_resource` from; no others."""
_AT_THE_END = frozenset(("kmeans", "knn", "lda", "randomcutforest"))
"""Built-in algorithms that report their objective once, after training."""
_MUCH_PARALLEL = 10


@rule(
    "grid-non-categorical",
    Severity.ERROR,
    "With the strategy Grid, all ranges are categorical.",
    why="Grid goes through values that are listed, and SageMaker refuses ranges of numbers with it.",
    source=f"{_HOW_IT_WORKS}; {_DEFINE_RANGES}",
)
def grid_non_categorical(view: View) -> Iterator[Problem]:
    for item in view.ranges if view.spec.tuning.strategy == "Grid" else ():
        if isinstance(item.range, (Continuous, Integer)):
            help = f"Make it categorical and list its values{_listed(item)}, or choose another strategy."
            yield Problem((*item.path, "type"), f"Grid takes no {item.range.type} ranges", help)


@rule(
    "grid-max-jobs-mismatch",
    Severity.ERROR,
    "With the strategy Grid, `max_jobs` is the number of combinations, or is left out.",
    why="Grid runs each combination once: a number beside that can only contradict it.",
    source=f"{_HOW_IT_WORKS}; {_DEFINE_RANGES}",
)
def grid_max_jobs_mismatch(view: View) -> Iterator[Problem]:
    jobs, found = view.spec.tuning.limits.max_jobs, _grid(view)
    if jobs is not None and found and found.total <= _MOST_COMBINATIONS and jobs != found.total:
        help = "Leave it out: SageMaker counts the combinations itself."
        yield Problem(_MAX_JOBS, f"is {jobs:,}, but the ranges have {found.words}", help)


@rule(
    "grid-over-750",
    Severity.ERROR,
    f"With the strategy Grid, there are at most {_MOST_COMBINATIONS} combinations.",
    why="That many training jobs are the most that SageMaker runs for a grid, and the quota cannot be raised.",
    source=_LIMITS,
)
def grid_over_750(view: View) -> Iterator[Problem]:
    tuning, found = view.spec.tuning, _grid(view)
    if found and found.total > _MOST_COMBINATIONS:
        path: Path = view.ranges[0].path[:-1] if len(view.jobs) == 1 else ("training_jobs",)
        message = f"there are {found.words}, at most {_MOST_COMBINATIONS} are allowed"
        yield Problem(path, message, "List fewer values, or choose the strategy Random.", on_key=True)
    elif tuning.strategy == "Grid" and not found and (tuning.limits.max_jobs or 0) > _MOST_COMBINATIONS:
        message = f"is {tuning.limits.max_jobs:,}, but a grid has at most {_MOST_COMBINATIONS} combinations"
        yield Problem(_MAX_JOBS, message, "Leave it out: SageMaker counts the combinations itself.")


@rule(
    "grid-enumeration-hint",
    Severity.INFO,
    "A search that runs as many training jobs as there are combinations has the strategy Grid.",
    why="Grid runs each combination once; numbers are listed for it as categorical values.",
    source=f"{_DEFINE_RANGES}; {_LIMITS}",
    basis=Basis.LIKELY,
)
def grid_enumeration_hint(view: View) -> Iterator[Problem]:
    tuning, found = view.spec.tuning, combinations(view)
    is_short = all(item.size <= _MOST_VALUES for item in view.ranges)
    if tuning.strategy == "Grid" or not found or found.total != tuning.limits.max_jobs or not is_short:
        return
    if 1 < found.total <= _MOST_COMBINATIONS:
        numbers = [f"{item.name}{_listed(item)}" for item in view.ranges if _listed(item)]
        help = f"For it, list the values of {'; '.join(numbers)}." if numbers else ""
        yield Problem(("tuning", "strategy"), f"Grid would run just these {found.words}, each once", help)


@rule(
    "hyperband-config-without-hyperband",
    Severity.ERROR,
    "`hyperband` is given only with the strategy Hyperband.",
    why="No other strategy gives a trial more or less of a resource, and SageMaker refuses the configuration.",
    source="API reference, HyperParameterTuningJobConfig.StrategyConfig; terraform-provider-aws acceptance tests",
)
def hyperband_config_without_hyperband(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if tuning.hyperband is not None and tuning.strategy != "Hyperband":
        help = "Remove it, or set the strategy to Hyperband."
        yield Problem(("tuning", "hyperband"), f"the strategy is {tuning.strategy}, not Hyperband", help, on_key=True)


@rule(
    "hyperband-early-stopping",
    Severity.ERROR,
    "With the strategy Hyperband, `early_stopping` is off.",
    why="Hyperband stops weak trials itself, and SageMaker refuses a second judge beside it.",
    source=f"API reference, HyperParameterTuningJobConfig.TrainingJobEarlyStoppingType; {_HOW_IT_WORKS}",
)
def hyperband_early_stopping(view: View) -> Iterator[Problem]:
    if view.spec.tuning.strategy == "Hyperband" and view.spec.tuning.early_stopping == "Auto":
        yield Problem(("tuning", "early_stopping"), "Hyperband stops trials itself", "Set `early_stopping` to Off.")


@rule(
    "hyperband-maxresource-uninferable",
    Severity.ERROR,
    f"With the strategy Hyperband, `max_resource` is given, or a static {', '.join(_EPOCHS[:-1])} or {_EPOCHS[-1]}.",
    why="SageMaker has to know the most that a trial may get, and looks for it under these five names only.",
    source=f"{_MAX_RESOURCE}; github.com/awslabs/graphstorm issue 1243",
    server_message="MaxResource parameter is not provided and could not be inferred from provided static "
    "hyperparameters of TrainingJobDefinition.",
)
def hyperband_maxresource_uninferable(view: View) -> Iterator[Problem]:
    if view.spec.tuning.strategy != "Hyperband" or _hyperband(view).max_resource is not None:
        return
    for job in view.jobs:
        if _epochs(job):
            continue
        given = next((name for name in _EPOCHS if name in job.static), None)
        help = "Write how many objective values a trial reports at most."
        if given:
            message = f"{job.static[given]!r} is no positive whole number to take Hyperband's `max_resource` from"
            yield Problem((*job.path, "static_hyperparameters", given), message, f"Correct it, or {_lower(help)}")
        else:
            yield Problem(("tuning", "hyperband", "max_resource"), _uninferable(view, job), help)
            return


@rule(
    "hyperband-maxresource-over-20000",
    Severity.ERROR,
    f"Hyperband's `max_resource` is at most {_MOST_RESOURCE:,}.",
    why="SageMaker refuses more; the API's model has no upper bound, so that no client notices.",
    source=_MAX_RESOURCE,
)
def hyperband_maxresource_over_20000(view: View) -> Iterator[Problem]:
    most = _hyperband(view).max_resource or 0
    if view.spec.tuning.strategy == "Hyperband" and most > _MOST_RESOURCE:
        help = "Let the program report its objective less often, and count these reports."
        message = f"is {most:,}, at most {_MOST_RESOURCE:,} are allowed"
        yield Problem(("tuning", "hyperband", "max_resource"), message, help)


@rule(
    "hyperband-min-over-max",
    Severity.ERROR,
    "Hyperband's `min_resource` is at most its `max_resource`.",
    why="A trial would get more at least than it may get at most.",
    source="inferred from the API reference, HyperbandStrategyConfig",
    basis=Basis.LIKELY,
)
def hyperband_min_over_max(view: View) -> Iterator[Problem]:
    hyperband = _hyperband(view)
    known = [(job, epochs) for job in view.jobs if (epochs := _epochs(job))]
    name, inferred = min((epochs for _, epochs in known), key=lambda found: found[1], default=("", None))
    most = hyperband.max_resource or inferred
    if view.spec.tuning.strategy == "Hyperband" and most is not None and (hyperband.min_resource or 0) > most:
        where = "`max_resource`" if hyperband.max_resource else f"the static {name}, which stands for `max_resource`,"
        message = f"is {hyperband.min_resource:,}, but {where} is only {most:,}"
        yield Problem(("tuning", "hyperband", "min_resource"), message, f"Lower it to {most:,} or less.")


@rule(
    "hyperband-epochs-mismatch",
    Severity.WARNING,
    "Hyperband's `max_resource` is the static number of epochs.",
    why="A program that runs for fewer epochs ends before Hyperband expects it; one that runs for more goes on past "
    "what Hyperband reckons with.",
    source="inferred from the API reference, HyperbandStrategyConfig; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def hyperband_epochs_mismatch(view: View) -> Iterator[Problem]:
    most = _hyperband(view).max_resource
    if view.spec.tuning.strategy != "Hyperband" or most is None or most > _MOST_RESOURCE:
        return
    for job in view.jobs:
        tuned, epochs = _tuned_epochs(job), _epochs(job)
        if tuned and job.algorithm and tuned.name not in job.algorithm.tunable:
            continue  # which has a rule of its own
        if tuned:
            message = f"is tuned, while Hyperband counts on up to {most:,} objective values of each trial"
            yield Problem(tuned.path, message, f"Make it static, with the value {most}.", on_key=True)
        elif epochs and epochs[1] != most:
            name, count = epochs
            message = f"is {most:,}, but the static {name} is {count:,}"
            help = f"Set it to {count}, unless a trial reports more or fewer than one objective value in each epoch."
            yield Problem(("tuning", "hyperband", "max_resource"), message, help)
            return


@rule(
    "hyperband-non-iterative",
    Severity.WARNING,
    "With the strategy Hyperband, the algorithm reports its objective again and again.",
    why="Hyperband compares trials while they run: where the objective comes once, at the end, none is stopped.",
    source=_HOW_IT_WORKS,
)
def hyperband_non_iterative(view: View) -> Iterator[Problem]:
    names = [job.built_in.name for job in view.jobs if job.built_in and job.built_in.name in _AT_THE_END]
    if view.spec.tuning.strategy == "Hyperband" and names:
        who = " and ".join(dict.fromkeys(names))
        message = f"{who} report{'s' * (len(set(names)) == 1)} the objective at the end only"
        yield Problem(("tuning", "strategy"), message, "Choose Bayesian or Random.")


@rule(
    "bayesian-parallelism",
    Severity.WARNING,
    "In a Bayesian search, few of the training jobs run at a time: a tenth of them, or 10, and never more than half.",
    why="What runs at the same time is chosen without knowing the results of each other: the more, the less it is "
    "better than Random. Above the quota of parallel-over-quota, that rule is heard first.",
    source=f"{_CONSIDERATIONS}; github.com/aws/amazon-sagemaker-examples issue 3623",
)
def bayesian_parallelism(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    jobs, parallel = tuning.limits.max_jobs or 0, tuning.limits.max_parallel_jobs
    is_refused = is_parallel_over_quota(view) and parallel_over_quota.id not in view.ignored
    if tuning.strategy != "Bayesian" or not 1 < parallel <= jobs or is_refused:
        return
    if parallel * 2 > jobs or (parallel > _MUCH_PARALLEL and parallel * 10 > jobs):
        message = f"is {parallel:,} of {jobs:,} training jobs, which learn nothing from each other"
        if parallel == jobs:
            message = f"all {jobs:,} training jobs run at once: no better than Random"
        fewer = max(1, min(jobs // 2, max(_MUCH_PARALLEL, jobs // 10)))
        help = f"Lower it to {fewer} or less, raise `max_jobs`, or choose the strategy Random."
        yield Problem(("tuning", "limits", "max_parallel_jobs"), message, help)


@rule(
    "random-seed-bayesian",
    Severity.INFO,
    "`random_seed` is given with the strategies Random and Hyperband.",
    why="A Bayesian search depends on results too, so that a seed makes it more consistent, not the same; a grid does "
    "not depend on it.",
    source=_CONSIDERATIONS,
)
def random_seed_bayesian(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if tuning.random_seed is not None and tuning.strategy in ("Bayesian", "Grid"):
        message = "makes a Bayesian search more consistent, but not the same each time"
        if tuning.strategy == "Grid":
            message = "makes no difference to a grid"
        yield Problem(("tuning", "random_seed"), message, on_key=True)


@rule(
    "non-grid-max-jobs-missing",
    Severity.ERROR,
    "`max_jobs` is given, but for the strategy Grid and for Autotune.",
    why="It is optional in the API's model, but only Grid and Autotune find the number of training jobs themselves.",
    source=f"{_HOW_IT_WORKS}; sagemaker-python-sdk; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def non_grid_max_jobs_missing(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if tuning.limits.max_jobs is None and tuning.strategy != "Grid" and not view.spec.autotune:
        help = "Write how many training jobs to run in all, such as 50."
        yield Problem(_MAX_JOBS, f"{tuning.strategy} search does not know how many training jobs to run", help)


def _grid(view: View) -> Combinations | None:
    """The combinations of a grid; `None` if another rule has to be kept first."""
    is_grid = view.spec.tuning.strategy == "Grid" and all(isinstance(item.range, Categorical) for item in view.ranges)
    return combinations(view) if is_grid else None


def _listed(item: RangeAt) -> str:
    """The few values of an integer range, as they are listed for Grid."""
    if not isinstance(item.range, Integer) or not item.bounds or not 0 < item.size <= _MOST_VALUES:
        return ""
    low, high = map(int, item.bounds)
    return f", from {low} to {high}" if item.size > _FEW_VALUES else f", {list(range(low, high + 1))}"


def _hyperband(view: View) -> Hyperband:
    return view.spec.tuning.hyperband or Hyperband()


def _epochs(job: Job) -> tuple[str, int] | None:
    """The static hyperparameter that `max_resource` can be inferred from, and its value."""
    for name in _EPOCHS:
        value = number_of(job.static.get(name, "").strip('"'))
        if value is not None and value > 0 and value.is_integer():
            return name, int(value)
    return None


def _tuned_epochs(job: Job) -> RangeAt | None:
    return next((item for item in job.ranges if item.name in _EPOCHS), None)


def _uninferable(view: View, job: Job) -> str:
    """Why nothing stands for `max_resource`."""
    tuned = _tuned_epochs(job)
    if tuned:
        return f"is not given, and {tuned.name} is tuned: only a static one can stand for it"
    where = f" of {job.definition.name!r}" if job.definition.name and len(view.jobs) > 1 else ""
    return f"is not given, and no static hyperparameter{where} stands for it, such as epochs"


def _lower(help: str) -> str:
    return help[0].lower() + help[1:]


def _is_hyperband(view: View) -> bool:
    return view.spec.tuning.strategy == "Hyperband" or view.spec.tuning.hyperband is not None


def _is_grid(view: View) -> bool:
    return view.spec.tuning.strategy == "Grid"


RULES: tuple[Rule, ...] = (
    grid_enumeration_hint,
    bayesian_parallelism,
    random_seed_bayesian,
    non_grid_max_jobs_missing,
    *only(
        _is_hyperband,
        hyperband_config_without_hyperband,
        hyperband_early_stopping,
        hyperband_maxresource_uninferable,
        hyperband_maxresource_over_20000,
        hyperband_min_over_max,
        hyperband_epochs_mismatch,
        hyperband_non_iterative,
    ),
    *only(
        _is_grid,
        grid_non_categorical,
        grid_max_jobs_mismatch,
        grid_over_750,
    ),
)
