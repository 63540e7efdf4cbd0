#!/usr/bin/env python3
"""Run the demo site for `make run`: install the packages, prepare, start, watch and stop it."""

import argparse
import os
import secrets
import socket
import sys
import urllib.parse

from console import ROOT, Problem, announce, call, one_at_a_time, run_script
from install import check_disk, check_python, install, venv_python
from processes import Children, wait_until_one_ends, wait_until_up

VAR = ROOT / "var"
RUN_MB = 100
HOST = "127.0.0.1"

DEMO_ACCOUNTS = (
    ("admin@example.org", "administrator"),
    ("redaktor@example.org", "editor"),
    ("politiredaktor@example.org", "editor of the local police, whom others approve"),
    ("moderator@example.org", "moderator"),
    ("kommunemoderator@example.org", "moderator who belongs to Hjørring Kommune"),
    ("kommune@example.org", "resident who may write for Hjørring Kommune"),
    ("politi@example.org", "resident who may write for the local police"),
    ("alice@example.org", "resident"),
    ("bob@example.org", "resident"),
)


def check_port(text):
    """Return the port as a number. Raises `Problem` if the server cannot listen on it."""
    remedy = "try `make run PORT={}`.".format(8124 if text == "8123" else 8123)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Problem(f"{text!r} is no port number; {remedy}")
    port = int(text)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As the server does, so that a port in TIME_WAIT after a restart counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            raise Problem(f"Port {port} is kept for the administrator; {remedy}") from None
        except OSError:
            raise Problem(f"Port {port} is taken by another program; {remedy}") from None
    return port


def free_port():
    """Return a port that no program listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def private_text(path, make):
    """Return the text in `path`, which `make` makes once and only its owner can read."""
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
    """Write `text` to a file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def generate_password():
    """Return a password that is easy to type, without characters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def demo_environment(port, environment=None):
    """Return the environment of the demo site. URLs and secrets in `environment` are kept."""
    demo = dict(os.environ if environment is None else environment)
    password_file = VAR / "demo_password"
    if demo.get("DEMO_PASSWORD"):
        write_private(password_file, demo["DEMO_PASSWORD"])
    else:
        demo["DEMO_PASSWORD"] = private_text(password_file, generate_password)
    defaults = {
        "SECRET_KEY": private_text(VAR / "secret_key", lambda: secrets.token_urlsafe(50)),
        "BASE_URL": f"http://{HOST}:{port}",
        # Four slashes: django-environ takes the first three as part of the scheme.
        "EMAIL_URL": "filemail:///" + urllib.parse.quote(str(VAR / "mail")),
        # Show the paths of mails, and not every task that has run.
        "LOG_LEVEL": "WARNING",
        # glibc gives threads memory of their own otherwise, and keeps what they no longer need.
        "MALLOC_ARENA_MAX": "2",
    }
    for name, value in defaults.items():
        if not demo.get(name):
            demo[name] = value
    # Always set, because other projects use these names too.
    demo.update(DEBUG="1", DJANGO_SETTINGS_MODULE="hub.settings", PYTHONUNBUFFERED="1")
    # The server listens on this machine only, so Django's warning does not apply.
    demo["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    return demo


def introduction(port, environment):
    """Return the URLs, the accounts and the password of the running site."""
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
    """Install, prepare and serve the demo site until it is stopped."""
    check_python()
    port = check_port(port)
    check_disk(RUN_MB)
    install("production")
    environment = demo_environment(port)
    manage = [venv_python(), ROOT / "manage.py"]
    with one_at_a_time("prepare"):
        call([venv_python(), ROOT / "deploy" / "prepare.py"], environment)
    announce("Starting the web server and the background worker")
    children = Children()
    try:
        # Reloading doubles the server's memory, and its checks are for developers.
        options = [] if reload else ["--noreload", "--skip-checks"]
        web = [*manage, "runserver", f"{HOST}:{port}", *options]
        children.start("web server", web, environment)
        children.start("background worker", [*manage, "run_worker"], environment)
        wait_until_up(children, f"http://{HOST}:{port}/livez")
        print(introduction(port, environment), flush=True)
        raise Problem(wait_until_one_ends(children))
    finally:
        children.stop()


def main(arguments=None):
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000")
    parser.add_argument("--reload", action="store_true", help="restart when code changes")
    options = parser.parse_args(arguments)
    return run_script(lambda: run(options.port, options.reload), code_if_stopped=0)


if __name__ == "__main__":
    sys.exit(main())
