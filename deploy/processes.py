"""Start, watch and end the processes of the demo site."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from console import ROOT, Problem

START_SECONDS = 90
STOP_SECONDS = 10


class Children:
    """Child processes that start, are watched and end together."""

    def __init__(self):
        self.running = {}

    def start(self, name, command, environment):
        """Start a process in its own process group, which `stop` ends as a whole."""
        self.running[name] = subprocess.Popen(
            [str(part) for part in command],
            cwd=str(ROOT),
            env=environment,
            start_new_session=True,
        )

    def ended(self):
        """Return the name and exit code of a process that has ended, or None."""
        for name, process in self.running.items():
            if process.poll() is not None:
                return name, process.returncode
        return None

    def stop(self):
        """Send SIGTERM to every process group, and SIGKILL after `STOP_SECONDS`."""
        for signal_number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 2)):
            for process in self.running.values():
                try:
                    os.killpg(process.pid, signal_number)
                except (ProcessLookupError, PermissionError):
                    pass  # The whole group has ended.
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline and any(
                process.poll() is None for process in self.running.values()
            ):
                time.sleep(0.05)


def status_of(url):
    """Return the HTTP status of a GET of `url`; None without a response."""
    # Ignore proxies: the server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def wait_until_up(children, url):
    """Wait until `url` answers 200. Raises `Problem` if a process ends or time runs out."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        status = status_of(url)
        if status == 200:
            return
        if status:
            raise Problem(f"The site started, but {url} answers with error {status}.")
        ended = children.ended()
        if ended:
            raise Problem("The {} ended while starting (exit code {}).".format(*ended))
        if time.monotonic() > deadline:
            raise Problem(f"The site did not answer at {url} within {START_SECONDS} seconds.")
        time.sleep(0.2)


def wait_until_one_ends(children):
    """Wait until any process ends, and return a sentence about it."""
    while True:
        ended = children.ended()
        if ended:
            return "The {} ended by itself (exit code {}), so the rest was stopped.".format(*ended)
        time.sleep(0.3)
