"""What `make run` says when the machine lacks something, and how it installs and starts."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple

import pytest


@pytest.fixture
def dev_server(load_script, monkeypatch, tmp_path):
    """deploy/dev_server.py, working in a folder of the test's own."""
    module = load_script("dev_server")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "VAR", tmp_path / "var")
    (tmp_path / "requirements").mkdir()
    for kind in ("production", "development"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text(f"{kind}==1.0\n")
    return module


# --- One clear sentence each -----------------------------------------------------------------


def test_an_old_python_is_told_which_one_is_needed(dev_server):
    with pytest.raises(dev_server.Problem, match=r"Python 3\.11 or newer is needed, this is 3\.9"):
        dev_server.check_python((3, 9, 18))


def test_the_script_can_be_read_by_a_python_that_is_too_old(root):
    source = (root / "deploy" / "dev_server.py").read_text()
    ast.parse(source, feature_version=(3, 6))


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "8.5", "²"])
def test_what_is_no_port_is_refused(dev_server, text):
    with pytest.raises(dev_server.Problem, match="is no port number; try `make run PORT="):
        dev_server.check_port(text)


def test_a_busy_port_names_the_remedy(dev_server):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(dev_server.Problem, match=rf"Port {port} is taken .* PORT=8123"):
            dev_server.check_port(str(port))
    assert dev_server.check_port(str(port)) == port


def test_a_full_disk_is_told_how_much_is_needed(dev_server, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 9 * 10**8, 287 * 10**6)
    monkeypatch.setattr(dev_server.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(dev_server.Problem, match=r"about 1000 MB are needed in .* 287 MB are free"):
        dev_server.check_disk(1000)
    dev_server.check_disk(200)


def test_a_python_without_venv_is_told_the_package(dev_server, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(dev_server.Problem, match="apt install python3-venv"):
        dev_server.check_venv_module()


def test_a_problem_is_one_sentence_and_an_exit_code(dev_server, capsys):
    assert dev_server.main(["run", "--port", "none"]) == 1
    assert capsys.readouterr().err.strip() == (
        "'none' is no port number; try `make run PORT=8123`."
    )


def test_a_failing_command_stops_the_start(dev_server):
    with pytest.raises(dev_server.Problem, match="failed; what it printed above says why"):
        dev_server.call([sys.executable, "-c", "raise SystemExit(3)"])


# --- Installing ------------------------------------------------------------------------------


@pytest.fixture
def commands(dev_server, monkeypatch):
    """The commands that would have been run; the virtual environment appears to work."""
    run = []

    def call(command, environment=None):
        run.append([str(part) for part in command])
        if "venv" in command:
            dev_server.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(dev_server, "call", call)
    monkeypatch.setattr(dev_server, "python_of_venv", dev_server.running_python)
    return run


def test_the_second_install_does_nothing(dev_server, commands):
    dev_server.install("production")
    assert [command[2] for command in commands] == ["venv", "pip"]
    dev_server.install("production")
    assert len(commands) == 2


def test_a_changed_lock_file_is_installed(dev_server, commands):
    dev_server.install("production")
    dev_server.lock_file("production").write_text("production==1.1\n")
    dev_server.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "pip"]
    assert "--require-hashes" in commands[-1]


def test_development_includes_production(dev_server, commands):
    dev_server.install("development")
    dev_server.install("production")
    assert len(commands) == 2


def test_a_changed_python_makes_the_environment_anew(dev_server, commands, monkeypatch):
    dev_server.install("production")
    monkeypatch.setattr(dev_server, "running_python", lambda: "3.99.0")
    monkeypatch.setattr(dev_server, "python_of_venv", lambda: "3.99.0")
    dev_server.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "venv", "pip"]


def test_an_interrupted_install_starts_over(dev_server, commands, monkeypatch):
    whole = dev_server.call

    def interrupted(command, environment=None):
        whole(command)
        if "pip" in command:
            raise dev_server.Stopped

    monkeypatch.setattr(dev_server, "call", interrupted)
    with pytest.raises(dev_server.Stopped):
        dev_server.install("production")
    monkeypatch.setattr(dev_server, "call", whole)
    dev_server.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "venv", "pip"]


def test_a_broken_stamp_counts_as_none(dev_server, commands):
    dev_server.install("production")
    dev_server.Stamp().path.write_text('{"python": ')
    dev_server.install("production")
    assert len(commands) == 4


# --- The demo's environment ------------------------------------------------------------------


def test_the_demo_keeps_its_secrets_to_the_owner(dev_server):
    first = dev_server.demo_environment(8000, {})
    second = dev_server.demo_environment(8000, {})
    assert first == second
    assert len(first["SECRET_KEY"]) >= 50
    for name in ("demo_password", "secret_key"):
        assert (dev_server.VAR / name).stat().st_mode & 0o077 == 0


def test_a_given_password_is_used_and_remembered(dev_server):
    assert dev_server.demo_environment(8000, {"DEMO_PASSWORD": "abc"})["DEMO_PASSWORD"] == "abc"
    assert dev_server.demo_environment(8000, {})["DEMO_PASSWORD"] == "abc"


def test_addresses_follow_the_port_and_given_ones_stay(dev_server):
    made = dev_server.demo_environment(8123, {"DATABASE_URL": "postgres://x/y", "DEBUG": "no"})
    assert made["BASE_URL"] == "http://127.0.0.1:8123"
    assert made["DATABASE_URL"] == "postgres://x/y"
    assert made["DEBUG"] == "1"


def test_mail_goes_to_files_even_in_an_awkward_folder(dev_server, monkeypatch, tmp_path):
    environ = pytest.importorskip("environ")
    monkeypatch.setattr(dev_server, "VAR", tmp_path / "a folder + more æ" / "var")
    made = dev_server.demo_environment(8000, {})
    config = environ.Env.email_url_config(made["EMAIL_URL"])
    assert config["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert config["EMAIL_FILE_PATH"] == str(dev_server.VAR / "mail")


def test_the_introduction_names_every_account_and_the_password(dev_server):
    text = dev_server.introduction(
        8123, dev_server.demo_environment(8123, {"DEMO_PASSWORD": "abc"})
    )
    for name in ("admin", "redaktor", "moderator", "alice", "bob"):
        assert f"{name}@example.org" in text
    assert "http://127.0.0.1:8123/" in text
    assert "abc" in text


# --- Starting and ending ---------------------------------------------------------------------

# A process that starts another and waits for it: both must end.
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def alive(pid):
    """Say whether a process still runs; a zombie does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads /proc")
def test_children_end_with_all_that_they_started(dev_server, tmp_path, monkeypatch):
    monkeypatch.setattr(dev_server, "STOP_SECONDS", 1)
    note = tmp_path / "pid"
    children = dev_server.Children()
    children.start("family", [sys.executable, "-c", FAMILY, note], None)
    children.start("stubborn", [sys.executable, "-c", STUBBORN], None)
    deadline = time.monotonic() + 20
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    grandchild = int(note.read_text())
    assert alive(grandchild)
    children.stop()
    assert all(process.poll() is not None for process in children.running.values())
    deadline = time.monotonic() + 5
    while alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(grandchild)


def test_the_end_of_one_child_is_a_sentence(dev_server):
    children = dev_server.Children()
    children.start("web server", [sys.executable, "-c", "raise SystemExit(7)"], None)
    try:
        assert dev_server.watch(children) == (
            "The web server ended by itself (exit code 7), so the rest was stopped."
        )
        with pytest.raises(dev_server.Problem, match="The web server ended while starting"):
            dev_server.wait_until_up(children, "http://127.0.0.1:1/healthz/live")
    finally:
        children.stop()


def test_an_install_that_is_cut_short_does_not_look_done(root, tmp_path):
    script = tmp_path / "deploy" / "dev_server.py"
    script.parent.mkdir()
    source = (root / "deploy" / "dev_server.py").read_text()
    waiting = "def install(kind):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
    script.write_text(source.replace("\ndef main(", f"\n{waiting}\ndef main(", 1))
    process = subprocess.Popen(
        [sys.executable, script, "install", "development"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 130


def test_the_stamp_is_json(dev_server, commands):
    dev_server.install("production")
    noted = json.loads(dev_server.Stamp().path.read_text())
    assert set(noted) == {"python", "production"}
