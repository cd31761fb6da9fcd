"""A tuning job as a handle: made from a name alone, whoever started the job."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hpo_spec.aws.clients import Clients
from hpo_spec.aws.refusals import check_answer, refusals
from hpo_spec.aws.status import BestTrial, JobState, raise_for_state
from hpo_spec.errors import AwsError

if TYPE_CHECKING:
    from hpo_spec.aws.trials import Trials
    from hpo_spec.aws.waiting import Progress

_HAS_ENDED = "already in a terminal state"


class TuningJob:
    """A tuning job by its name. Nothing is asked of AWS before a method needs it."""

    def __init__(
        self,
        name: str,
        clients: Clients,
        *,
        arn: str = "",
        attached: bool = False,
        found_as: str = "",
        found: JobState | None = None,
    ) -> None:
        self.name = name
        self.clients = clients
        self.attached = attached
        """Whether `submit` found the job instead of creating it."""
        self.found_as = found_as
        """The job's status when `submit` found it; empty for a new one."""
        self.found = found
        """How the job was doing when `submit` found it."""
        if arn:
            self.__dict__["arn"] = arn

    @cached_property
    def arn(self) -> str:
        """The job's ARN."""
        return self.state().arn

    @property
    def console_url(self) -> str:
        """The job's page in the AWS console."""
        return self.clients.page_of(self.name)

    def describe(self) -> dict[str, Any]:
        """Describe's own answer. Raises `JobNotFound`, or another `AwsError`."""
        with refusals("DescribeHyperParameterTuningJob", job=self.name, place=self.clients.place):
            answer = self.clients.sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=self.name)
        check_answer("DescribeHyperParameterTuningJob", answer, "HyperParameterTuningJobStatus")
        return {member: value for member, value in answer.items() if member != "ResponseMetadata"}

    def state(self) -> JobState:
        """How the job is doing now."""
        return JobState.of(self.describe())

    def tags(self) -> list[dict[str, str]]:
        """The job's tags, as `Key` and `Value`."""
        with refusals("ListTags", job=self.name):
            pages = self.clients.sagemaker.get_paginator("list_tags").paginate(ResourceArn=self.arn)
            return [{"Key": tag["Key"], "Value": tag["Value"]} for page in pages for tag in page.get("Tags", [])]

    def wait(self, *, timeout_s: float | None = None, on_change: Callable[[Progress], None] | None = None) -> JobState:
        """Wait until the job has ended. Raises `JobFailed`, `JobStopped` or `WaitTimeout`."""
        from hpo_spec.aws.waiting import wait_for

        (state,) = wait_for([self.name], self.clients, timeout_s=timeout_s, on_change=on_change)
        raise_for_state(state)
        return state

    def stop(self) -> bool:
        """Ask the job to stop; whether it was still going. Stopping one that has ended is no error."""
        if not self.state().status.can_stop:
            return False
        try:
            with refusals("StopHyperParameterTuningJob", job=self.name):
                self.clients.sagemaker.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=self.name)
        except AwsError as error:
            if _HAS_ENDED not in str(error) and (error.code != "ValidationException" or self.state().status.can_stop):
                raise
            return False
        return True

    def trials(self) -> Trials:
        """All its training jobs, the best one first."""
        from hpo_spec.aws.trials import trials_of

        return trials_of(self.describe(), self.clients)

    def best(self) -> BestTrial | None:
        """The training job with the best objective so far."""
        return self.state().best

    def __repr__(self) -> str:
        return f"TuningJob({self.name!r}, {self.clients!r})"

    def _repr_html_(self) -> str:
        """What a notebook shows: how the job is doing now, or why that cannot be asked."""
        from hpo_spec.aws.notebook import html_of

        return html_of(self)
