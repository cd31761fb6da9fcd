"""Rules about the strategy Hyperband: what it is told of a trial's resource, and which programs it is for."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.training import REPORTING_AT_THE_END
from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, RangeAt, View, number_of
from hpo_spec.spec import Hyperband

_HOW_IT_WORKS = "Developer guide, automatic-model-tuning-how-it-works"
_MAX_RESOURCE = "API reference, HyperbandStrategyConfig.MaxResource"
_MOST_RESOURCE = 20_000
_EPOCHS = ("epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs")
"""The static hyperparameters that SageMaker takes Hyperband's `max_resource` from; no others."""


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
    names = [job.built_in.name for job in view.jobs if job.built_in and job.built_in.name in REPORTING_AT_THE_END]
    if view.spec.tuning.strategy == "Hyperband" and names:
        who = " and ".join(dict.fromkeys(names))
        message = f"{who} report{'s' * (len(set(names)) == 1)} the objective at the end only"
        yield Problem(("tuning", "strategy"), message, "Choose Bayesian or Random.")


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


RULES: tuple[Rule, ...] = (
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
)
