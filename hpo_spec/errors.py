"""Every exception that hpo-spec raises on purpose.

    HpoSpecError
    ├── SpecError            a spec or request cannot be used: all its findings
    ├── UsageError           the call itself is wrong
    ├── AwsError             AWS, or the way to it, refused a call
    │   ├── JobNotFound      no job of that name
    │   └── JobConflict      the name is taken by a job that differs
    ├── LocalError           the local engine cannot work on this machine
    └── JobError             a tuning job did not end well
        ├── JobFailed
        ├── JobStopped
        └── WaitTimeout      it goes on; we stopped waiting

Each class carries its data and the exit code that the command line ends with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from hpo_spec.finding import Finding


class HpoSpecError(Exception):
    """The root: catch this to catch everything that hpo-spec raises on purpose."""

    exit_code: ClassVar[int] = 3

    def __reduce__(self) -> tuple[object, ...]:
        """An error keeps its data on the way between processes, whatever its constructor takes."""
        return _restored, (type(self), self.args, self.__dict__)


class SpecError(HpoSpecError):
    """A spec, or a request, that cannot be used. `findings` has every error, not only the first."""

    exit_code = 1

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class UsageError(HpoSpecError):
    """The arguments of a call or a command make no sense together."""

    exit_code = 2


class AwsError(HpoSpecError):
    """AWS refused `operation` with the error `code`, or could not be reached. `help` says what to do."""

    exit_code = 4

    def __init__(self, message: str, *, operation: str, code: str, help: str = "") -> None:
        self.operation = operation
        self.code = code
        self.help = help
        super().__init__(f"{message} {help}".strip())


class JobNotFound(AwsError):
    """There is no job called `name`, most often a tuning job, in this account and region, or in an engine's `place`."""

    def __init__(
        self, name: str, *, operation: str, code: str, help: str = "", place: str = "", kind: str = "tuning job"
    ) -> None:
        self.name = name
        message = f"There is no {kind} {name!r} in {place or 'this account and region'}."
        super().__init__(message, operation=operation, code=code, help=help)


class JobConflict(AwsError):
    """A job called `name` exists and does something else; `differences` has a line for each member."""

    def __init__(self, name: str, differences: Sequence[str]) -> None:
        self.name = name
        self.differences = tuple(differences)
        shown = "\n".join(f"  {line}" for line in differences)
        super().__init__(
            f"A tuning job {name!r} exists already, and it is not the one that this spec describes:\n{shown}\n",
            operation="CreateHyperParameterTuningJob",
            code="ResourceInUse",
            help="Choose another `name`, or use `name_prefix`, which derives the name from the content.",
        )


class LocalError(HpoSpecError):
    """The local engine cannot work here: its folder, its state or this machine is not as it must be."""

    exit_code = 4

    def __init__(self, message: str, *, help: str = "") -> None:
        self.help = help
        super().__init__(f"{message} {help}".strip())


class JobError(HpoSpecError):
    """A job called `name`, most often a tuning job, did not end well."""

    exit_code = 1

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


class JobFailed(JobError):
    """The job ended as `Failed`; `reason` is SageMaker's own."""

    def __init__(self, name: str, reason: str, kind: str = "Tuning job") -> None:
        self.reason = reason
        super().__init__(name, f"{kind} {name!r} failed: {reason or 'SageMaker gives no reason.'}")


class JobStopped(JobError):
    """Somebody stopped the job, or one of its limits did."""

    exit_code = 5

    def __init__(self, name: str, kind: str = "Tuning job") -> None:
        super().__init__(name, f"{kind} {name!r} was stopped.")


class WaitTimeout(JobError):
    """The job was still going after `timeout_s` seconds of waiting; it goes on."""

    exit_code = 6

    def __init__(self, name: str, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(
            name,
            f"Job {name!r} had not ended after {round(timeout_s, 1):g} s; it goes on.",
        )


def _restored(kind: type[HpoSpecError], args: tuple[object, ...], data: dict[str, object]) -> HpoSpecError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(data)
    return error
