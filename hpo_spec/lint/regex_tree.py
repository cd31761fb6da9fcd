"""What a regular expression may match, worked out from its parse tree and not by trying texts on it.

The tree becomes an automaton with a state for each character that the expression asks for, and edges to the states
that may come next. Where it has something that this cannot say, such as a reference back to a group, nothing is known.
Knows neither specs nor metrics.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

Chars = int
"""A set of ASCII characters: bit n stands for the character n."""

_MOST_STATES = 1_000
_MOST_PARTS = 5_000
_MOST_STEPS = 200_000
_MOST_TRIES = 10_000_000
_ENDLESS = 50
"""A repetition that may go on this much longer counts as endless."""
_TOO_MANY_IN_A_ROW = 3
"""Endless repetitions; they cost a time that grows with the cube of the line, and more."""
_UPPER = sum(1 << ord(char) for char in string.ascii_uppercase)
_LOWER = _UPPER << 32
_DIGIT = sum(1 << ord(char) for char in string.digits)
_ALL = (1 << 128) - 1
_CATEGORIES = {
    "DIGIT": _DIGIT,
    "SPACE": sum(1 << code for code in range(128) if chr(code).isspace()),
    "WORD": _UPPER | _LOWER | _DIGIT | 1 << ord("_"),
}
_WIDE = _LOWER | _DIGIT
"""What two repetitions share that share much of any line."""
_LIKELY = "0 x" + string.printable[:95]
"""What stands for a set of characters in a sample: the first that is in it."""


class _UndecidedError(Exception):
    """The expression has a part, or a size, that an automaton is not made for."""


class _Part(NamedTuple):
    """A stretch of an expression: the states that it begins and ends with, and whether it may be empty."""

    first: list[int]
    last: list[int]
    is_optional: bool


_NOTHING = _Part([], [], is_optional=True)


class Automaton:
    """The texts that an expression, or a group in it, matches as a whole."""

    def __init__(self, chars: list[Chars], follow: list[list[int]], part: _Part) -> None:
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
            reached = {state for state in ahead if _has(self.chars[state], char)}
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
        """Raises `_UndecidedError`, or `RecursionError`, for what it cannot tell."""
        built = self._built = _Builder(tree, pattern.flags)
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
        return _union(self.chars[state] for state in self._after_group)

    @property
    def greedy_before_group(self) -> Chars:
        """What a greedy repetition directly before the group may take."""
        loops = (state for state in self._before_group - self._built.lazy if state in self.follow[state])
        return _union(self.chars[state] for state in loops)

    @property
    def is_runaway(self) -> bool:
        """Whether a line that it does not match can take it more time than anyone has."""
        return self.has_loops_in_a_row or self.is_ambiguous

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
            if state in after and state not in self.last and self.chars[state] & _WIDE == _WIDE
        }
        ends = loops
        for _ in range(_TOO_MANY_IN_A_ROW - 1):
            ends = {after for state in ends for after in self.follow[state] if after != state} & loops
        return bool(ends) and not self._built.is_atomic

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
        if self.is_runaway or len(line) ** self._hesitations > _MOST_TRIES:
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
            char = next((char for char in _LIKELY if _has(self.chars[state], char)), None)
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
    except (_UndecidedError, RecursionError):
        return Reading("", pattern.groups, None)


class _Builder:
    """Makes the automaton of a parse tree, and notes what else matters about it."""

    def __init__(self, tree: Any, flags: int) -> None:
        self.chars: list[Chars] = []
        self.follow: list[list[int]] = []
        self.loops: list[int | None] = []
        """By state, the outermost endless repetition around it."""
        self.lazy = set[int]()
        """The states of lazy repetitions."""
        self.is_atomic = False
        """Whether it has a part that is matched in one way only."""
        self.group = _NOTHING
        self.group_states = range(0)
        self.is_group_repeated = False
        self.has_group_after = False
        self.has_place_after_group = False
        """Whether a `$`, or the like, stands behind the group."""
        self._ignores_case = bool(flags & re.IGNORECASE)
        self._parts = 0
        self.part = self._sequence(tree, None)

    def _sequence(self, tree: Any, loop: int | None) -> _Part:
        part = _NOTHING
        for op, value in tree:
            self._parts += 1
            if self._parts > _MOST_PARTS or len(self.chars) > _MOST_STATES:
                raise _UndecidedError
            part = self._join(part, self._part(op.name, value, loop))
        return part

    def _part(self, op: str, value: Any, loop: int | None) -> _Part:
        part = _NOTHING
        match op:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                part = self._state(_chars(op, value, self._ignores_case), loop)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                self.is_atomic |= op == "POSSESSIVE_REPEAT"
                part = self._repeat(value, loop, is_lazy=op == "MIN_REPEAT")
            case "SUBPATTERN":
                part = self._group(value, loop)
            case "BRANCH":
                part = _either([self._sequence(option, loop) for option in value[1]])
            case "ASSERT":
                part = self._sequence(value[1], loop)
            case "ATOMIC_GROUP":
                self.is_atomic = True
                part = self._sequence(value, loop)
            case "AT":
                self.has_place_after_group |= bool(self.group_states)
            case "ASSERT_NOT":
                pass
            case _:
                raise _UndecidedError
        return part

    def _state(self, chars: Chars, loop: int | None) -> _Part:
        states = [len(self.chars)]
        self.chars.append(chars)
        self.follow.append([])
        self.loops.append(loop)
        return _Part(states, states, is_optional=False)

    def _join(self, part: _Part, then: _Part) -> _Part:
        self._connect(part.last, then.first)
        first = part.first + then.first if part.is_optional else part.first
        last = part.last + then.last if then.is_optional else then.last
        return _Part(first, last, part.is_optional and then.is_optional)

    def _connect(self, states: list[int], after: list[int]) -> None:
        for state in states:
            self.follow[state] += after

    def _repeat(self, value: tuple[int, int, Any], loop: int | None, *, is_lazy: bool) -> _Part:
        """`X{1,3}` is `X(X(X)?)?`, and `X{2,}` is `XX+`."""
        least, most, tree = value
        start = len(self.chars)
        is_endless = most - least > _ENDLESS
        count = max(least, 1) if is_endless else most
        copies = [self._sequence(tree, loop) for _ in range(count - is_endless)]
        if is_endless:
            copies.append(self._sequence(tree, len(self.chars) if loop is None else loop))
            self._connect(copies[-1].last, copies[-1].first)
        part = _NOTHING
        for index in reversed(range(count)):
            part = self._join(copies[index], part)
            part = part._replace(is_optional=part.is_optional or index >= least)
        if is_lazy and most > least:
            self.lazy.update(range(start, len(self.chars)))
        return part

    def _group(self, value: tuple[int | None, int, int, Any], loop: int | None) -> _Part:
        number, added, removed, tree = value
        self.has_group_after |= number is not None and number > 1 and bool(self.group_states)
        outer, start = self._ignores_case, len(self.chars)
        self._ignores_case = bool((outer or added & re.IGNORECASE) and not removed & re.IGNORECASE)
        part = self._sequence(tree, loop)
        self._ignores_case = outer
        if number == 1:
            self.is_group_repeated |= loop is not None or bool(self.group_states)
            self.group, self.group_states = part, range(start, len(self.chars))
        return part


def _either(parts: list[_Part]) -> _Part:
    first, last = [], []
    for part in parts:
        first += part.first
        last += part.last
    return _Part(first, last, any(part.is_optional for part in parts))


def _chars(op: str, value: Any, ignores_case: bool) -> Chars:
    """The characters that one item of the tree stands for."""
    match op:
        case "LITERAL":
            return _folded(1 << value if value < 128 else 0, ignores_case)
        case "RANGE":
            return _folded(_ALL & (1 << value[1] + 1) - (1 << value[0]), ignores_case)
        case "CATEGORY":
            chars = _CATEGORIES[value.name.rpartition("_")[2]]
            return _ALL & ~chars if "_NOT_" in value.name else chars
        case "IN":
            chars = _union(_chars(kind.name, item, ignores_case) for kind, item in value)
            return _ALL & ~chars if value[0][0].name == "NEGATE" else chars
        case "NOT_LITERAL":
            return _ALL & ~_chars("LITERAL", value, ignores_case)
    return _ALL & ~(1 << ord("\n")) if op == "ANY" else 0


def _folded(chars: Chars, ignores_case: bool) -> Chars:
    return chars | (chars & _UPPER) << 32 | (chars & _LOWER) >> 32 if ignores_case else chars


def _union(sets: Iterable[Chars]) -> Chars:
    union = 0
    for chars in sets:
        union |= chars
    return union


def _has(chars: Chars, char: str) -> bool:
    return bool(chars >> ord(char) & 1)
