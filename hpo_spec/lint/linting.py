"""Runs the rules over a spec."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import ModuleType

from hpo_spec.finding import Finding
from hpo_spec.lint import (
    algorithms,
    autotune,
    bayesian,
    built_in_hyperparameters,
    built_in_images,
    built_in_inputs,
    built_in_instances,
    built_in_metrics,
    capacity,
    channels,
    completion,
    definitions,
    environment,
    grid,
    hyperband,
    hyperparameters,
    ignoring,
    instances,
    known_values,
    limits,
    metric_regexes,
    metrics,
    names,
    network,
    patch,
    ranges,
    reading,
    refused,
    resources,
    scaling,
    search_space,
    stopping,
    warm_start,
    xgboost,
)
from hpo_spec.lint.rule import Check, Problem, Rule
from hpo_spec.lint.view import View
from hpo_spec.salvaging import UNREADABLE, Unreadable, comes_of_unreadable
from hpo_spec.spec import TuningJobSpec
from hpo_spec.validation import suggest

TOPICS: tuple[ModuleType, ...] = (
    definitions,
    names,
    algorithms,
    metrics,
    metric_regexes,
    ranges,
    scaling,
    search_space,
    hyperparameters,
    grid,
    hyperband,
    bayesian,
    limits,
    completion,
    stopping,
    resources,
    capacity,
    instances,
    channels,
    network,
    environment,
    warm_start,
    autotune,
    built_in_images,
    built_in_hyperparameters,
    built_in_metrics,
    built_in_inputs,
    built_in_instances,
    xgboost,
    known_values,
    patch,
    refused,
    ignoring,
    reading,
)
"""The modules with rules, in the order of `explain`: each is a topic, and has them in its `RULES`."""

RULES: tuple[Rule, ...] = tuple(rule for topic in TOPICS for rule in topic.RULES)
"""Every rule, in that order."""


def lint_spec(
    spec: TuningJobSpec, rules: Sequence[Rule] = RULES, *, ignore: Collection[str] = (), is_whole: bool = True
) -> list[Finding]:
    """Every finding of every rule, without positions, but for the rules to `ignore`, and those that the spec ignores.

    A rule that crashes is a finding that names the rule. With `is_whole` false the spec is one that `salvaging` made:
    a rule that trips over what could not be read says nothing.
    """
    reasons = _reasons(spec)
    view = View(spec, {*reasons, *ignore})
    undecided: set[str] = set()
    found = _asked(view, rules, undecided, is_whole=is_whole)
    if spec.request_patch is not UNREADABLE and spec.request_patch:
        from hpo_spec.lint.patched import judged_as_sent

        def judge(sent: TuningJobSpec, is_whole: bool) -> list[Finding]:
            return _asked(View(sent, view.ignored), rules, undecided, is_whole=is_whole)

        found = judged_as_sent(spec, found, judge)
    kept = [finding for finding in found if finding.rule not in reasons and finding.rule not in ignore]
    kept += (
        item for item in _of_reasons(reasons, found, rules, undecided, is_whole=is_whole) if item.rule not in ignore
    )
    secrets = _secrets(view)
    return [finding.hiding(secrets) for finding in kept] if secrets else kept


def _asked(view: View, rules: Sequence[Rule], undecided: set[str], *, is_whole: bool) -> list[Finding]:
    """What the rules find; the ids of those that crashed go to `undecided`."""
    found: list[Finding] = []
    for when, checks in _GROUPS if rules is RULES else _grouped(rules):
        if when is None or _applies(when, view):
            for rule, check in checks:
                try:
                    for problem in check(view):
                        found.append(_finding(rule, problem))  # noqa: PERF401 - what it found before it crashed stays
                except Exception as error:  # noqa: PERF203 - a rule's own bug must not hide the others' findings
                    undecided.add(rule.id)
                    found += _crash(rule, error, is_whole=is_whole)
    return found


def _secrets(view: View) -> frozenset[str]:
    try:
        return view.secrets
    except Unreadable:
        return frozenset()


_When = Callable[[View], bool] | None
_Group = tuple[_When, list[tuple[Rule, Check]]]


def _grouped(rules: Sequence[Rule]) -> list[_Group]:
    """The rules with a function, by the specs that they are asked of."""
    groups: dict[_When, list[tuple[Rule, Check]]] = {}
    for rule in rules:
        if rule.check is not None:
            groups.setdefault(rule.when, []).append((rule, rule.check))
    return list(groups.items())


_GROUPS = _grouped(RULES)


def _applies(when: Callable[[View], bool], view: View) -> bool:
    try:
        return when(view)
    except Unreadable:
        return False
    except Exception:  # the rules themselves will tell
        return True


def _reasons(spec: TuningJobSpec) -> Mapping[str, str]:
    """By rule, why the spec ignores it."""
    try:
        return (spec.lint.ignore if spec.lint else None) or {}
    except Unreadable:
        return {}


def _finding(rule: Rule, problem: Problem) -> Finding:
    severity = problem.severity or rule.severity
    return Finding(severity, rule.id, problem.message, problem.path, problem.help, on_key=problem.on_key)


def _crash(rule: Rule, error: Exception, *, is_whole: bool) -> list[Finding]:
    """What to say of a rule that crashed: nothing, if what could not be read is the reason."""
    if not is_whole and comes_of_unreadable(error):
        return []
    crashed, message = ignoring.RULE_CRASHED, f"the rule {rule.id} crashed: {type(error).__name__}: {error}"
    return [Finding(crashed.severity, crashed.id, message, help="Please report it; all others ran.")]


def _of_reasons(
    reasons: Mapping[str, str], found: list[Finding], rules: Sequence[Rule], undecided: set[str], *, is_whole: bool
) -> Iterator[Finding]:
    """What is wrong with the rules that a spec says to ignore: nothing is said of one that could not be asked.

    Nor is one called unused while there are errors: it may be silent only because another rule says the cause.
    """
    if not reasons:
        return
    known, broken = [rule.id for rule in rules], {finding.rule for finding in found}
    is_told = is_whole and not any(finding.is_error and finding.rule not in reasons for finding in found)
    for name in reasons:
        path = ("lint", "ignore", name)
        if name not in known:
            rule, message = ignoring.IGNORE_UNKNOWN, f"there is no rule {name!r}"
            help = suggest(name, known) or "`hpo-spec explain` lists the rules."
        elif name not in broken and name not in undecided and is_told:
            rule, message, help = ignoring.IGNORE_UNUSED, "there is nothing to ignore", "Remove it."
        else:
            continue
        yield Finding(rule.severity, rule.id, message, path, help, on_key=True)
