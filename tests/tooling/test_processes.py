"""deploy/processes.py: start, watch and end child processes."""

import os
import sys
import time

import pytest

# A process that starts another and waits for it: both must end.
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture
def processes(console, load_script, monkeypatch, tmp_path):
    """deploy/processes.py, working in a temporary folder."""
    module = load_script("processes")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def alive(pid):
    """Whether the process runs. A zombie does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads /proc")
def test_children_end_with_their_own_children(processes, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "STOP_SECONDS", 1)
    pid_file = tmp_path / "pid"
    children = processes.Children()
    children.start("family", [sys.executable, "-c", FAMILY, pid_file], None)
    children.start("stubborn", [sys.executable, "-c", STUBBORN], None)
    deadline = time.monotonic() + 20
    while not (pid_file.exists() and pid_file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    grandchild = int(pid_file.read_text())
    assert alive(grandchild)
    children.stop()
    assert all(process.poll() is not None for process in children.running.values())
    deadline = time.monotonic() + 5
    while alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(grandchild)


def test_a_child_that_ends_is_reported(processes):
    children = processes.Children()
    children.start("web server", [sys.executable, "-c", "raise SystemExit(7)"], None)
    try:
        assert processes.wait_until_one_ends(children) == (
            "The web server ended by itself (exit code 7), so the rest was stopped."
        )
        with pytest.raises(processes.Problem, match="The web server ended while starting"):
            processes.wait_until_up(children, "http://127.0.0.1:1/livez")
    finally:
        children.stop()
