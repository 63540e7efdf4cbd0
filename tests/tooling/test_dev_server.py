"""deploy/dev_server.py: the port, the environment and the introduction of the demo site."""

import socket
import subprocess
import sys

import pytest


@pytest.fixture
def dev_server(console, load_script, monkeypatch, tmp_path):
    """deploy/dev_server.py, working in a temporary folder."""
    module = load_script("dev_server")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VAR", tmp_path / "var")
    return module


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "8.5", "²"])
def test_an_invalid_port_is_refused(dev_server, text):
    with pytest.raises(dev_server.Problem, match="is no port number; try `make run PORT="):
        dev_server.check_port(text)


def test_a_port_in_use_is_refused(dev_server):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(dev_server.Problem, match=rf"Port {port} is taken .* PORT=8123"):
            dev_server.check_port(str(port))
    assert dev_server.check_port(str(port)) == port


def test_a_problem_is_one_line_and_exit_code_1(root):
    script = root / "deploy" / "dev_server.py"
    process = subprocess.run(
        [sys.executable, script, "--port", "none"], capture_output=True, text=True
    )
    assert process.returncode == 1
    assert process.stderr.strip() == "'none' is no port number; try `make run PORT=8123`."


def test_only_the_owner_can_read_the_secrets(dev_server):
    first = dev_server.demo_environment(8000, {})
    second = dev_server.demo_environment(8000, {})
    assert first == second
    assert len(first["SECRET_KEY"]) >= 50
    for name in ("demo_password", "secret_key"):
        assert (dev_server.VAR / name).stat().st_mode & 0o077 == 0


def test_a_password_in_the_environment_is_used_and_kept(dev_server):
    assert dev_server.demo_environment(8000, {"DEMO_PASSWORD": "abc"})["DEMO_PASSWORD"] == "abc"
    assert dev_server.demo_environment(8000, {})["DEMO_PASSWORD"] == "abc"


def test_the_base_url_has_the_port_and_other_variables_stay(dev_server):
    environment = dev_server.demo_environment(
        8123, {"DATABASE_URL": "postgres://x/y", "DEBUG": "no"}
    )
    assert environment["BASE_URL"] == "http://127.0.0.1:8123"
    assert environment["DATABASE_URL"] == "postgres://x/y"
    assert environment["DEBUG"] == "1"


def test_mail_goes_to_files_in_a_folder_with_special_characters(dev_server, monkeypatch, tmp_path):
    environ = pytest.importorskip("environ")
    monkeypatch.setattr(dev_server, "VAR", tmp_path / "a folder + more æ" / "var")
    environment = dev_server.demo_environment(8000, {})
    config = environ.Env.email_url_config(environment["EMAIL_URL"])
    assert config["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert config["EMAIL_FILE_PATH"] == str(dev_server.VAR / "mail")


def test_the_introduction_has_every_account_and_the_password(dev_server):
    text = dev_server.introduction(
        8123, dev_server.demo_environment(8123, {"DEMO_PASSWORD": "abc"})
    )
    for name in ("admin", "redaktor", "moderator", "alice", "bob"):
        assert f"{name}@example.org" in text
    assert "http://127.0.0.1:8123/" in text
    assert "abc" in text
