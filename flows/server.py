"""A Prefect server of our own that lives only as long as the process that started it.

Prefect's own temporary server outlives a starter that is killed. This one holds the reading end of a pipe on
its standard input and ends when the other end closes, however the starter died. It writes its port, one line,
to standard output and listens on loopback only. Started as `python -m flows.server`.
"""

import os
import socket
import sys
import threading

GRACE = 3.0
"""Seconds after the starter's end within which the server must have ended by itself."""


def main() -> None:
    """Listen, say where, serve until the starter is gone."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    _serve(listener)


def _serve(listener: socket.socket) -> None:
    import uvicorn  # after the port is said: Prefect's server takes seconds to load
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app, factory=True, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[listener])


def _end_with_starter() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    threading.Timer(GRACE, os._exit, args=(0,)).start()
    os.kill(os.getpid(), 15)


if __name__ == "__main__":
    main()
