"""The parse tree of a regular expression -> the states and edges of its automaton."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from hpo_spec.lint.regex_chars import Chars, chars_of

_MOST_STATES = 1_000
_MOST_PARTS = 5_000
_MANY_CHOICES = 100
_ENDLESS = 50
"""A repetition that may go on this much longer counts as endless."""


class UndecidedError(Exception):
    """The expression has a part, or a size, that an automaton is not made for."""


class Part(NamedTuple):
    """A stretch of an expression: the states that it begins and ends with, and whether it may be empty."""

    first: list[int]
    last: list[int]
    is_optional: bool


NOTHING = Part([], [], is_optional=True)


class Builder:
    """Makes the automaton of a parse tree, and notes what else matters about it."""

    def __init__(self, tree: Any, flags: int) -> None:
        self.chars: list[Chars] = []
        self.follow: list[list[int]] = []
        self.loops: list[int | None] = []
        """By state, the outermost endless repetition around it."""
        self.lazy = set[int]()
        """The states of lazy repetitions."""
        self.choices = 0
        """How many `?` and alternatives it has; each bounded repetition counts for many."""
        self.is_atomic = False
        """Whether it has a part that is matched in one way only."""
        self.group = NOTHING
        self.group_states = range(0)
        self.is_group_repeated = False
        self.has_group_after = False
        self.has_place_after_group = False
        """Whether a `$`, or the like, stands behind the group."""
        self._ignores_case = bool(flags & re.IGNORECASE)
        self._parts = 0
        self.part = self._sequence(tree, None)

    def _sequence(self, tree: Any, loop: int | None) -> Part:
        part = NOTHING
        for op, value in tree:
            self._parts += 1
            if self._parts > _MOST_PARTS or len(self.chars) > _MOST_STATES:
                raise UndecidedError
            part = self._join(part, self._part(op.name, value, loop))
        return part

    def _part(self, op: str, value: Any, loop: int | None) -> Part:
        part = NOTHING
        match op:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                part = self._state(chars_of(op, value, self._ignores_case), loop)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                self.is_atomic |= op == "POSSESSIVE_REPEAT"
                self.choices += 1 if value[1] == 1 else 0 if value[1] - value[0] > _ENDLESS else _MANY_CHOICES
                part = self._repeat(value, loop, is_lazy=op == "MIN_REPEAT")
            case "SUBPATTERN":
                part = self._group(value, loop)
            case "BRANCH":
                self.choices += 1
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
                raise UndecidedError
        return part

    def _state(self, chars: Chars, loop: int | None) -> Part:
        states = [len(self.chars)]
        self.chars.append(chars)
        self.follow.append([])
        self.loops.append(loop)
        return Part(states, states, is_optional=False)

    def _join(self, part: Part, then: Part) -> Part:
        self._connect(part.last, then.first)
        first = part.first + then.first if part.is_optional else part.first
        last = part.last + then.last if then.is_optional else then.last
        return Part(first, last, part.is_optional and then.is_optional)

    def _connect(self, states: list[int], after: list[int]) -> None:
        for state in states:
            self.follow[state] += after

    def _repeat(self, value: tuple[int, int, Any], loop: int | None, *, is_lazy: bool) -> Part:
        """`X{1,3}` is `X(X(X)?)?`, and `X{2,}` is `XX+`."""
        least, most, tree = value
        start = len(self.chars)
        is_endless = most - least > _ENDLESS
        count = max(least, 1) if is_endless else most
        copies = [self._sequence(tree, loop) for _ in range(count - is_endless)]
        if is_endless:
            copies.append(self._sequence(tree, len(self.chars) if loop is None else loop))
            self._connect(copies[-1].last, copies[-1].first)
        part = NOTHING
        for index in reversed(range(count)):
            part = self._join(copies[index], part)
            part = part._replace(is_optional=part.is_optional or index >= least)
        if is_lazy and most > least:
            self.lazy.update(range(start, len(self.chars)))
        return part

    def _group(self, value: tuple[int | None, int, int, Any], loop: int | None) -> Part:
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


def _either(parts: list[Part]) -> Part:
    first, last = [], []
    for part in parts:
        first += part.first
        last += part.last
    return Part(first, last, any(part.is_optional for part in parts))
