"""Talking to SageMaker through boto3 clients: submitting, waiting, looking.

Takes requests, never specs. boto3 is imported when the first client is made, not before.
"""

from hpo_spec.aws.clients import Clients, make_clients
from hpo_spec.aws.job import TuningJob
from hpo_spec.aws.listing import list_jobs
from hpo_spec.aws.status import BestTrial, JobState, JobStatus, raise_for_state
from hpo_spec.aws.submitting import submit
from hpo_spec.aws.waiting import Clock, Progress, SystemClock, wait_for

__all__ = [
    "BestTrial",
    "Clients",
    "Clock",
    "JobState",
    "JobStatus",
    "Progress",
    "SystemClock",
    "TuningJob",
    "list_jobs",
    "make_clients",
    "raise_for_state",
    "submit",
    "wait_for",
]
