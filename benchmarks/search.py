"""How good the engine's Bayesian search is: against random search, and against Optuna used directly.

Each strategy gets the same number of trials with the same seeds. With several at a time, each trial takes a time of its
own, so that a search learns of results in another order than it asked for them.
"""

from __future__ import annotations

import csv
import heapq
import math
import random
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hpo_spec.local.sampling.samplers import Observation, make_sampler
from hpo_spec.local.sampling.space import Space

ROOT = Path(__file__).parent.parent
DATA = ROOT / "specs" / "data" / "boston"
SEEDS = 30
TRIALS = 50
AT_A_TIME = (1, 4)
_HARTMANN_A = (
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
)
_HARTMANN_P = (
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
)
_HARTMANN_C = (1.0, 1.2, 3.0, 3.2)

Search = Callable[[int], tuple[Callable[[], dict[str, Any]], Callable[[dict[str, Any], float], None]]]


class Problem(NamedTuple):
    """A space, and what is to be minimised in it."""

    name: str
    ranges: Mapping[str, Any]
    loss: Callable[[Mapping[str, str]], float]


def main() -> None:
    """Print how often each search finds something better than random search, and the medians."""
    print(f"{TRIALS} trials, {SEEDS} seeds: how often Bayesian beats Random, and the median best of")
    print("Random, of Optuna's sampler used directly, and of Bayesian\n")
    for problem in (_branin(), _hartmann(), _boston()):
        for at_a_time in AT_A_TIME:
            _compare(problem, at_a_time)


def _compare(problem: Problem, at_a_time: int) -> None:
    searches = {
        "Random": _engine("Random", problem),
        "Optuna": _optuna(problem),
        "Bayesian": _engine("Bayesian", problem),
    }
    best = {
        name: [_best(search, problem, seed, at_a_time) for seed in range(SEEDS)] for name, search in searches.items()
    }
    wins = _wins(best["Bayesian"], best["Random"])
    medians = "  ".join(f"{statistics.median(values):9.4f}" for values in best.values())
    bound = ">= 75 %" if at_a_time == 1 else ">= 65 %"
    as_good = _wins(best["Bayesian"], best["Optuna"])
    what = f"{problem.name}, {at_a_time} at a time"
    print(f"{what:<32} {wins:4.0%} ({bound})  {medians}  better than Optuna's own: {as_good:4.0%}", flush=True)


def _wins(ours: list[float], theirs: list[float]) -> float:
    """The share of seeds with a better result; a tie is half a win."""
    won = sum((mine < other) + (mine == other) / 2 for mine, other in zip(ours, theirs, strict=True))
    return won / len(ours)


def _best(search: Search, problem: Problem, seed: int, at_a_time: int) -> float:
    """The best loss of a search, whose trials end in the order of their times."""
    ask, tell = search(seed)
    clock = random.Random(seed)  # noqa: S311 - no secret
    running: list[tuple[float, int, dict[str, Any]]] = []
    losses: list[float] = []
    now = 0.0
    for number in range(TRIALS):
        heapq.heappush(running, (now + clock.uniform(1, 2), number, ask()))
        if len(running) == at_a_time:
            now, _, tuned = heapq.heappop(running)
            losses.append(problem.loss(tuned))
            tell(tuned, losses[-1])
    return min([*losses, *(problem.loss(tuned) for _, _, tuned in running)])


def _engine(strategy: str, problem: Problem) -> Search:
    def search(seed: int) -> tuple[Callable[[], dict[str, Any]], Callable[[dict[str, Any], float], None]]:
        sampler = make_sampler(strategy, Space.of(problem.ranges), seed, maximize=False)
        ended: list[Observation] = []
        running: list[dict[str, str]] = []

        def ask() -> dict[str, Any]:
            tuned = sampler.propose(len(ended) + len(running), ended, running) or {}
            running.append(tuned)
            return tuned

        def tell(tuned: dict[str, Any], loss: float) -> None:
            running.remove(tuned)
            ended.append(Observation(tuned, loss))

        return ask, tell

    return search


def _optuna(problem: Problem) -> Search:
    """The same kind of sampler as the engine's, used as Optuna's own documentation does."""
    import optuna

    space = Space.of(problem.ranges)

    def search(seed: int) -> tuple[Callable[[], dict[str, Any]], Callable[[dict[str, Any], float], None]]:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            study = optuna.create_study(
                sampler=optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)
            )
        trials = {}

        def ask() -> dict[str, Any]:
            trial = study.ask(space.distributions())
            tuned = space.texts(trial.params)
            trials[id(tuned)] = trial
            return tuned

        def tell(tuned: dict[str, Any], loss: float) -> None:
            study.tell(trials.pop(id(tuned)), loss)

        return ask, tell

    return search


def _branin() -> Problem:
    def loss(tuned: Mapping[str, str]) -> float:
        x, y = float(tuned["x"]), float(tuned["y"])
        valley = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
        return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10

    return Problem("Branin", {"ContinuousParameterRanges": [_range("x", -5, 10), _range("y", 0, 15)]}, loss)


def _hartmann() -> Problem:
    def loss(tuned: Mapping[str, str]) -> float:
        x = [float(tuned[f"x{place}"]) for place in range(6)]
        return -sum(
            c * math.exp(-sum(a * (each - p) ** 2 for a, p, each in zip(row_a, row_p, x, strict=True)))
            for c, row_a, row_p in zip(_HARTMANN_C, _HARTMANN_A, _HARTMANN_P, strict=True)
        )

    return Problem("Hartmann 6", {"ContinuousParameterRanges": [_range(f"x{place}", 0, 1) for place in range(6)]}, loss)


def _boston() -> Problem:
    """XGBoost on the lesson's data: the squared error on its validation rows."""
    import xgboost

    if not DATA.exists():
        subprocess.run([sys.executable, str(ROOT / "specs" / "data" / "boston.py")], check=True)
    train, validation = (_matrix(DATA / f"{name}.csv") for name in ("train", "validation"))
    whole = ("max_depth", "min_child_weight")
    known: dict[tuple[tuple[str, str], ...], float] = {}

    def loss(tuned: Mapping[str, str]) -> float:
        key = tuple(sorted(tuned.items()))
        if key not in known:
            values = {name: int(text) if name in whole else float(text) for name, text in tuned.items()}
            parameters = {"nthread": 1, "verbosity": 0, "seed": 0, **values}
            result: dict[str, dict[str, list[float]]] = {}
            evaluated = {"evals": [(validation, "v")], "evals_result": result, "verbose_eval": False}
            xgboost.train(parameters, train, 60, **evaluated)
            known[key] = result["v"]["rmse"][-1]
        return known[key]

    continuous = [
        _range("eta", 0.01, 0.5),
        _range("subsample", 0.3, 1),
        _range("colsample_bytree", 0.3, 1),
        _range("gamma", 0, 10),
    ]
    integer = [_range("max_depth", 2, 12), _range("min_child_weight", 1, 20)]
    return Problem(
        "XGBoost on Boston", {"ContinuousParameterRanges": continuous, "IntegerParameterRanges": integer}, loss
    )


def _matrix(path: Path) -> Any:
    import numpy
    import xgboost

    with path.open() as file:
        rows = numpy.array([[float(cell) for cell in row] for row in csv.reader(file)])
    return xgboost.DMatrix(rows[:, 1:], label=rows[:, 0])


def _range(name: str, low: float, high: float) -> dict[str, str]:
    return {"Name": name, "MinValue": str(low), "MaxValue": str(high), "ScalingType": "Linear"}


if __name__ == "__main__":
    main()
