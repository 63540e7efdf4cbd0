"""The image and the file of Compose: hardened, pinned, healthy, and accepted by their linters."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

SYSTEM_PATH = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}:/usr/sbin"
DATABASE_AND_CACHE = ("database", "cache")
OF_THE_HUB = ("migrate", "web1", "web2", "worker")
# They serve no port.
WITHOUT_HEALTHCHECK = ("migrate", "worker")


def program(name: str) -> str:
    """Return the path of a program; skip the test if it is not installed."""
    path = shutil.which(name, path=SYSTEM_PATH)
    if not path:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def compose(root):
    return yaml.safe_load((root / "deploy" / "compose.yaml").read_text())


@pytest.fixture
def stages(root):
    """The instructions of each stage of the Dockerfile."""
    text = (root / "deploy" / "Dockerfile").read_text()
    text = re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = []
    for instruction, value in lines:
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, value))
    return found


def value_of(stage, instruction: str) -> str:
    """Return the last value, which counts."""
    return [value for name, value in stage if name == instruction][-1]


def is_pinned(image: str) -> bool:
    """Whether the tag has at least a major version."""
    return bool(re.search(r":[0-9]+(\.[0-9]+)*(-[a-z]+)*$", image))


def test_the_last_stage_runs_without_root_and_build_tools(stages):
    assert len(stages) > 1
    last = stages[-1]
    assert "-slim" in value_of(last, "FROM")
    uid = value_of(last, "USER").split(":")[0]
    assert uid.isdecimal()
    assert int(uid) > 0
    commands = " ".join(value for name, value in last if name == "RUN")
    assert "apt" not in commands
    assert "pip install" not in commands
    assert "/livez" in value_of(last, "HEALTHCHECK")


def test_the_stages_have_the_same_pinned_python(stages):
    images = [value_of(stage, "FROM").split()[0] for stage in stages]

    assert all(map(is_pinned, images))
    assert len({image.replace("-slim", "") for image in images}) == 1


def test_no_secret_is_left_in_the_image(stages):
    """A variable of the image stays in it; one of a command does not."""
    kept = [value for stage in stages for name, value in stage if name in ("ENV", "ARG")]
    assert not re.search("SECRET|PASSWORD|TOKEN|_KEY", " ".join(kept))


def test_no_environment_or_data_gets_into_the_image(root):
    ignored = (root / ".dockerignore").read_text().splitlines()
    assert {".git", ".venv", "var", "**/*.env", "deploy/.env"} <= set(ignored)


def test_hadolint_accepts_the_dockerfile(root):
    run = subprocess.run(
        [program("hadolint"), str(root / "deploy" / "Dockerfile")], capture_output=True, text=True
    )

    assert (run.returncode, run.stdout) == (0, "")


def test_the_services_are_those_of_the_documents(compose):
    assert set(compose["services"]) == {*OF_THE_HUB, *DATABASE_AND_CACHE, "proxy"}


def test_every_service_is_hardened(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        # Caddy needs a port below 1024, and no other.
        assert "user" in service or service["cap_add"] == ["NET_BIND_SERVICE"], name
        assert not service.get("user", "1").startswith("0"), name
        assert not service.get("privileged"), name


def test_every_image_has_a_version(compose):
    images = {service["image"] for service in compose["services"].values()}
    own = {image for image in images if image.startswith("hub:")}

    assert len(own) == 1
    assert all(map(is_pinned, images - own))


@pytest.mark.parametrize("tag", ["caddy", "caddy:latest", "redis:alpine"])
def test_an_image_without_a_version_is_found(tag):
    assert not is_pinned(tag)


def test_every_service_that_serves_has_a_health_check(compose):
    for name, service in compose["services"].items():
        check = service["healthcheck"]
        assert check.get("disable", False) == (name in WITHOUT_HEALTHCHECK), name
        assert "test" in check or name in WITHOUT_HEALTHCHECK, name


def test_the_hub_has_its_environment_and_starts_after_the_migrations(compose):
    for name in OF_THE_HUB:
        service = compose["services"][name]
        assert service["env_file"] == ["hub.env"]
        assert {"media", "private"} == {volume.split(":")[0] for volume in service["volumes"]}
        if name != "migrate":
            condition = service["depends_on"]["migrate"]["condition"]
            assert condition == "service_completed_successfully"


def test_only_the_proxy_is_open_to_the_world(compose):
    services = compose["services"]
    assert [name for name in services if "ports" in services[name]] == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True
    for name in DATABASE_AND_CACHE:
        assert services[name]["networks"] == ["inside"]


def test_private_files_are_in_no_container_that_serves_files(compose):
    assert not any("private" in volume for volume in compose["services"]["proxy"]["volumes"])


def test_no_password_stands_in_the_file(root):
    lines = (root / "deploy" / "compose.yaml").read_text().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    passwords = re.findall(r"(?:PASSWORD: |://hub:)(\S+)", text)
    assert len(passwords) == 2
    assert all(password.startswith("${POSTGRES_PASSWORD:?") for password in passwords)


def test_compose_accepts_the_file_and_names_what_is_missing(root, tmp_path):
    compose_program = program("docker-compose")
    shutil.copy(root / "deploy" / "compose.yaml", tmp_path)
    shutil.copy(root / "deploy" / "env.example", tmp_path / "hub.env")
    command = [compose_program, "--file", "compose.yaml", "config", "--quiet"]
    kept = {"PATH": SYSTEM_PATH, "HOME": str(tmp_path)}

    bare = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert bare.returncode != 0
    assert "set it in .env" in bare.stderr

    (tmp_path / ".env").write_text("HUB_HOST=hub.example.org\nPOSTGRES_PASSWORD=abc\n")
    run = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


def test_caddy_accepts_its_file(root, tmp_path):
    caddyfile = root / "deploy" / "Caddyfile"
    run = subprocess.run(
        [program("caddy"), "validate", "--adapter=caddyfile", f"--config={caddyfile}"],
        env={"PATH": SYSTEM_PATH, "HOME": str(tmp_path), "HUB_HOST": "hub.example.org"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
