"""Rules about each range: its bounds, its values, its name."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import RangeAt, View, number_of, whole_of
from hpo_spec.spec import Categorical, Continuous, Integer
from hpo_spec.spec.text import HyperparameterValue, hyperparameter_text, scalar_text

_BOUNDS = ("min", "max")
_LONGEST_VALUE = 256
_LONGEST_SHOWN = 60


@rule(
    "numeric-range-singleton",
    Severity.ERROR,
    "A range's `min` and `max` differ.",
    why="SageMaker refuses a numeric range that has a single value in it.",
    source="github.com/aws/amazon-sagemaker-feedback issue 195",
    basis=Basis.LIKELY,
)
def numeric_range_singleton(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if isinstance(item.range, (Integer, Continuous)) and item.bounds and item.bounds[0] == item.bounds[1]:
            message = f"`min` and `max` are both {scalar_text(item.range.max)}"
            yield Problem(item.path, message, "Make it a static hyperparameter, or widen the range.", on_key=True)


@rule(
    "numeric-range-inverted",
    Severity.ERROR,
    "A range's `min` is below its `max`.",
    why="There is no value in between, so SageMaker cannot choose any.",
    source="API reference, ContinuousParameterRange.MinValue; API reference, IntegerParameterRange.MinValue",
    basis=Basis.LIKELY,
)
def numeric_range_inverted(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if isinstance(item.range, (Integer, Continuous)) and item.bounds and item.bounds[0] > item.bounds[1]:
            message = f"is {scalar_text(item.range.min)}, above the `max` of {scalar_text(item.range.max)}"
            yield Problem((*item.path, "min"), message, "Swap the two.")


@rule(
    "integer-bound-not-integer",
    Severity.ERROR,
    "The bounds of an integer range are whole numbers.",
    why="The API takes any text for a bound, so that only SageMaker notices what is no whole number.",
    source="API reference, IntegerParameterRange",
    basis=Basis.LIKELY,
)
def integer_bound_not_integer(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if not isinstance(item.range, Integer):
            continue
        given: dict[str, int | float | str] = {"min": item.range.min, "max": item.range.max}
        if all(_is_fraction(value) for value in given.values()):
            message = f"an integer range cannot go from {scalar_text(item.range.min)} to {scalar_text(item.range.max)}"
            yield Problem(item.path, message, "Make it continuous, or write whole numbers.", on_key=True)
        else:
            yield from (
                _not_whole((*item.path, bound), value) for bound, value in given.items() if whole_of(value) is None
            )


def _is_fraction(value: int | float | str) -> bool:
    number = number_of(value)
    return number is not None and not number.is_integer()


def _not_whole(path: Path, value: int | float | str) -> Problem:
    if _is_fraction(value):
        return Problem(path, f"{_shown(value)} is a fraction", "Write a whole number, or make the range continuous.")
    if number_of(value) is None:
        return Problem(path, f"{_shown(value)} is not a whole number", "Write a whole number such as 10.")
    message = f"{_shown(value)} is a whole number, but not written as one"
    return Problem(path, message, "Write it with digits only.", Severity.WARNING)


@rule(
    "continuous-bound-not-number",
    Severity.ERROR,
    "The bounds of a continuous range are finite numbers.",
    why="The API takes any text for a bound, so that only SageMaker notices what is no number.",
    source="API reference, ContinuousParameterRange",
    basis=Basis.LIKELY,
)
def continuous_bound_not_number(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        for bound in _BOUNDS if isinstance(item.range, Continuous) else ():
            value = getattr(item.range, bound)
            if number_of(value) is None:
                is_padded = number_of(value.strip()) is not None
                help = "Remove the blanks." if is_padded else "Write a number such as 0.001."
                yield Problem((*item.path, bound), f"{_shown(value)} is not a finite number", help)


@rule(
    "categorical-duplicate-value",
    Severity.ERROR,
    "The values of a categorical range differ from each other, as texts.",
    why="Values are sent as texts, and SageMaker refuses a list with the same text twice.",
    source="github.com/aws/amazon-sagemaker-feedback issues 195 and 199; terraform-provider-aws",
    basis=Basis.LIKELY,
)
def categorical_duplicate_value(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        first: dict[str, HyperparameterValue] = {}
        for index, (value, text) in enumerate(_texts(item)):
            if text in first:
                message = _repeated(value, text, first[text])
                yield Problem((*item.path, "values", index), message, "Remove one of the two.")
            first.setdefault(text, value)


def _texts(item: RangeAt) -> Iterator[tuple[HyperparameterValue, str]]:
    values = item.range.values if isinstance(item.range, Categorical) else []
    return zip(values, item.values, strict=True)


def _repeated(value: HyperparameterValue, text: str, first: HyperparameterValue) -> str:
    if _shown(value) == _shown(first):
        return f"{_shown(value)} is there already"
    return f"{_shown(value)} is sent as {text:.{_LONGEST_SHOWN}}, just as {_shown(first)} is"


@rule(
    "categorical-single-value",
    Severity.WARNING,
    "A categorical range has several values.",
    why="With one value there is nothing to search, but the range counts against the limit of 30.",
    source="github.com/aws/amazon-sagemaker-feedback issue 195",
    basis=Basis.LIKELY,
)
def categorical_single_value(view: View) -> Iterator[Problem]:
    if view.spec.warm_start:
        return  # it may keep a hyperparameter's type as it is in the parents
    for item in view.ranges:
        if isinstance(item.range, Categorical) and len(item.range.values) == 1:
            message = f"{_shown(item.range.values[0])} is the only value, so there is nothing to search"
            help = "Make it a static hyperparameter, or add values."
            yield Problem((*item.path, "values"), message, help, on_key=True)


@rule(
    "categorical-numeric-ordered",
    Severity.INFO,
    "Numbers are searched in a numeric range.",
    why="Bayesian search fits a regression, which learns nothing from the order of categorical values.",
    source="Developer guide, automatic-model-tuning-how-it-works",
    basis=Basis.LIKELY,
)
def categorical_numeric_ordered(view: View) -> Iterator[Problem]:
    if view.spec.tuning.strategy != "Bayesian":
        return
    for item in view.ranges:
        numbers = [number for text in item.values if (number := number_of(text)) is not None]
        is_ordered = len(numbers) == len(item.values) == len(set(item.values)) >= 3
        if is_ordered and not _is_choice(view, item.name):
            message = f"the {len(numbers)} values are numbers, but the search does not see their order"
            help = f"Where the values between them make sense too, use {_numeric_range(numbers)}."
            yield Problem((*item.path, "values"), message, help, on_key=True)


def _is_choice(view: View, name: str) -> bool:
    """Whether a built-in algorithm takes choices only for a hyperparameter, be they numbers."""
    known = [job.algorithm.hyperparameters.get(name) for job in view.jobs if job.algorithm]
    return any(item is not None and item.tuned == "Categorical" for item in known)


def _numeric_range(numbers: list[float]) -> str:
    low, high = min(numbers), max(numbers)
    kind = "an integer" if all(number.is_integer() for number in numbers) else "a continuous"
    scaling = " with logarithmic `scaling`" if 0 < 10 * low <= high else ""
    return f"{kind} range from {scalar_text(low)} to {scalar_text(high)}{scaling}"


@rule(
    "range-name-empty",
    Severity.ERROR,
    "A range has a name.",
    why="The API's model allows an empty name, but no hyperparameter has one.",
    source="API reference, ContinuousParameterRange.Name",
    basis=Basis.LIKELY,
)
def range_name_empty(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if not item.name.strip():
            yield Problem(item.path, "this range has no name", "Write the hyperparameter's name.", on_key=True)


@rule(
    "range-value-over-256",
    Severity.ERROR,
    "A categorical value has at most 256 characters as it is sent.",
    why="Static values may have 2,500 characters, but values in a range only 256, and no client checks it.",
    source="API reference, CategoricalParameterRange.Values; github.com/aws/sagemaker-python-sdk issue 3619",
)
def range_value_over_256(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        for index, text in enumerate(item.values):
            if len(text) > _LONGEST_VALUE:
                message = f"must have at most {_LONGEST_VALUE} characters, has {len(text)} as JSON"
                help = "Shorten it, or let the program look it up by a short name."
                yield Problem((*item.path, "values", index), message, help)


def _shown(value: HyperparameterValue) -> str:
    text = repr(value) if isinstance(value, str) else hyperparameter_text(value, json_values=True)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _has_choices(view: View) -> bool:
    return any(isinstance(item.range, Categorical) for item in view.ranges)


RULES: tuple[Rule, ...] = (
    numeric_range_singleton,
    numeric_range_inverted,
    integer_bound_not_integer,
    continuous_bound_not_number,
    range_name_empty,
    *only(
        _has_choices,
        categorical_duplicate_value,
        categorical_single_value,
        categorical_numeric_ordered,
        range_value_over_256,
    ),
)
