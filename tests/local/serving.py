"""A server of the engine, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hpo_spec.local.engine import Engine
from hpo_spec.local.serving import EngineServer, make_server


@contextmanager
def running(engine: Engine) -> Iterator[EngineServer]:
    """The server, answering."""
    server = make_server(engine)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
