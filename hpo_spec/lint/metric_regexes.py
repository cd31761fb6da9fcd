"""Rules about the regular expressions that find metrics in a log."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.metric_names import ERRORS, SHARES, direction_of, words_of
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import View

if TYPE_CHECKING:  # regular expressions are only taken apart where there are any
    from hpo_spec.lint.regex_tree import Automaton, Expression, Reading

_DEFINE_METRICS = "Developer guide, automatic-model-tuning-define-metrics-variables"
_SEARCH = "inferred from the API reference, MetricDefinition.Regex"

NUMBER = r"([-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)"
"""What SageMaker's own XGBoost reads numbers with."""
_KINDS = {
    "number": r"(\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*)",
    "fraction": r"(\s*[-+]?[0-9]*\.[0-9]+\s*)",
    "sign": r"(\s*-(?:[0-9]+\.?[0-9]*|\.[0-9]+)\s*)",
    "exponent": r"(\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE]-[0-9]+\s*)",
}
"""Kinds of numbers that a metric may need; exponents are those of small ones."""
_NEEDS = {"sign": "a sign, as in -0.25", "exponent": "an exponent, as in 1e-05"}
_AMOUNTS = frozenset(
    (
        *("time", "second", "seconds", "sec", "secs", "ms", "latency", "duration", "throughput", "speed"),
        *("count", "cnt", "size", "memory", "samples", "steps", "epochs", "percent", "percentage", "pct"),
    )
)
"""Words for what is neither negative nor tiny."""
_ANYTHING = "0.25 12, x; y: [1] (a) {b} 'c' \"d\" <e> | f/g = h"
_SEPARATORS = " !\"#$%&'()*,/:;<=>?@[\\]^`{|}~"
_PRINTABLE = "".join(map(chr, range(32, 127)))


class _Metric:
    """A metric's definition, and what its regex is taken apart into."""

    def __init__(self, path: Path, name: str, regex: str, reading: Reading) -> None:
        self.path, self.name, self.regex, self.reading = path, name, regex, reading

    @property
    def expression(self) -> Expression | None:
        """Its parts; `None` for one that is no regular expression."""
        return self.reading.expression


@rule(
    "metric-regex-invalid",
    Severity.ERROR,
    "A metric's regex is a regular expression.",
    why="The guide describes Python's syntax: what Python cannot read is refused, or finds nothing.",
    source=_DEFINE_METRICS,
    basis=Basis.LIKELY,
)
def metric_regex_invalid(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        if metric.reading.error:
            help = (
                "Correct it there; a bracket, star or question mark that stands for itself needs a backslash before it."
            )
            yield Problem(metric.path, f"is no regular expression: {metric.reading.error}", help)


@rule(
    "metric-regex-no-group",
    Severity.ERROR,
    "A metric's regex has a group in parentheses.",
    why="A metric's value is what the group captures: without one there is no value.",
    source=_DEFINE_METRICS,
    basis=Basis.LIKELY,
)
def metric_regex_no_group(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        if not metric.reading.error and not metric.reading.groups:
            yield Problem(metric.path, "has no group that captures the value", f"Capture it, with {NUMBER}.")


@rule(
    "metric-regex-several-groups",
    Severity.WARNING,
    "A metric's regex has one group that captures.",
    why="The first group is read: what the others capture is lost.",
    source=_DEFINE_METRICS,
    basis=Basis.LIKELY,
)
def metric_regex_several_groups(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        count, expression = metric.reading.groups, metric.expression
        if count > 1:
            is_number = expression is None or "number" in _kinds(expression)
            is_harmless = expression is not None and is_number and not expression.has_group_after
            message = f"has {count} groups, and the first is read{'' if is_number else ', which captures no number'}"
            help = "Write `(?:…)` in place of `(…)` for all but the number."
            yield Problem(metric.path, message, help, Severity.INFO if is_harmless else None)


@rule(
    "metric-regex-lazy-tail",
    Severity.WARNING,
    "A metric's regex does not end in a lazy group.",
    why="A lazy repetition takes as little as it can: with nothing after it, nothing at all.",
    source="github.com/aws/sagemaker-python-sdk issue 3932; Python's own regular expressions",
    basis=Basis.LIKELY,
)
def metric_regex_lazy_tail(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        expression = metric.expression
        if expression and _is_lazy_tail(expression):
            got = next((text for text in _beginnings("0.25") if expression.group.accepts(text)), None)
            what = (
                "as little as it can"
                if got is None
                else f"only {got!r} of 0.25"
                if got
                else "nothing, whatever is there"
            )
            help = f"End with what comes after the value, such as `;`, or capture just the number, with {NUMBER}."
            yield Problem(metric.path, f"the lazy group at the end captures {what}", help)


@rule(
    "metric-regex-non-numeric",
    Severity.WARNING,
    "A metric's regex captures all of a number, and nothing else.",
    why="A value that is no number is lost, and half of one is taken for the metric: 1 for 1e-05.",
    source="github.com/aws/sagemaker-xgboost-container issue 121",
    basis=Basis.LIKELY,
)
def metric_regex_non_numeric(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        expression = metric.expression
        if expression and not expression.is_runaway and not _is_lazy_tail(expression):
            needs = _needs(metric.name)
            doubt = _captured_wrongly(expression, needs) or _captured_partly(expression, needs)
            if doubt:
                yield Problem(metric.path, *doubt)


@rule(
    "metric-regex-overlap",
    Severity.WARNING,
    "A metric's regex does not find another metric's values.",
    why="A log is searched for it everywhere, so `loss=` is found in `val_loss=` too, and both series are mixed.",
    source=_SEARCH,
    basis=Basis.LIKELY,
)
def metric_regex_overlap(view: View) -> Iterator[Problem]:
    metrics = _metrics(view)
    for metric in metrics:
        for other in metrics:
            line = _overlap(metric.regex, other.regex) if metric.path[:-1] == other.path[:-1] else None
            if line:
                help = "Begin with more of what the log has before it, be it a blank, or `^` for the start of the line."
                yield Problem(metric.path, f"finds {other.name!r} too, in a line like {line!r}", help)
                break


@rule(
    "metric-regex-runaway",
    Severity.WARNING,
    "The repetitions of a metric's regex share out a text among them in one way.",
    why="Before a line that does not match is given up, every way is tried: twice as many for each character more, so "
    "that one long line can stop the search for metrics.",
    source="Python's own regular expressions",
    basis=Basis.LIKELY,
)
def metric_regex_runaway(view: View) -> Iterator[Problem]:
    for metric in _metrics(view):
        if metric.expression and metric.expression.is_ambiguous:
            message = "a repetition inside of a repetition matches the same text in ever more ways"
            help = "Write one of the two, or separate the turns with a character that the inner one does not match."
            yield Problem(metric.path, message, help)
        elif metric.expression and metric.expression.is_runaway:
            message = "repetitions in a row match the same text in ever more ways"
            yield Problem(metric.path, message, "Write one of them, or between them what the log has there.")


def _metrics(view: View) -> list[_Metric]:
    from hpo_spec.lint.regex_tree import read_regex

    found = []
    for job in view.jobs:
        path = (*job.path, "algorithm", "metrics")
        for name, regex in (job.definition.algorithm.metrics or {}).items():
            found.append(_Metric((*path, name), name, regex, read_regex(regex)))
    return found


def _is_lazy_tail(expression: Expression) -> bool:
    return expression.is_group_lazy and expression.is_group_at_end


def _needs(name: str) -> frozenset[str]:
    """What the values of a metric may have, by its name: one that says nothing may be a count."""
    direction, words = direction_of(name), words_of(name)
    if direction is None:
        return frozenset() if _AMOUNTS.intersection(words) else frozenset(("sign", "exponent"))
    if direction == "Maximize" and SHARES.intersection(words):
        return frozenset(("fraction",))
    return frozenset(("fraction", "exponent")) if ERRORS.intersection(words) else frozenset(_KINDS)


@cache
def _numbers() -> dict[str, Automaton]:
    from hpo_spec.lint.regex_tree import read_regex

    expressions = {kind: read_regex(regex).expression for kind, regex in _KINDS.items()}
    return {kind: expression.group for kind, expression in expressions.items() if expression}


@lru_cache(maxsize=1024)
def _kinds(expression: Expression) -> frozenset[str]:
    """The kinds of numbers that the group can capture."""
    return frozenset(kind for kind, numbers in _numbers().items() if expression.group.meets(numbers))


@lru_cache(maxsize=1024)
def _captured_wrongly(expression: Expression, needs: frozenset[str]) -> tuple[str, str] | None:
    """What the group captures that is no number, and what to do."""
    group, after, help = expression.group, expression.after_group, f"Capture the number only, with {NUMBER}."
    if expression.is_group_repeated:
        return "the group is repeated, and keeps the last turn only", f"Repeat inside of the group, as in {NUMBER}."
    if "number" not in _kinds(expression):
        return None if expression.pattern.groups > 1 else ("the group never captures a number", help)
    cut = _cut(expression, ["0.25", "12.5", *(["-0.25"] if "sign" in needs else [])])
    if cut:
        help = "Write before the group what the log has directly before the number, or a lazy `.*?`."
        return f"what is before the group takes part of the number: of {cut[0]} it leaves {cut[1]}", help
    is_anything = group.accepts(_ANYTHING)
    if is_anything and (expression.is_group_at_end or not after):
        return "the group captures the rest of the line, be it a number or not", help
    for char in _PRINTABLE if is_anything else _SEPARATORS:
        if not expression.is_group_lazy and after >> ord(char) & 1 and group.accepts(f"0.25{char}1"):
            return f"the group does not stop at the first {char!r}, but goes on to a later one", help
    return None


def _cut(expression: Expression, numbers: list[str]) -> tuple[str, str] | None:
    """A number of which a greedy repetition before the group takes the start, and what it leaves."""
    taken = expression.greedy_before_group
    for number in numbers:
        for start in range(len(number) - 1, 0, -1):
            is_taken = all(taken >> ord(char) & 1 for char in number[:start])
            if is_taken and expression.group.accepts(number[start:]) and expression.group.accepts(number):
                return number, number[start:]
    return None


@lru_cache(maxsize=1024)
def _captured_partly(expression: Expression, needs: frozenset[str]) -> tuple[str, str] | None:
    """What the group leaves out of the numbers that the metric may have, and what to do."""
    kinds, help = _kinds(expression), f"Capture all of it, with {NUMBER}."
    if "number" not in kinds:
        return None
    if "fraction" not in kinds:
        is_cut = "fraction" in needs and expression.is_group_at_end
        return (f"the group captures whole numbers only{_got(expression, '0.25')}", help) if is_cut else None
    missed = [words for kind, words in _NEEDS.items() if kind in needs - kinds]
    got = _got(expression, "1e-05") if "exponent" in needs - kinds else ""
    return (f"the group misses {', and '.join(missed)}{got}", help) if missed else None


def _got(expression: Expression, number: str) -> str:
    """What the group makes of a number if it does not need to be followed by anything."""
    found = [text for text in _beginnings(number) if text and expression.group.accepts(text)]
    return f": of {number} it gets {found[-1]}" if found and expression.is_group_at_end else ""


@lru_cache(maxsize=1024)
def _sample(expression: Expression, number: str) -> tuple[str, int] | None:
    return expression.sample(number)


@lru_cache(maxsize=4096)
def _overlap(regex: str, other: str) -> str | None:
    """A line of `other` in which `regex` finds its value; `None` if they are for the same values."""
    from hpo_spec.lint.regex_tree import read_regex

    one, two = read_regex(regex).expression, read_regex(other).expression
    if regex == other or one is None or two is None:
        return None
    for number in ("0.25", "12"):
        sample = _sample(two, number)
        if sample and one.captures(sample[0], number, sample[1]):
            own = _sample(one, number)
            is_same = own is not None and two.captures(own[0], number, own[1])
            return None if is_same else sample[0]
    return None


def _beginnings(text: str) -> list[str]:
    return [text[:length] for length in range(len(text) + 1)]


def _has_metrics(view: View) -> bool:
    return any(job.definition.algorithm.metrics for job in view.jobs)


RULES: tuple[Rule, ...] = (
    *only(
        _has_metrics,
        metric_regex_invalid,
        metric_regex_no_group,
        metric_regex_several_groups,
        metric_regex_lazy_tail,
        metric_regex_non_numeric,
        metric_regex_overlap,
        metric_regex_runaway,
    ),
)
