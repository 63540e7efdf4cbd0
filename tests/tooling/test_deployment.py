"""The files for a server: the site of nginx, the units of systemd, and the rotation of the log."""

import datetime
import http.client
import http.server
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SYSTEM_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
NGINX = shutil.which("nginx", path=SYSTEM_PATH)
LOGROTATE = shutil.which("logrotate", path=SYSTEM_PATH)
needs_nginx = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def write_certificate(folder):
    """Write a self-signed certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


class Hub(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that it has got."""

    def do_GET(self):
        body = "".join(f"{name.lower()}={value}\n" for name, value in self.headers.items())
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=0, s-maxage=60")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        """Write nothing."""


@pytest.fixture
def site(root, tmp_path):
    """The configuration, adapted to a folder and ports of the test."""
    hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    write_certificate(tmp_path)
    text = (root / "deploy" / "hub-nginx.conf").read_text()
    # Not every machine has IPv6.
    text = re.sub(r"\n +listen \[::\].*", "", text)
    for old, new in {
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443": f"listen 127.0.0.1:{secure}",
        "server 127.0.0.1:8000": f"server 127.0.0.1:{hub.server_port}",
        "/etc/letsencrypt/live/hub.example.org": str(tmp_path),
        "/var/cache/nginx/hub": f"{tmp_path}/cache",
        "/var/log/nginx": str(tmp_path),
        "/srv/hub/var/media": f"{tmp_path}/media",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "hub.conf").write_text(text)
    # Temporary folders of nginx that only root may write to by default.
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(
        f"{user} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log off; {folders} include {tmp_path}/hub.conf; }}"
    )
    yield tmp_path, plain, secure
    hub.shutdown()
    hub.server_close()


@needs_nginx
def test_nginx_accepts_the_site(site):
    folder, _plain, _secure = site

    result = subprocess.run(
        [NGINX, "-t", "-c", f"{folder}/nginx.conf"], capture_output=True, text=True
    )

    assert result.returncode == 0, result.stderr
    assert "[warn]" not in result.stderr


def ask(port: int, path: str, host: str = "hub.example.org", secure: bool = True, **headers: str):
    """Return the status, the headers and the body of a GET; None if nginx hangs up."""
    # Self-signed.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        try:
            connection = http.client.HTTPConnection(host)
            connection.sock = context.wrap_socket(plain, server_hostname=host) if secure else plain
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        except (ssl.SSLError, http.client.RemoteDisconnected):
            return None


@needs_nginx
def test_the_site_serves_its_host_only_and_logs_no_tokens(site):
    folder, plain, secure = site
    (folder / "media").mkdir()
    (folder / "media" / "a.jpg").write_text("picture")
    nginx = subprocess.Popen([NGINX, "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not (folder / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

        status, headers, _body = ask(plain, "/da/?q=a", secure=False)
        assert (status, headers["Location"]) == (301, "https://hub.example.org/da/?q=a")
        assert ask(plain, "/da/", host="other.example.org", secure=False) is None
        assert ask(secure, "/da/", host="other.example.org") is None

        status, _headers, body = ask(secure, "/da/", **{"X-Forwarded-For": "192.0.2.1"})
        assert status == 200
        assert "x-forwarded-proto=https" in body
        # The last entry is the one that nginx knows.
        assert "x-forwarded-for=192.0.2.1, 127.0.0.1" in body
        assert "host=hub.example.org" in body
        # From the cache, which readers with a session bypass.
        assert "192.0.2.1" in ask(secure, "/da/")[2]
        assert "192.0.2.1" not in ask(secure, "/da/", Cookie="sessionid=a")[2]

        status, headers, body = ask(secure, "/media/a.jpg")
        assert (status, body) == (200, "picture")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert ask(secure, "/media/wagtail_uploads/a.jpg")[0] == 403
        assert ask(secure, "/readyz")[0] == 200

        ask(secure, "/da/arrangementer/bekraeft/MTI:1vNabc:secret-signature/")
        ask(secure, "/da/konto/password/reset/key/1-secret-key/")
        ask(secure, "/da/arrangementer/billet/MTI:1vNabc:signature/secret.svg")
        ask(secure, "/da/arrangementer/mine/secret/kalender.ics")
        ask(secure, "/da/soeg/?q=secret-question")
    finally:
        nginx.terminate()
        nginx.wait(timeout=10)
    log = (folder / "hub.log").read_text()
    assert "/da/arrangementer/bekraeft/..." in log
    assert "GET /da/soeg/" in log
    assert "secret" not in log


@pytest.mark.parametrize("unit", ["hub-web", "hub-worker"])
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(root, tmp_path, unit):
    text = (root / "deploy" / f"{unit}.service").read_text()
    # It looks whether the program exists.
    (tmp_path / f"{unit}.service").write_text(text.replace("/srv/hub/.venv", str(root / ".venv")))

    result = subprocess.run(
        ["systemd-analyze", "verify", f"{tmp_path}/{unit}.service"], capture_output=True, text=True
    )

    assert result.returncode == 0, result.stderr
    assert result.stderr == ""


@pytest.mark.skipif(not LOGROTATE, reason="logrotate is not installed")
def test_logrotate_accepts_the_rotation(root, tmp_path):
    rule = tmp_path / "rule"
    rule.write_text((root / "deploy" / "hub-nginx.logrotate").read_text())
    rule.chmod(0o644)

    result = subprocess.run(
        [LOGROTATE, "--debug", "--state", f"{tmp_path}/state", rule], capture_output=True, text=True
    )

    assert result.returncode == 0, result.stderr
    assert "error:" not in result.stderr


def test_the_log_is_kept_as_long_as_addresses_are(root):
    rule = (root / "deploy" / "hub-nginx.logrotate").read_text()
    settings = (root / "hub" / "settings" / "periods.py").read_text()

    days = re.search(r'"IP_RETENTION_DAYS", default=(\d+)', settings)[1]
    assert f"rotate {days}\n" in rule
    assert f"maxage {days}\n" in rule
