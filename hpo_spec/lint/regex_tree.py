"""What a regular expression may match, worked out from its parse tree and not by trying texts on it.

The tree becomes an automaton with a state for each character that the expression asks for, and edges to the states
that may come next. Where it has something that this cannot say, such as a reference back to a group, nothing is known.
Knows neither specs nor metrics.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from hpo_spec.lint.regex_builder import Builder, Part, UndecidedError
from hpo_spec.lint.regex_chars import WIDE, Chars, has, union

_MOST_STEPS = 200_000
_MOST_TRIES = 10_000_000
_MOST_CHOICES = 12
"""Each may double the ways through a line: an expression with more is never tried on one."""
_TOO_MANY_IN_A_ROW = 3
"""Endless repetitions; they cost a time that grows with the cube of the line, and more."""
_RUN = 60
"""How long a run of one character is looked at."""
_MOST_WAYS = 100_000
"""So many has a run among five endless repetitions; no usual expression comes near."""
_LIKELY = "0 x" + "".join(map(chr, range(32, 127)))
"""What stands for a set of characters in a sample: the first that is in it."""


class Automaton:
    """The texts that an expression, or a group in it, matches as a whole."""

    def __init__(self, chars: list[Chars], follow: list[list[int]], part: Part) -> None:
        self.chars = chars
        self.follow = follow
        self.first = part.first
        self.last = frozenset(part.last)
        self.is_optional = part.is_optional

    def accepts(self, text: str) -> bool:
        """Whether `text` is one of them."""
        if not text:
            return self.is_optional
        ahead, reached = set(self.first), set[int]()
        for char in text:
            reached = {state for state in ahead if has(self.chars[state], char)}
            ahead = {after for state in reached for after in self.follow[state]}
        return not reached.isdisjoint(self.last)

    def meets(self, other: Automaton) -> bool:
        """Whether one and the same text, which is not empty, is matched by both."""
        pairs = {(one, two) for one in self.first for two in other.first}
        seen = set[tuple[int, int]]()
        while pairs:
            pairs = {(one, two) for one, two in pairs - seen if self.chars[one] & other.chars[two]}
            if any(one in self.last and two in other.last for one, two in pairs):
                return True
            seen |= pairs
            pairs = {(after, then) for one, two in pairs for after in self.follow[one] for then in other.follow[two]}
        return False


class Expression(Automaton):
    """The texts that a regular expression matches, and what its first group captures of them."""

    def __init__(self, pattern: re.Pattern[str], tree: Any) -> None:
        """Raises `UndecidedError`, or `RecursionError`, for what it cannot tell."""
        built = self._built = Builder(tree, pattern.flags)
        super().__init__(built.chars, built.follow, built.part)
        self.pattern = pattern
        self.is_group_repeated = built.is_group_repeated
        """Whether the group is in a repetition, and keeps only what it captured last."""
        self.has_group_after = built.has_group_after
        """Whether another group comes after the first, not only inside of it."""

    @cached_property
    def group(self) -> Automaton:
        """The first group's inside."""
        follow = [[after for after in states if after in self._built.group_states] for states in self.follow]
        return Automaton(self.chars, follow, self._built.group)

    @property
    def is_group_lazy(self) -> bool:
        """Whether the group ends in a lazy repetition."""
        return self._built.lazy >= self.group.last

    @property
    def is_group_at_end(self) -> bool:
        """Whether nothing needs to come after the group, not even the end of the line."""
        return not self._built.has_place_after_group and not self.last.isdisjoint(self.group.last)

    @property
    def after_group(self) -> Chars:
        """What may come directly after the group."""
        return union(self.chars[state] for state in self._after_group)

    @property
    def greedy_before_group(self) -> Chars:
        """What a greedy repetition directly before the group may take."""
        loops = (state for state in self._before_group - self._built.lazy if state in self.follow[state])
        return union(self.chars[state] for state in loops)

    @property
    def is_runaway(self) -> bool:
        """Whether a line that it does not match can take it more time than anyone has."""
        return self.has_loops_in_a_row or self.is_ambiguous or self.has_many_ways

    @cached_property
    def is_ambiguous(self) -> bool:
        """Whether a repetition goes through some text in two ways, and so through n such texts in 2ⁿ ways."""
        if self._built.is_atomic:
            return False
        inner = [self._within_loop(state) for state in range(len(self.chars))]
        if any(len(set(after)) < len(after) for after in inner):
            return True
        pairs = [(state, state) for state, after in enumerate(inner) if after]
        seen, steps = set(pairs), 0
        for one, two in pairs:
            steps += len(inner[one]) * len(inner[two])
            if steps > _MOST_STEPS:
                break
            ahead = {(a, b) for a in inner[one] for b in inner[two] if self.chars[a] & self.chars[b]}
            if one != two and any(a == b for a, b in ahead):
                return True
            pairs += ahead - seen
            seen |= ahead
        return False

    @cached_property
    def has_loops_in_a_row(self) -> bool:
        """Whether several endless repetitions share out a text among them, before something that may be missing."""
        loops = {
            state
            for state, after in enumerate(self.follow)
            if state in after and state not in self.last and self.chars[state] & WIDE == WIDE
        }
        ends = loops
        for _ in range(_TOO_MANY_IN_A_ROW - 1):
            ends = {after for state in ends for after in self.follow[state] if after != state} & loops
        return bool(ends) and not self._built.is_atomic

    @cached_property
    def has_many_ways(self) -> bool:
        """Whether a run of one character has very many ways through what must be followed by something else."""
        if self._built.is_atomic:
            return False
        runs = {tuple(i for i, chars in enumerate(self.chars) if has(chars, char)) for char in _LIKELY}
        return any(self._ways(run) > _MOST_WAYS for run in runs)

    def _ways(self, run: tuple[int, ...]) -> int:
        """How many ways there are, at most, through the states of a run of up to some length."""
        inside = set(run)
        after = {state: [then for then in self.follow[state] if then in inside] for state in run}
        ways, most = dict.fromkeys(run, 1), 0
        for _ in range(_RUN if any(map(len, after.values())) else 0):
            ahead: dict[int, int] = {}
            for state, count in ways.items():
                for then in after[state]:
                    ahead[then] = ahead.get(then, 0) + count
            ways = ahead
            most = max(most, sum(count for state, count in ways.items() if state not in self.last))
            if not ways or most > _MOST_WAYS:
                break
        return most

    def sample(self, captured: str) -> tuple[str, int] | None:
        """A short line of which the group captures `captured`, and where it does; `None` if none was found."""
        before = "" if not set(self.first).isdisjoint(self.group.first) else self._path(self.first, self._before_group)
        after = "" if self.is_group_at_end else self._path(self._after_group, self.last)
        if before is None or after is None:
            return None
        line = f"{before}{captured}{after}"
        return (line, len(before)) if self.captures(line, captured, len(before)) else None

    def captures(self, line: str, captured: str, start: int) -> bool:
        """Whether the group captures `captured`, from `start` on, of a line; no, if that may take long."""
        if self.is_runaway or self._built.choices > _MOST_CHOICES or len(line) ** self._hesitations > _MOST_TRIES:
            return False
        found = self.pattern.search(line)
        return found is not None and found.span(1) == (start, start + len(captured))

    @cached_property
    def _hesitations(self) -> int:
        """How many endless repetitions also match what may come next, so that each place to end them is tried."""
        endless = (state for state, after in enumerate(self.follow) if state in after and state not in self.last)
        return sum(
            any(then != state and self.chars[state] & self.chars[then] for then in self.follow[state])
            for state in endless
        )

    @cached_property
    def _before_group(self) -> set[int]:
        """The states outside of the group that lead into it."""
        first, group = set(self.group.first), self._built.group_states
        return {state for state, after in enumerate(self.follow) if not first.isdisjoint(after)} - {*group}

    @cached_property
    def _after_group(self) -> set[int]:
        return {after for state in self.group.last for after in self.follow[state]} - {*self._built.group_states}

    def _within_loop(self, state: int) -> list[int]:
        """The states that come next in the same endless repetition, twice what there are two ways to."""
        loop = self._built.loops[state]
        after = self.follow[state] if loop is not None else ()
        return [state for state in after if self._built.loops[state] == loop and self.chars[state]]

    def _path(self, starts: Collection[int], ends: Collection[int]) -> str | None:
        """A short text from one of `starts` to one of `ends`."""
        queue = [(state, "") for state in starts]
        seen = set(starts)
        for state, text in queue:
            char = next((char for char in _LIKELY if has(self.chars[state], char)), None)
            if char is None:
                continue
            if state in ends:
                return text + char
            new = [after for after in dict.fromkeys(self.follow[state]) if after not in seen]
            queue += [(after, text + char) for after in new]
            seen.update(new)
        return None


class Reading(NamedTuple):
    """What a text is as a regular expression."""

    error: str
    """What Python says is wrong with it, and where; empty where it is fine."""
    groups: int
    expression: Expression | None
    """`None` also where nothing is known of what it matches, or it has no group."""


@lru_cache(maxsize=1024)
def read_regex(regex: str) -> Reading:
    """A text as a regular expression, without Python's warnings of what may change in it."""
    import warnings
    from importlib import import_module

    parser = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pattern, tree = re.compile(regex), parser.parse(regex)
        except (re.error, OverflowError) as error:
            return Reading(str(error), 0, None)
        except RecursionError:
            return Reading("", 1, None)
    try:
        return Reading("", pattern.groups, Expression(pattern, tree) if pattern.groups else None)
    except (UndecidedError, RecursionError):
        return Reading("", pattern.groups, None)
