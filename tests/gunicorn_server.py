"""gunicorn with the configuration of production, for the races and the benchmark."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
START_SECONDS = 120


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port


class Server:
    """gunicorn with two processes, serving until the end of the `with` statement.

    `environment` is added to that of this process; the server writes to `log`. It is ready once
    the path `health` answers.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        log: Path,
        app: str = "hub.wsgi",
        options: str = "",
        health: str = "/readyz?exclude=worker",
    ) -> None:
        self.port = free_port()
        self.log = log
        self.app = app
        self.health = health
        self.environment = {
            **os.environ,
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "SECRET_KEY": "only-for-tests",
            "BASE_URL": f"http://{HOST}:{self.port}",
            "WEB_CONCURRENCY": "2",
            # As the units and the image of production set it.
            "MALLOC_ARENA_MAX": "2",
            # Connections are kept as a proxy keeps them: on a busy machine, gunicorn's two seconds
            # are over before the next form is sent.
            "GUNICORN_CMD_ARGS": f"--bind {HOST}:{self.port} --keep-alive 75 {options}",
            **environment,
        }
        self._gunicorn: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        with self.log.open("ab") as log:
            self._gunicorn = subprocess.Popen(
                [
                    *[sys.executable, "-m", "gunicorn"],
                    *["--config", "deploy/gunicorn.conf.py", self.app],
                ],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        gunicorn = self._gunicorn
        if gunicorn is None or gunicorn.poll() is not None:
            return
        gunicorn.terminate()
        try:
            gunicorn.wait(timeout=25)
        except subprocess.TimeoutExpired:
            os.killpg(gunicorn.pid, signal.SIGKILL)
            gunicorn.wait(timeout=5)

    def processes(self) -> list[int]:
        """Return the ids of the processes that serve requests."""
        assert self._gunicorn is not None
        master = self._gunicorn.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text()
        return [int(child) for child in children.split()]

    def written(self) -> str:
        """Return what the server has written so far."""
        return self.log.read_text(errors="replace")

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._gunicorn is None or self._gunicorn.poll() is not None:
                raise RuntimeError(f"The server ended by itself:\n{self.written()[-3000:]}")
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}{self.health}") as response:
                    if response.status == 200:
                        return
            except OSError:
                time.sleep(0.1)  # a starting server gives no other signal
        raise RuntimeError(f"The server did not start:\n{self.written()[-3000:]}")
