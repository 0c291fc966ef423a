"""compose.yaml against the published schema, and against this repository."""

import os
import re
import shlex
import subprocess
import sys
from typing import Any

import psycopg
import pytest
import yaml
from django.core.management import get_commands

from ops.compose import health
from ops.services import running_services
from ops.state import ROOT, State

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"migrate"}  # ends by itself; what waits for it waits for its success
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "NTARS_OWNER_PASSWORD", "NTARS_APP_PASSWORD"}
OURS = {"migrate", "web", "worker", "scheduler"}


def environment_of(name: str) -> dict[str, str]:
    return dict(SERVICES[name].get("environment", {}))


def test_compose_file_follows_the_published_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]

    done = subprocess.run([*command, ROOT / "compose.yaml"], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {"database", "redis", "nginx"} | OURS


def test_everything_that_keeps_running_has_a_health_check() -> None:
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service}

    assert without == ONE_SHOT


def test_what_is_waited_for_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, wait in service.get("depends_on", {}).items():
            success = "service_completed_successfully"
            expected = success if other in ONE_SHOT else "service_healthy"
            assert wait["condition"] == expected, f"{name} waits for {other}"


def test_only_nginx_has_a_port_of_the_host() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_the_database_and_redis_cannot_reach_the_outside() -> None:
    assert SERVICES["database"]["networks"] == ["inside"]
    assert SERVICES["redis"]["network_mode"] == "none"
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_can_gain_no_rights(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_migration_knows_the_owners_password() -> None:
    knowing = {name for name in OURS if "NTARS_OWNER_PASSWORD" in str(environment_of(name))}

    assert knowing == {"migrate"}


def test_no_container_of_ours_knows_the_superusers_password() -> None:
    assert [name for name in OURS if "POSTGRES_PASSWORD" in str(environment_of(name))] == []


def test_every_secret_comes_from_the_environment_file_and_must_be_set() -> None:
    text = (ROOT / "compose.yaml").read_text()
    example = (ROOT / ".env.example").read_text()

    required = set(re.findall(r"\$\{(\w+):\?", text))

    assert {name for name in required if f"\n{name}=" not in example} == set()
    assert SECRETS - required == set()


def test_every_setting_is_named_in_the_example() -> None:
    settings = (ROOT / "ntars_geo" / "settings.py").read_text()
    gunicorn = (ROOT / "ops" / "gunicorn.py").read_text()
    example = (ROOT / ".env.example").read_text()

    read = re.findall(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z_]+)\"", settings + gunicorn)

    assert len(read) > 10
    assert {name for name in read if not re.search(rf"^#? ?{name}=", example, re.M)} == set()


def test_no_secret_has_a_value_in_the_example() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()

    secrets = [line for line in lines if re.match(r"[A-Z_]*(PASSWORD|SECRET_KEY)=", line)]

    assert [line for line in secrets if not line.endswith("=")] == []
    assert len(secrets) == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "migrate"])
def test_settings_load_with_what_a_container_is_given(name: str) -> None:
    given = {key: filled_in(value) for key, value in environment_of(name).items()}
    command = [sys.executable, "manage.py", "check", "--deploy"]

    done = subprocess.run(
        command, cwd=ROOT, env=given | {"PATH": ""}, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    # What stays of Django's warnings for production: nginx sends plain http to https (W008), and
    # strict transport for a whole domain is for the operator to say (W005, W021).
    meant = {"security.W005", "security.W008", "security.W021"}
    assert set(re.findall(r"\w+\.W\d+", done.stderr)) <= meant


def filled_in(value: str) -> str:
    """Put a value in place of each variable, as compose does from .env."""
    plain = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
    plain = re.sub(r"\$\{BASE_URL:\?[^}]*\}", "https://bid.example", plain)
    return re.sub(r"\$\{\w+:\?[^}]*\}", "4f1c9b2e7a05d368" * 4, plain)


@pytest.mark.parametrize("name", sorted(OURS))
def test_commands_exist(name: str) -> None:
    words = SERVICES[name]["command"]

    if words[1] == "manage.py":
        assert words[2] in get_commands()
    else:
        assert words[:3] == ["python", "-m", "gunicorn"]
        assert (ROOT / words[words.index("-c") + 1]).is_file()


def test_health_checks_of_ours_exist() -> None:
    for name in OURS - ONE_SHOT:
        words = SERVICES[name]["healthcheck"]["test"]
        assert words[:4] == ["CMD", "python", "-m", "ops.compose.health"]
        assert words[4] in health.CHECKS


def test_mounted_files_exist() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    paths = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_mounted_volumes_are_declared() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    named = {mount.split(":")[0] for mount in mounts if mount[0] not in "./$"}

    assert named == set(COMPOSE["volumes"])


def test_web_and_worker_share_the_folder_of_photographs() -> None:
    (folder,) = re.findall(r"\bMEDIA_ROOT=(\S+)", (ROOT / "Containerfile").read_text())

    holding = {
        name
        for name, service in SERVICES.items()
        if f"media:{folder}" in service.get("volumes", [])  # writable: the worker takes them away
    }

    assert holding == {"web", "worker"}
    assert [name for name in OURS if "MEDIA_ROOT" in environment_of(name)] == []
    assert (
        f"install -d -o ntars -g ntars -m 0700 /var/lib/ntars {folder}"
        in (ROOT / "Containerfile").read_text()
    )


def test_what_the_containerfile_copies_exists() -> None:
    lines = (ROOT / "Containerfile").read_text().splitlines()
    copies = [shlex.split(line)[1:-1] for line in lines if line.startswith("COPY ")]
    sources = [word for words in copies if not words[0].startswith("--from") for word in words]

    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_the_containerfile_copies_every_app() -> None:
    text = (ROOT / "Containerfile").read_text()
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert {name for name in apps if f"COPY {name} {name}\n" not in text} == set()


@pytest.mark.slow
def test_the_databases_init_script_gives_both_roles_their_passwords(state: State) -> None:
    passwords = {"NTARS_OWNER_PASSWORD": "o'wner", "NTARS_APP_PASSWORD": "a$pp"}
    with running_services(state, "test", "make test") as (services, _family):
        home = services.cluster.home.sockets
        environment = (
            dict(os.environ)
            | passwords
            | {
                "PATH": f"{services.cluster.binaries}:{os.environ['PATH']}",
                "PGHOST": str(home),
                "NTARS_SQL_FOLDER": str(ROOT / "ops" / "sql"),
            }
        )
        script = ROOT / SERVICES["database"]["volumes"][1].split(":")[0] / "10-ntars.sh"

        for _twice in range(2):  # it may be run again by hand
            subprocess.run(["sh", script], env=environment, check=True)

        with psycopg.connect(host=str(home), user="postgres", dbname="postgres") as connection:
            query = "SELECT rolname, rolcreatedb, rolpassword FROM pg_authid"
            found = {row[0]: row[1:] for row in connection.execute(query)}
    roles = {name: found[name] for name in ("ntars_owner", "ntars_app")}
    assert {name for name, (createdb, _) in roles.items() if createdb} == set()
    assert all(str(password).startswith("SCRAM-SHA-256$") for _, password in roles.values())
