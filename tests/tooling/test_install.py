"""deploy/install.py: the locked packages in .venv, and one-line errors about the machine."""

import ast
import json
import signal
import subprocess
import sys
from collections import namedtuple

import pytest


@pytest.fixture
def install(console, load_script, monkeypatch, tmp_path):
    """deploy/install.py, working in a temporary folder."""
    module = load_script("install")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(console, "LOCKS", tmp_path / "var")
    (tmp_path / "requirements").mkdir()
    for kind in ("production", "development"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text(f"{kind}==1.0\n")
    return module


@pytest.fixture
def commands(install, monkeypatch):
    """The commands that `install` calls, which are not run; the environment seems to work."""
    called = []

    def call(command, environment=None):
        called.append([str(part) for part in command])
        if "venv" in command:
            install.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(install, "call", call)
    monkeypatch.setattr(install, "venv_python_version", install.running_python_version)
    return called


@pytest.mark.parametrize("script", ["console", "install", "processes", "dev_server"])
def test_a_python_that_is_too_old_can_read_the_scripts(root, script):
    source = (root / "deploy" / f"{script}.py").read_text()
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_refused(install):
    with pytest.raises(install.Problem, match=r"Python 3\.11 or newer is needed, this is 3\.9"):
        install.check_python((3, 9, 18))


def test_a_full_disk_is_refused(install, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 9 * 10**8, 287 * 10**6)
    monkeypatch.setattr(install.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(install.Problem, match=r"about 1000 MB are needed in .* 287 MB are free"):
        install.check_disk(1000)
    install.check_disk(200)


def test_a_python_without_venv_is_refused(install, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(install.Problem, match="apt install python3-venv"):
        install.check_venv_module()


def test_a_failing_command_raises_a_problem(console):
    with pytest.raises(console.Problem, match="failed; what it printed above says why"):
        console.call([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_second_install_does_nothing(install, commands):
    install.install("production")
    assert [command[2] for command in commands] == ["venv", "pip"]
    install.install("production")
    assert len(commands) == 2


def test_a_changed_lock_file_is_installed(install, commands):
    install.install("production")
    install.lock_file("production").write_text("production==1.1\n")
    install.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "pip"]
    assert "--require-hashes" in commands[-1]


def test_development_includes_production(install, commands):
    install.install("development")
    install.install("production")
    assert len(commands) == 2


def test_a_changed_python_makes_the_environment_anew(install, commands, monkeypatch):
    install.install("production")
    monkeypatch.setattr(install, "running_python_version", lambda: "3.99.0")
    monkeypatch.setattr(install, "venv_python_version", lambda: "3.99.0")
    install.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "venv", "pip"]


def test_an_interrupted_install_starts_over(console, install, commands, monkeypatch):
    call = install.call

    def interrupted(command, environment=None):
        call(command)
        if "pip" in command:
            raise console.Stopped

    monkeypatch.setattr(install, "call", interrupted)
    with pytest.raises(console.Stopped):
        install.install("production")
    monkeypatch.setattr(install, "call", call)
    install.install("production")
    assert [command[2] for command in commands] == ["venv", "pip", "venv", "pip"]


def test_an_unreadable_stamp_counts_as_none(install, commands):
    install.install("production")
    install.Stamp().path.write_text('{"python": ')
    install.install("production")
    assert len(commands) == 4


def test_the_stamp_is_json(install, commands):
    install.install("production")
    record = json.loads(install.Stamp().path.read_text())
    assert set(record) == {"python", "production"}


def test_a_signal_during_the_install_exits_with_130(root, tmp_path):
    deploy = tmp_path / "deploy"
    deploy.mkdir()
    for name in ("console", "install"):
        (deploy / f"{name}.py").write_text((root / "deploy" / f"{name}.py").read_text())
    script = deploy / "install.py"
    waiting = "def install(kind):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
    source = script.read_text().replace("import sys\n", "import sys\nimport time\n", 1)
    script.write_text(source.replace("\ndef main(", f"\n{waiting}\ndef main(", 1))
    process = subprocess.Popen(
        [sys.executable, script, "development"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 130


# An environment is made in a second, in which a second process would begin to make it, too.
SLOW_INSTALL = """
import sys, time
sys.path.insert(0, "deploy")
import console, install
from pathlib import Path

folder = Path(sys.argv[1])
console.LOCKS = folder / "var"
install.VENV = folder / ".venv"
install.check_disk = lambda megabytes: None
install.venv_python_version = install.running_python_version

def call(command, environment=None):
    with (folder / "calls").open("a") as calls:
        calls.write("begin\\n")
    time.sleep(1)
    install.VENV.mkdir(exist_ok=True)
    with (folder / "calls").open("a") as calls:
        calls.write("end\\n")

install.call = call
# Until all are there that shall install at once.
(folder / f"ready-{sys.argv[2]}").touch()
while len(list(folder.glob("ready-*"))) < int(sys.argv[3]):
    time.sleep(0.01)
install.install("production")
"""


def test_two_first_installs_at_once_take_turns(root, tmp_path):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SLOW_INSTALL, str(tmp_path), name, "2"],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    outputs = [run.communicate(timeout=60)[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0]
    # The first makes the environment and installs; the second finds both done.
    assert (tmp_path / "calls").read_text().split() == ["begin", "end"] * 2
    assert sum("Waiting for another run" in output for output in outputs) == 1


def test_a_lock_ends_with_its_process(root, tmp_path):
    holder = subprocess.Popen(
        [
            *[sys.executable, "-c"],
            "import sys, time; sys.path.insert(0, 'deploy'); import console\n"
            "from pathlib import Path; console.LOCKS = Path(sys.argv[1])\n"
            "with console.one_at_a_time('install'): print('held', flush=True); time.sleep(600)",
            str(tmp_path),
        ],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()

    command = [sys.executable, "-c", SLOW_INSTALL, str(tmp_path), "only", "1"]
    run = subprocess.run(command, cwd=root, timeout=60)
    assert run.returncode == 0
