"""The application served on a free port of this machine, in a thread, as `mdsmatch serve` serves it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from matcher.web.app import create_app
from matcher.web.desk import Desk
from matcher.web.settings import WebSettings

PATIENCE = 30.0
"""Seconds until the server has to be there."""


class Live:
    """A server that runs: its address, and the desk behind it."""

    def __init__(self, url: str, desk: Desk) -> None:
        self.url = url
        self.desk = desk

    def handle(self, patient_id: str) -> str:
        """What stands for a patient in addresses."""
        return self.desk.folder.handle(patient_id)


@contextmanager
def live_server(settings: WebSettings) -> Iterator[Live]:
    """Serve until the block ends."""
    app = create_app(settings)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_for(server)
        yield Live(f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.desk)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()


def _wait_for(server: uvicorn.Server) -> None:
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.02)
