"""A small SageMaker for tests: tuning jobs that live through a script, behind boto3's `before-send` event.

It stands where the wire would be, so botocore validates, retries, signs and parses as always. It is no patch of our own
code, and it refuses what it does not know.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from botocore.loaders import Loader

from hpo_spec.aws import Clients

ACCOUNT = "123456789012"
REGION = "us-west-2"
START = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
JOB = "hyper-parameter-tuning-job"
LOADER = Loader(extra_search_paths=None)
"""Shared by all sessions: the model of SageMaker takes longer to read than any of its tests."""


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.sleeps: list[float] = []

    def time(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now_s += seconds


class Fault(Exception):
    """An answer that is an error, as SageMaker or the network would give it."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        self.status = status
        self.code = code
        self.message = message


THROTTLED = Fault(400, "ThrottlingException", "Rate exceeded")
UNAVAILABLE = Fault(503, "ServiceUnavailable", "try later")
INTERNAL = Fault(500, "InternalFailure", "oops")
RESET = Fault(0, "reset")
EXPIRED = Fault(400, "ExpiredTokenException", "The security token included in the request is expired")


class ScriptedJob:
    """A tuning job: what was sent, and the steps that it goes through, one for each time it is looked at."""

    def __init__(self, request: dict[str, Any], steps: list[dict[str, Any] | Fault], created: datetime) -> None:
        self.request = request
        self.steps = steps
        self.created = created
        self.stop_asked = False

    def look(self) -> dict[str, Any]:
        """What the job is at the next step; the last step stays."""
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Fault):
            raise step
        return step


class ScriptedSageMaker:
    """Answers the operations on tuning jobs; `faults` are given first, one for each call."""

    def __init__(self) -> None:
        self.jobs: dict[str, ScriptedJob] = {}
        self.calls: list[str] = []
        self.faults: list[Fault | None] = []
        self.after: list[Fault | None] = []
        """Faults that come after the call was carried out: the answer is lost."""
        self.operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        """What a test answers itself: other operations, also those of CloudWatch Logs."""

    def script(self, name: str, *steps: dict[str, Any] | Fault, request: dict[str, Any] | None = None) -> None:
        """A job that is there already."""
        created = START + timedelta(seconds=len(self.jobs))
        sent = request or {"HyperParameterTuningJobName": name}
        self.jobs[name] = ScriptedJob({**sent, "HyperParameterTuningJobName": name}, list(steps), created)

    def clients(self) -> Clients:
        """Clients whose calls come here, and are not tried again by botocore."""
        core = botocore.session.get_session()
        core.register_component("data_loader", LOADER)
        session = boto3.Session("key", "secret", region_name=REGION, botocore_session=core)
        session.events.register("before-send.sagemaker", self.answer)
        session.events.register("before-send.logs", self.answer)
        return Clients(session, config=Config(retries={"total_max_attempts": 1}))

    def answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """What the wire would bring back."""
        operation = _text(request.headers["X-Amz-Target"]).split(".")[1]
        self.calls.append(operation)
        try:
            self._fail(self.faults)
            result = self._operations()[operation](json.loads(_text(request.body)))
            self._fail(self.after)
        except KeyError as error:
            raise AssertionError(f"the script knows no {operation}") from error
        except Fault as fault:
            if fault is RESET:
                raise ConnectionClosedError(endpoint_url=request.url) from fault
            return _response(request, fault.status, {"__type": fault.code, "message": fault.message})
        return _response(request, 200, result)

    def _operations(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        return {
            "CreateHyperParameterTuningJob": self._create,
            "DescribeHyperParameterTuningJob": self._describe,
            "ListHyperParameterTuningJobs": self._list,
            "StopHyperParameterTuningJob": self._stop,
            "ListTags": lambda _: {"Tags": [{"Key": "team", "Value": "pricing"}]},
            **self.operations,
        }

    def _fail(self, faults: list[Any]) -> None:
        fault = faults.pop(0) if faults else None
        if fault is not None:
            raise fault

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["HyperParameterTuningJobName"]
        if name.lower() in map(str.lower, self.jobs):
            message = f"A hyperparameter tuning job with the name, {name}, already exists. Choose a different name."
            raise Fault(400, "ResourceInUse", message)
        self.script(name, in_progress(), request=request)
        return {"HyperParameterTuningJobArn": arn(name)}

    def _describe(self, request: dict[str, Any]) -> dict[str, Any]:
        job = self._job(request)
        return {**_defaults(job), **job.request, **job.look()}

    def _list(self, request: dict[str, Any]) -> dict[str, Any]:
        after = request.get("CreationTimeAfter", 0)
        names = sorted(self.jobs, key=lambda name: self.jobs[name].created, reverse=True)
        names = [name for name in names if self.jobs[name].created.timestamp() >= after]
        names = [name for name in names if request.get("NameContains", "") in name]
        start, size = int(request.get("NextToken", 0)), request.get("MaxResults", 10)
        page = [_summary(name, self.jobs[name]) for name in names[start : start + size]]
        more = {"NextToken": str(start + size)} if start + size < len(names) else {}
        return {"HyperParameterTuningJobSummaries": page, **more}

    def _stop(self, request: dict[str, Any]) -> dict[str, Any]:
        job = self._job(request)
        if job.stop_asked:
            raise Fault(400, "ValidationException", "The job is already in a terminal state.")
        job.stop_asked = True
        job.steps = [status("Stopping"), status("Stopped")]
        return {}

    def _job(self, request: dict[str, Any]) -> ScriptedJob:
        name = request["HyperParameterTuningJobName"]
        if name not in self.jobs:
            raise Fault(400, "ResourceNotFound", f"Amazon SageMaker can't find a tuning job with the name {name}")
        return self.jobs[name]


def arn(name: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{JOB}/{name.lower()}"


def status(value: str, **others: Any) -> dict[str, Any]:
    """A step in which the job has this status."""
    return {"HyperParameterTuningJobStatus": value, **others}


def in_progress(done: int = 0, running: int = 0, failed: int = 0, best: float | None = None) -> dict[str, Any]:
    """A step in which trials are counting up."""
    counters = {
        "Completed": done,
        "InProgress": running,
        "NonRetryableError": failed,
        "Stopped": 0,
        "RetryableError": 0,
    }
    step = status("InProgress", TrainingJobStatusCounters=counters)
    return {**step, **({"BestTrainingJob": best_trial(best)} if best is not None else {})}


def ended(value: str, done: int = 20, failed: int = 0, best: float | None = 3.5, reason: str = "") -> dict[str, Any]:
    """The last step."""
    step = {**in_progress(done, 0, failed, best), "HyperParameterTuningJobStatus": value}
    step["HyperParameterTuningEndTime"] = (START + timedelta(minutes=30)).timestamp()
    return {**step, **({"FailureReason": reason} if reason else {})}


def trial(name: str, objective: float | None = None, status: str = "Completed", **others: Any) -> dict[str, Any]:
    """A summary of a training job, as `ListTrainingJobsForHyperParameterTuningJob` gives it."""
    metric = {"MetricName": "validation:rmse", "Value": objective}
    return {
        "TrainingJobName": name,
        "TrainingJobArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/{name}",
        "CreationTime": START,
        "TrainingStartTime": START + timedelta(minutes=1),
        "TrainingEndTime": START + timedelta(minutes=3),
        "TrainingJobStatus": status,
        "TunedHyperParameters": {},
        **({"FinalHyperParameterTuningJobObjectiveMetric": metric} if objective is not None else {}),
        "ObjectiveStatus": "Succeeded" if objective is not None else "Failed",
        **others,
    }


def pages_of_trials(*trials: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What answers `ListTrainingJobsForHyperParameterTuningJob`, page by page."""

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        start, size = int(request.get("NextToken", 0)), request.get("MaxResults", 10)
        more = {"NextToken": str(start + size)} if start + size < len(trials) else {}
        return {"TrainingJobSummaries": list(trials[start : start + size]), **more}

    return answer


def best_trial(value: float) -> dict[str, Any]:
    return {
        "TrainingJobName": "boston-003-0e830ada",
        "TrainingJobArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/boston-003-0e830ada",
        "CreationTime": START.timestamp(),
        "TrainingJobStatus": "Completed",
        "TunedHyperParameters": {"eta": "0.1"},
        "FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": "validation:rmse", "Value": value},
    }


def _defaults(job: ScriptedJob) -> dict[str, Any]:
    name = job.request["HyperParameterTuningJobName"]
    return {
        "HyperParameterTuningJobArn": arn(name),
        "CreationTime": job.created.timestamp(),
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 3},
        },
        "TrainingJobStatusCounters": {},
        "ObjectiveStatusCounters": {},
    }


def _summary(name: str, job: ScriptedJob) -> dict[str, Any]:
    step = job.look()
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobArn": arn(name),
        "HyperParameterTuningJobStatus": step["HyperParameterTuningJobStatus"],
        "Strategy": "Bayesian",
        "CreationTime": job.created.timestamp(),
        "TrainingJobStatusCounters": step.get("TrainingJobStatusCounters", {}),
        "ObjectiveStatusCounters": {},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 3},
    }


class _Body:
    """A response's body, as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


def _response(request: AWSPreparedRequest, status_code: int, content: dict[str, Any]) -> AWSResponse:
    return raw_response(request, status_code, json.dumps(content, default=datetime.timestamp).encode())


def raw_response(request: AWSPreparedRequest, status_code: int, content: bytes) -> AWSResponse:
    """An answer of any bytes."""
    headers = {"x-amzn-RequestId": "1", "Content-Type": "application/x-amz-json-1.1"}
    return AWSResponse(request.url, status_code, headers, _Body(content))  # type: ignore[arg-type]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
