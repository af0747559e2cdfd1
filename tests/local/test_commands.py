import pytest

from config.local import LocalError, guard, needs_servers
from config.local.commands import needs_database, role_of


@pytest.mark.parametrize(
    "line",
    [
        "",
        "help migrate",
        "--version",
        "term wmo.investigation 2026-04-02",
        "check",
        "collectstatic --noinput",
        "migrate --help",
    ],
)
def test_what_reads_files_only_starts_no_server(line):
    assert not needs_database(["manage.py", *line.split()])


@pytest.mark.parametrize(
    "line", ["migrate", "runserver", "shell", "relay", "check --database default", "report funnel"]
)
def test_what_needs_rows_gets_servers(line):
    assert needs_database(["manage.py", *line.split()])


@pytest.mark.parametrize("command", ["migrate", "load_municipality", "tell_stories", "seed", "verify_journal"])
def test_what_makes_fills_or_verifies_is_the_owner(command):
    assert role_of(["manage.py", command]) == "owner"


@pytest.mark.parametrize(
    "command", ["runserver", "relay", "shell", "report", "bench", "import_provisions", "export_provisions"]
)
def test_what_serves_is_the_runtime_role(command):
    assert role_of(["manage.py", command]) == "runtime"


def test_named_servers_are_used_instead():
    named = {"DATABASE_URL": "postgresql://elsewhere/trede", "REDIS_URL": "redis://elsewhere"}
    assert needs_servers({})
    assert not needs_servers(named)
    assert not needs_servers(named | {"TREDE_DEMO": "1"})


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "demo.localhost", "LOCALHOST."]
)
def test_a_name_that_can_only_mean_this_machine_is_local(name):
    assert guard.is_local(name)


@pytest.mark.parametrize(
    "name", ["0.0.0.0", "::", "*", "trede.hoogeveen.nl", "localhost.evil.nl", ".localdomain", "10.0.0.1"]
)
def test_any_other_name_is_not(name):
    assert not guard.is_local(name)


@pytest.mark.parametrize("setting", ["BIND", "ALLOWED_HOSTS"])
def test_a_demo_for_others_does_not_start(setting):
    with pytest.raises(LocalError, match="not this machine"):
        guard.refuse_public({setting: "trede.hoogeveen.nl"})


def test_one_public_name_among_local_ones_is_enough():
    with pytest.raises(LocalError, match=r"trede\.nl"):
        guard.refuse_public({"ALLOWED_HOSTS": "localhost,trede.nl"})


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_said(port):
    with pytest.raises(LocalError, match="not a port"):
        guard.refuse_taken_port("127.0.0.1", port)
