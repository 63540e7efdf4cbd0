#!/usr/bin/env python3
"""What `make run` and `make test` call: install the locked packages, start the demo site.

Needs nothing but the standard library. It is read by whatever Python the machine has, so the
syntax stays old enough for that Python to reach the sentence that says it is too old.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"

# Measured: .venv takes 350 and 720 MB; the installer keeps and unpacks its downloads beside it.
INSTALL_MB = {"production": 1000, "development": 1500}
RUN_MB = 100
HOST = "127.0.0.1"
START_SECONDS = 90
STOP_SECONDS = 10

DEMO_ACCOUNTS = (
    ("admin@example.org", "administrator"),
    ("redaktor@example.org", "editor"),
    ("moderator@example.org", "moderator"),
    ("alice@example.org", "resident"),
    ("bob@example.org", "resident"),
)


class Problem(Exception):
    """Something the person at the keyboard has to put right, said in one sentence."""


def say(step):
    """Announce a step."""
    print("-> " + step, flush=True)


# --- What the machine must offer -----------------------------------------------------------


def check_python(version=None):
    """Refuse a Python that is too old."""
    found = tuple((version or sys.version_info)[:2])
    if found < MINIMUM_PYTHON:
        raise Problem(
            "Python {}.{} or newer is needed, this is {}.{} "
            "(another one is chosen with `make run PYTHON=python3.12`).".format(
                *(MINIMUM_PYTHON + found)
            )
        )


def check_venv_module():
    """Refuse a Python without the means to make a virtual environment."""
    try:
        # Debian ships venv without ensurepip until its package is installed.
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Problem(
            "This Python cannot make a virtual environment; on Debian and Ubuntu "
            "`apt install python3-venv` puts that right."
        ) from None


def check_disk(needed_mb, directory=ROOT):
    """Refuse to begin what the disk has no room for."""
    free_mb = shutil.disk_usage(str(directory)).free // 1_000_000
    if free_mb < needed_mb:
        raise Problem(
            f"Not enough disk space: about {needed_mb} MB are needed in {directory}, "
            f"and {free_mb} MB are free."
        )


def check_port(text):
    """Return the port as a number, or refuse one that cannot be listened on."""
    remedy = "try `make run PORT={}`.".format(8124 if text == "8123" else 8123)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Problem(f"{text!r} is no port number; {remedy}")
    port = int(text)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As the server does: a port in TIME_WAIT after a restart is free to us.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            raise Problem(f"Port {port} is kept for the administrator; {remedy}") from None
        except OSError:
            raise Problem(f"Port {port} is taken by another program; {remedy}") from None
    return port


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


# --- Virtual environment and packages ------------------------------------------------------


def venv_python():
    """Return the path of the virtual environment's Python."""
    return VENV / "bin" / "python"


def lock_file(kind):
    """Return the path of the lock file for "production" or "development"."""
    return ROOT / "requirements" / (kind + ".txt")


def digest(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Stamp:
    """What has been installed into the virtual environment, kept inside it.

    It is written only after a step is done: an environment without it, or with an install under
    way in it, was left by an interrupted run and is made anew.
    """

    def __init__(self, directory=None):
        self.path = (directory or VENV) / "installed.json"

    def read(self):
        """Return what was noted; nothing when there is no readable note."""
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def write(self, **noted):
        """Note what is there, in one step that an interruption cannot cut in two."""
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(noted, indent=2), encoding="utf-8")
        draft.replace(self.path)


def python_of_venv():
    """Return the version of the virtual environment's Python, or None when it does not run."""
    try:
        answer = subprocess.run(
            [str(venv_python()), "-c", "import platform; print(platform.python_version())"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def running_python():
    """Return the version of the Python that runs this script."""
    return ".".join(str(part) for part in sys.version_info[:3])


def ensure_venv(kind):
    """Make the virtual environment where there is none that can be trusted."""
    stamp = Stamp()
    noted = stamp.read()
    if noted and not noted.get("installing"):
        if noted.get("python") == running_python() == python_of_venv():
            return
        reason = "Python has changed"
    else:
        reason = "the last install was interrupted"
    check_venv_module()
    check_disk(INSTALL_MB[kind])
    if VENV.exists():
        say(f"Making the virtual environment in .venv anew ({reason})")
    else:
        say("Making a virtual environment in .venv")
    # Not sys.executable: in an activated .venv that is the very thing to be cleared.
    python = getattr(sys, "_base_executable", sys.executable)
    call([python, "-m", "venv", "--clear", str(VENV)])
    stamp.write(python=running_python())


def ensure_installed(kind):
    """Install the locked packages of `kind` unless exactly these are installed already."""
    wanted = digest(lock_file(kind))
    stamp = Stamp()
    noted = stamp.read()
    if noted.get(kind) == wanted:
        return
    count = sum("==" in line for line in lock_file(kind).read_text(encoding="utf-8").splitlines())
    say(f"Installing {count} locked packages for {kind} (the first time takes a minute or two)")
    check_disk(INSTALL_MB[kind])
    stamp.write(python=noted["python"], installing=kind)
    call(
        [
            *[str(venv_python()), "-m", "pip", "install", "-qq", "--no-input"],
            *["--disable-pip-version-check", "--progress-bar", "off"],
            *["--require-hashes", "-r", str(lock_file(kind))],
        ]
    )
    installed = {kind: wanted}
    if kind == "development":
        # It holds all of production, in the same versions: `make lock` sees to that.
        installed["production"] = digest(lock_file("production"))
    stamp.write(python=noted["python"], **installed)


def install(kind):
    """Make the virtual environment and the packages of `kind` what the lock file says."""
    check_python()
    ensure_venv(kind)
    ensure_installed(kind)


def call(command, environment=None):
    """Run a command to its end and stop the whole undertaking when it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=str(ROOT), env=environment, check=False
    )
    if done.returncode:
        shown = " ".join(Path(part).name for part in command[:3])
        raise Problem(f"`{shown} …` failed; what it printed above says why.")


# --- The demo site -------------------------------------------------------------------------


def private_text(path, make):
    """Return the text kept in `path`, made by `make` once and readable by its owner only."""
    try:
        kept = path.read_text(encoding="utf-8").strip()
        if kept:
            return kept
    except FileNotFoundError:
        pass
    text = make()
    write_private(path, text)
    return text


def write_private(path, text):
    """Write `text` to a file that its owner alone can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def make_password():
    """Return a password that can be typed: no characters that look like others."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def demo_environment(port, environment=None):
    """Return the environment of the demo site; addresses and secrets already set stay."""
    made = dict(os.environ if environment is None else environment)
    password_file = VAR / "demo_password"
    if made.get("DEMO_PASSWORD"):
        write_private(password_file, made["DEMO_PASSWORD"])
    else:
        made["DEMO_PASSWORD"] = private_text(password_file, make_password)
    defaults = {
        "SECRET_KEY": private_text(VAR / "secret_key", lambda: secrets.token_urlsafe(50)),
        "BASE_URL": f"http://{HOST}:{port}",
        # Four slashes: django-environ takes the first for the URL's own.
        "EMAIL_URL": "filemail:///" + urllib.parse.quote(str(VAR / "mail")),
        # What a newcomer reads are the paths of mails, not every task that was done.
        "LOG_LEVEL": "WARNING",
    }
    for name, value in defaults.items():
        if not made.get(name):
            made[name] = value
    # Names that other projects use too: whatever the shell says, this is the demo.
    made.update(DEBUG="1", DJANGO_SETTINGS_MODULE="hub.settings", PYTHONUNBUFFERED="1")
    # The address is on this machine only, so the warning would be for nobody.
    made["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    return made


class Children:
    """The processes of the demo site: they start, are watched and end together."""

    def __init__(self):
        self.running = {}

    def start(self, name, command, environment):
        """Start a process in a group of its own, so that all it starts can be ended with it."""
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
        """End every process: politely, then after some seconds without asking."""
        for signal_number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 2)):
            for process in self.running.values():
                try:
                    os.killpg(process.pid, signal_number)
                except (ProcessLookupError, PermissionError):
                    pass  # The whole group is gone.
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline and any(
                process.poll() is None for process in self.running.values()
            ):
                time.sleep(0.05)


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, `kill` or a closed terminal."""


def raise_stopped(number, frame):
    """Turn the first signal into an exception; those that follow change nothing."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Stopped


def answer_of(url):
    """Return the status that a GET of `url` is answered with; None when nobody answers."""
    # No proxy: the address is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def watch(children):
    """Return the sentence to end with once any process has ended."""
    while True:
        ended = children.ended()
        if ended:
            return "The {} ended by itself (exit code {}), so the rest was stopped.".format(*ended)
        time.sleep(0.3)


def wait_until_up(children, url):
    """Wait until the site answers, and give up when a process ends or time runs out."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        status = answer_of(url)
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


def introduction(port, environment):
    """Return what a newcomer needs to know once the site runs."""
    width = max(len(address) for address, _ in DEMO_ACCOUNTS)
    lines = [
        "",
        f"   Det Gode Naboskab runs at http://{HOST}:{port}/",
        f"   Editors work at http://{HOST}:{port}/admin/",
        "",
        "   Demo accounts, all with the password  " + environment["DEMO_PASSWORD"],
        *(f"     {address.ljust(width)}  {role}" for address, role in DEMO_ACCOUNTS),
        "",
    ]
    if environment["EMAIL_URL"].startswith("filemail:"):
        lines.append(f"   E-mail is written to {os.path.relpath(str(VAR / 'mail'), os.getcwd())}/")
    lines += ["   Ctrl-C ends it.", ""]
    return "\n".join(lines)


def run(port, reload=False):
    """Install, prepare and serve the demo site until somebody stops it."""
    check_python()
    port = check_port(port)
    check_disk(RUN_MB)
    install("production")
    environment = demo_environment(port)
    manage = [venv_python(), ROOT / "manage.py"]
    call([venv_python(), ROOT / "deploy" / "prepare.py"], environment)
    say("Starting the web server and the background worker")
    children = Children()
    try:
        # Reloading doubles the server's memory, and its checks are for those who change code.
        calm = [] if reload else ["--noreload", "--skip-checks"]
        web = [*manage, "runserver", f"{HOST}:{port}", *calm]
        children.start("web server", web, environment)
        children.start("background worker", [*manage, "run_worker"], environment)
        wait_until_up(children, f"http://{HOST}:{port}/healthz/live")
        print(introduction(port, environment), flush=True)
        raise Problem(watch(children))
    finally:
        children.stop()


def main(arguments=None):
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command")
    commands.required = True
    serving = commands.add_parser("run", help="serve the demo site")
    serving.add_argument("--port", default="8000")
    serving.add_argument("--reload", action="store_true", help="restart when code changes")
    installing = commands.add_parser("install", help="install the locked packages")
    installing.add_argument("kind", choices=["production", "development"])
    options = parser.parse_args(arguments)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), raise_stopped)
    try:
        if options.command == "run":
            run(options.port, options.reload)
        else:
            install(options.kind)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except Stopped:
        print("\nStopped.", flush=True)
        # An install that was cut short must not look done to what comes after it.
        return 0 if options.command == "run" else 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
