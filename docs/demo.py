"""What `make demo` shows: the Boston spec is checked, rendered, submitted to a server of its own, and followed.

The server is moto's, on a free loopback port: no account is needed, and nothing leaves this machine.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPEC = "specs/boston-housing.yaml"


def main() -> int:
    """Run the commands that a user would, and end with the first exit code that is not 0."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        return _show(f"http://{host}:{port}")
    finally:
        server.stop()


def _show(endpoint: str) -> int:
    rendered = _run(f"validate {SPEC}") or _run(f"render {SPEC}")
    if rendered:
        return rendered
    name = _output(f"submit {SPEC} --dry-run --output json")
    return (
        _run(f"submit {SPEC} --endpoint-url {endpoint} --wait")
        or _run(f"status {name} --endpoint-url {endpoint}")
        or _run(f"diff {SPEC} --job {name} --endpoint-url {endpoint}")
    )


def _output(verb: str) -> str:
    import json

    done = subprocess.run(_command(verb), cwd=ROOT, env=_environment(), check=True, capture_output=True, text=True)
    name: str = json.loads(done.stdout)["HyperParameterTuningJobName"]
    return name


def _run(verb: str) -> int:
    print(f"\n$ hpo-spec {verb}", flush=True)
    return subprocess.run(_command(verb), cwd=ROOT, env=_environment(), check=False).returncode


def _command(verb: str) -> list[str]:
    return [sys.executable, "-m", "hpo_spec", *shlex.split(verb)]


def _environment() -> dict[str, str]:
    """Credentials that are none, so that nobody's own are ever used here."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **mine,
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


if __name__ == "__main__":
    sys.exit(main())
