"""The search strategies: each says which combination the next training job gets.

A sampler chooses and stores nothing that could not be worked out again from the trials: every draw has a seed of its
own, derived from the job's and the trial's number, so that a job that was interrupted goes on as it would have.
"""

from __future__ import annotations

import hashlib
import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hpo_spec.local.sampling.space import Combination, Space, combination

if TYPE_CHECKING:
    import optuna

_MOST_LISTED = 100_000
"""Up to how many combinations those that are left are listed, when draws only give known ones."""
_MOST_DRAWN = 100
"""How many draws a study may remember, beside twice the trials that it was told of: each makes it slower."""
_DRAWS = 20
_SEED_BITS = 32


Tuned = dict[str, str]
"""By name, the values that a training job is tuned with."""


class Observation(NamedTuple):
    """A training job that was tried, here or in a parent of a warm start."""

    tuned: Mapping[str, str]
    value: float | None
    """Its objective; `None` for one that has none."""


class Sampler(Protocol):
    """A search strategy over one space."""

    def propose(self, number: int, /, ended: Sequence[Observation], running: Sequence[Tuned]) -> Tuned | None:
        """What the training job of that number tries; `None` when all combinations have been tried.

        `ended` is in the order in which they ended.
        """


class GridSampler:
    """Every combination once."""

    def __init__(self, space: Space) -> None:
        self._space = space

    def propose(self, _: int, ended: Sequence[Observation], running: Sequence[Tuned]) -> Tuned | None:
        return next(self._space.untried(_tried(ended, running)), None)


class DrawingSampler:
    """Draws with one of Optuna's samplers, and no combination twice where there are only so many."""

    def __init__(
        self,
        space: Space,
        seed: int,
        *,
        maximize: bool,
        make: Callable[[int], optuna.samplers.BaseSampler],
        parents: Sequence[Observation] = (),
    ) -> None:
        self._space = space
        self._seed = seed
        self._make = make
        self._maximize = maximize
        self._parents = parents
        self._study: optuna.Study | None = None
        self._told: list[Observation] = []

    def propose(self, number: int, ended: Sequence[Observation], running: Sequence[Tuned]) -> Tuned | None:
        tried = _tried(ended, running) if self._space.size is not None else set()
        study = self._study_of(ended)
        with _told_as_running(study, self._space, running):
            for attempt in range(_DRAWS):
                drawn = self._draw(study, derived(self._seed, number, attempt))
                if combination(drawn) not in tried:
                    return drawn
        return self._another(tried, random.Random(derived(self._seed, number)))  # noqa: S311 - no secret

    def _another(self, tried: set[Combination], chance: random.Random) -> Tuned | None:
        """Any combination that was not tried: by chance while there are many, from a list of those left else."""
        while (self._space.size or 0) > _MOST_LISTED:
            drawn = self._space.any(chance)
            if combination(drawn) not in tried:
                return drawn
        left = list(self._space.untried(tried))
        return chance.choice(left) if left else None

    def _draw(self, study: optuna.Study, seed: int) -> Tuned:
        import optuna

        study.sampler = self._make(seed)
        trial = study.ask(self._space.distributions())
        study.tell(trial, state=optuna.trial.TrialState.FAIL)  # it is told anew when it has ended
        return self._space.texts(trial.params)

    def _study_of(self, ended: Sequence[Observation]) -> optuna.Study:
        """A study that knows these trials; of those that it knows already, nothing is told."""
        if self._is_worn(ended):
            self._study, self._told = _new_study(maximize=self._maximize), []
            _tell(self._study, self._space, self._parents)
        study = self._study or _new_study(maximize=self._maximize)
        _tell(study, self._space, ended[len(self._told) :])
        self._told = list(ended)
        return study

    def _is_worn(self, ended: Sequence[Observation]) -> bool:
        """Whether a new study is needed: there is none, or another past, or too many draws that came to nothing."""
        if self._study is None or self._told != list(ended[: len(self._told)]):
            return True
        return len(self._study.get_trials(deepcopy=False)) > _MOST_DRAWN + 2 * (len(self._told) + len(self._parents))


def _tried(ended: Sequence[Observation], running: Sequence[Tuned]) -> set[Combination]:
    return {combination(tuned) for tuned in (*(item.tuned for item in ended), *running)}


def _tell(study: optuna.Study, space: Space, ended: Sequence[Observation]) -> None:
    """Tell a study what came out; what is not in the space, or has no objective, teaches nothing."""
    from optuna.trial import create_trial

    distributions = space.distributions()
    for item in ended:
        drawn = space.drawn(item.tuned)
        if drawn is not None and item.value is not None:
            study.add_trial(create_trial(params=drawn, distributions=distributions, value=item.value))


@contextmanager
def _told_as_running(study: optuna.Study, space: Space, running: Sequence[Tuned]) -> Iterator[None]:
    """Meanwhile, the study takes these as running, so that it draws something else than they do."""
    from optuna.trial import TrialState, create_trial

    distributions, first = space.distributions(), len(study.get_trials(deepcopy=False))
    for tuned in running:
        if drawn := space.drawn(tuned):
            study.add_trial(create_trial(state=TrialState.RUNNING, params=drawn, distributions=distributions))
    added = range(first, len(study.get_trials(deepcopy=False)))
    yield
    for number in added:
        study.tell(number, state=TrialState.FAIL)


def _new_study(*, maximize: bool) -> optuna.Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(direction="maximize" if maximize else "minimize")


def derived(*parts: int) -> int:
    """A seed that only these numbers make."""
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[: _SEED_BITS // 8], "big")


def _random(seed: int) -> optuna.samplers.BaseSampler:
    from optuna.samplers import RandomSampler

    return RandomSampler(seed=seed)


def _bayesian(seed: int) -> optuna.samplers.BaseSampler:
    from optuna.samplers import TPESampler

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that some of its settings are new to Optuna
        return TPESampler(seed=seed, multivariate=True, constant_liar=True)


_DRAWN_BY: dict[str, Callable[[int], optuna.samplers.BaseSampler]] = {
    "Bayesian": _bayesian,
    "Random": _random,
    "Hyperband": _random,
}
STRATEGIES = (*_DRAWN_BY, "Grid")
"""Every value of the API's `Strategy`."""


def make_sampler(
    strategy: str, space: Space, seed: int, *, maximize: bool, parents: Sequence[Observation] = ()
) -> Sampler:
    """The sampler of a strategy, which knows what the `parents` of a warm start tried."""
    if strategy == "Grid":
        return GridSampler(space)
    return DrawingSampler(space, seed, maximize=maximize, make=_DRAWN_BY[strategy], parents=parents)
