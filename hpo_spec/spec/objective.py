"""The metric that decides which trial is best."""

from typing import Annotated, Literal

from hpo_spec.spec.base import Member, SpecModel
from hpo_spec.spec.values import MetricName


class Objective(SpecModel):
    """The objective metric and its direction: a `HyperParameterTuningJobObjective`."""

    type: Annotated[Literal["Maximize", "Minimize"], Member("Type")]
    """Which way is better."""
    metric: Annotated[MetricName, Member("MetricName")]
    """The metric's name, such as `validation:rmse`."""
