"""A spec as rules look at it: each training job definition with what the tuning job says of it, and where it stands.

What a rule may want is worked out when the first rule asks for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from hpo_spec.facts.algorithms import algorithm_facts, jumpstart_algorithm
from hpo_spec.facts.images import BuiltInImage, EcrImage, algorithm_of, current_version, ecr_image
from hpo_spec.facts.training import DEFAULT_RUNTIME_S
from hpo_spec.finding import Path
from hpo_spec.lint.instance_choices import Instances, instances_of
from hpo_spec.lint.once import once
from hpo_spec.lint.written import secrets_of
from hpo_spec.salvaging import UNREADABLE
from hpo_spec.spec import (
    Auto,
    BuiltIn,
    Categorical,
    Channel,
    Continuous,
    Integer,
    Objective,
    TrainingJob,
    TuningJobSpec,
)
from hpo_spec.spec.text import hyperparameter_text, scalar_text

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Algorithm

Range = Continuous | Integer | Categorical | Auto

_SCRIPT = frozenset(("sagemaker_program", "sagemaker_submit_directory"))
"""The static hyperparameters that name a script to run."""
_NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
_WHOLE = r"[-+]?[0-9]+"


def number_of(value: int | float | str) -> float | None:
    """The finite number that a text, or a number, is."""
    if isinstance(value, str):
        value = float(value) if re.fullmatch(_NUMBER, value) else math.inf
    return float(value) if math.isfinite(value) else None


def whole_of(value: int | float | str) -> int | None:
    """The whole number that a text, or a number, is sent as."""
    if isinstance(value, int):
        return value
    text = scalar_text(value)
    return int(text) if re.fullmatch(_WHOLE, text) else None


class RangeAt:
    """A range, its hyperparameter's name and its path."""

    def __init__(self, path: Path, name: str, range: Range, json_values: bool) -> None:
        self.path = path
        self.name = name
        self.range = range
        self._json_values = json_values

    @once
    def bounds(self) -> tuple[float, float] | None:
        """Both bounds of a numeric range as numbers; `None` for any other range, or if one of them is none."""
        if isinstance(self.range, Integer):
            low: float | None = whole_of(self.range.min)
            high: float | None = whole_of(self.range.max)
        elif isinstance(self.range, Continuous):
            low, high = number_of(self.range.min), number_of(self.range.max)
        else:
            return None
        return None if low is None or high is None else (low, high)

    @once
    def values(self) -> list[str]:
        """The values of a categorical range, as they are sent; none for any other range."""
        if not isinstance(self.range, Categorical):
            return []
        return [hyperparameter_text(value, self._json_values) for value in self.range.values]

    @once
    def size(self) -> float:
        """How many different values it has: infinity for a continuous range, and for what cannot be counted."""
        if isinstance(self.range, Categorical):
            return len(set(self.values))
        if isinstance(self.range, Integer) and self.bounds:
            low, high = self.bounds
            return max(0, high - low + 1)
        return math.inf


class _Shared:
    """What the definitions of a spec share. They refer to this and not to the view, so that no view is a cycle."""

    def __init__(self, spec: TuningJobSpec) -> None:
        self.spec = spec

    @once
    def ranges(self) -> list[RangeAt]:
        """The tuning job's own ranges, which are encoded like the one definition's hyperparameters."""
        given, single = self.spec.tuning.ranges or {}, self.spec.training_job
        json_values = single is not None and single.hyperparameter_encoding == "json"
        return [RangeAt(("tuning", "ranges", name), name, item, json_values) for name, item in given.items()]


class Job:
    """One training job definition, with what the tuning job says of it."""

    def __init__(self, shared: _Shared, path: Path, definition: TrainingJob) -> None:
        self._shared = shared
        self.path = path
        self.definition = definition

    @once
    def objective(self) -> tuple[Path, Objective] | None:
        """The objective that its trials are compared by, its own before the tuning job's, and its path."""
        if self.definition.objective is not None:
            return (*self.path, "objective"), self.definition.objective
        shared = self._shared.spec.tuning.objective
        return None if shared is None else (("tuning", "objective"), shared)

    @once
    def ranges(self) -> list[RangeAt]:
        """What varies in its trials: the tuning job's ranges, and its own."""
        return [*self._shared.ranges, *self.own_ranges]

    @once
    def own_ranges(self) -> list[RangeAt]:
        """The ranges of the definition itself."""
        given = self.definition.ranges or {}
        return [RangeAt((*self.path, "ranges", name), name, item, self.json_values) for name, item in given.items()]

    @once
    def static(self) -> dict[str, str]:
        """The static hyperparameters, as they are sent; a built-in algorithm's without the quotes of JSON."""
        given = self.definition.static_hyperparameters or {}
        json_values = self.json_values and not self.is_built_in_with_json
        return {
            name: value if value is UNREADABLE else hyperparameter_text(value, json_values)
            for name, value in given.items()
        }

    @property
    def json_values(self) -> bool:
        """Whether hyperparameters are sent as JSON."""
        return self.definition.hyperparameter_encoding == "json"

    @property
    def is_built_in_with_json(self) -> bool:
        """Whether a built-in algorithm gets JSON: a rule of its own says so, and the others look at the values."""
        given = self.definition.static_hyperparameters or {}
        return self.json_values and self.built_in is not None and not _SCRIPT.intersection(given)

    @once
    def built_in(self) -> BuiltInImage | None:
        """The built-in algorithm that it runs, by name or by image."""
        algorithm = self.definition.algorithm
        if isinstance(algorithm, BuiltIn):
            version = current_version(algorithm.name, algorithm.version)
            return BuiltInImage(algorithm.name, version, self._shared.spec.region or "") if version else None
        return algorithm_of(algorithm.image) if algorithm.image else None

    @once
    def algorithm(self) -> Algorithm | None:
        """The facts about the built-in algorithm that it runs, of the version that it runs."""
        script = self.static.get("sagemaker_submit_directory", "")
        name = jumpstart_algorithm(script) if "jumpstart" in script else None
        if name:
            return algorithm_facts(name)
        return algorithm_facts(self.built_in.name, self.built_in.version) if self.built_in else None

    @property
    def algorithm_name(self) -> str:
        """What to call the built-in algorithm: with its version, where facts differ by it."""
        name = self.algorithm.name if self.algorithm else ""
        return (
            f"{name} {self.built_in.version}" if self.built_in and self.algorithm and self.algorithm.versions else name
        )

    def own_name(self, name: str) -> str:
        """What a hyperparameter is called that goes by several names: `eta` for XGBoost's `learning_rate`."""
        known = self.algorithm.hyperparameters.get(name) if self.algorithm and not self.runs_script else None
        return (known and known.other_name_of) or name

    @once
    def runs_script(self) -> bool:
        """Whether a program of the user's own runs in the image: script mode."""
        return not _SCRIPT.isdisjoint(self.static)

    @once
    def image(self) -> EcrImage | None:
        """The parts of an image of its own; `None` for a built-in by name, and for an image that is not in ECR."""
        algorithm = self.definition.algorithm
        return None if isinstance(algorithm, BuiltIn) or not algorithm.image else ecr_image(algorithm.image)

    @once
    def channels(self) -> dict[str, Channel]:
        """Its inputs by name."""
        return self.definition.inputs or {}

    def input_mode(self, channel: Channel) -> str:
        """How a channel's data reaches the container: its own input mode, or the algorithm's."""
        return channel.input_mode or self.definition.algorithm.input_mode

    @property
    def max_runtime(self) -> int | None:
        """How long a trial may run, in seconds, as its definition says."""
        stopping = self.definition.stopping_condition
        return stopping.max_runtime if stopping else None

    @property
    def runtime_s(self) -> int:
        """How long a trial may run, be it by SageMaker's default."""
        return self.max_runtime or DEFAULT_RUNTIME_S

    @once
    def instances(self) -> list[Instances]:
        """Every choice of instances that it makes: one, the groups of a cluster, or alternatives."""
        return instances_of(self.definition, self.path)

    @once
    def instance_count(self) -> int:
        """How many instances one training job uses at most; 0 where nothing says so."""
        fixed = sum(item.count or 0 for item in self.instances if not item.is_choice)
        return max([fixed, *(item.count or 0 for item in self.instances if item.is_choice)])


class View:
    """A spec and its training job definitions."""

    def __init__(self, spec: TuningJobSpec, ignored: Collection[str] = ()) -> None:
        self.spec = spec
        self.ignored = ignored
        """The rules whose findings are passed over: what they would say has to be said by others."""
        self._shared = _Shared(spec)

    @once
    def jobs(self) -> list[Job]:
        """Every training job definition: the one, or those of the list."""
        single, several = self.spec.training_job, self.spec.training_jobs
        jobs = [] if single is None else [Job(self._shared, ("training_job",), single)]
        return jobs + [Job(self._shared, ("training_jobs", index), job) for index, job in enumerate(several or ())]

    @once
    def ranges(self) -> list[RangeAt]:
        """Every range, of the tuning job and of the definitions, once."""
        return [*self._shared.ranges, *(item for job in self.jobs for item in job.own_ranges)]

    @once
    def secrets(self) -> frozenset[str]:
        """The texts in it that no finding shows."""
        return secrets_of(self)
