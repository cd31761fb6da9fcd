"""The engine: operations of AWS's services, by name, answered from the state of a root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hpo_spec.local.arns import arn
from hpo_spec.local.logs import Logs
from hpo_spec.local.machine import cores, grace_s
from hpo_spec.local.objects import Objects
from hpo_spec.local.refusal import Refusal
from hpo_spec.local.root import DiskFull, Root, is_disk_full
from hpo_spec.local.state.database import Database

Answer = dict[str, Any]
_WRITING = ("Create", "Put", "Upload", "Copy", "Complete", "Add")
"""How the names of operations begin that put something into a root, which is made for them."""


class Context(NamedTuple):
    """What an operation works with."""

    root: Root
    database: Database
    objects: Objects
    logs: Logs
    region: str
    max_parallel: int
    """How many trials of a new tuning job run at a time on this machine."""

    def arn(self, kind: str, name: str, region: str = "") -> str:
        """The ARN of a resource, in the region of the call unless another one is given."""
        return arn(kind, name, region or self.region)


Operation = Callable[[Context, Mapping[str, Any]], Answer]


class Engine:
    """What answers in the place of AWS, for one root."""

    def __init__(self, root: Root, max_parallel: int | None = None) -> None:
        self.root = root
        self.database = Database(root)
        self._max_parallel = max_parallel or cores()
        grace_s()

    def call(self, service: str, operation: str, parameters: Mapping[str, Any], region: str) -> Answer:
        """The answer of an operation. Raises `Refusal`, or `LocalError` if the engine cannot work here."""
        from hpo_spec.local.operations import OPERATIONS

        known = OPERATIONS.get(service, {}).get(operation)
        if known is None:
            raise Refusal(
                "NotImplementedLocally", f"The local engine does not have the operation {service}:{operation}.", 501
            )
        try:
            if operation.startswith(_WRITING):
                self.root.make()
            return known(self._context(region), parameters)
        except (DiskFull, OSError) as error:
            if not is_disk_full(error):
                raise
            raise Refusal("InternalFailure", str(DiskFull(self.root.path)), 500) from error

    def _context(self, region: str) -> Context:
        objects, logs = Objects(self.root.objects), Logs(self.root.logs)
        return Context(self.root, self.database, objects, logs, region, self._max_parallel)
