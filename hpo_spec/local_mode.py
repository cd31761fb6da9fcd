"""boto3 clients that the local engine answers: SageMaker on this machine, for all that takes clients."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hpo_spec.aws.clients import Clients, Pace
from hpo_spec.local.boto import local_session
from hpo_spec.local.engine import Engine
from hpo_spec.local.root import Root

if TYPE_CHECKING:
    from hpo_spec.spec import TuningJobSpec

DEFAULT_REGION = "us-west-2"
_PACE = Pace(first_s=0.25, last_s=2.0)


def _configured_region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION


def prepare_local(
    spec: TuningJobSpec, folder: str | os.PathLike[str] = ".", root: str | os.PathLike[str] | None = None
) -> None:
    """Make a root ready for a spec: the data and the command that its `local` section names, relative to `folder`.

    What has not changed is not copied again. Raises `LocalError` for data that is not there.
    """
    from hpo_spec.local.preparing import prepare
    from hpo_spec.request.compiling import compile_request

    if spec.local is None:
        return
    request = compile_request(spec, region=spec.region or DEFAULT_REGION)
    data, command = spec.local.data or {}, spec.local.command
    prepare(Engine(Root(root)), request, data=data, command=command, folder=Path(folder).absolute())


def local_clients(
    root: str | os.PathLike[str] | None = None, *, region: str | None = None, max_parallel: int | None = None
) -> Clients:
    """Clients of an engine that keeps its state in `root`: the default is `HPO_SPEC_LOCAL_ROOT`, else `.hpo-spec`.

    At most `max_parallel` trials of a new tuning job run at a time, by default as many as this machine has cores. Their
    calls need no account and no credentials, and nothing leaves this machine. Raises `LocalError`.
    """
    engine = Engine(Root(root), max_parallel)
    session = local_session(engine, region or _configured_region())
    return Clients(session, pace=_PACE, place=str(engine.root.path))
