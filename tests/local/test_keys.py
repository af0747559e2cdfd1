import base64
from concurrent.futures import ThreadPoolExecutor
from stat import S_IMODE

from config.local import environment, keys, missing
from config.local.environment import remember_demo


def test_keys_are_made_once_and_read_afterwards(local):
    assert keys.read(local.keys) == keys.read(local.keys)


def test_only_we_can_read_a_key(local):
    keys.read(local.keys)
    assert S_IMODE(local.keys.stat().st_mode) == 0o700
    assert {S_IMODE(path.stat().st_mode) for path in local.keys.iterdir()} == {0o600}


def test_starters_at_the_same_moment_find_one_set(local):
    with ThreadPoolExecutor(12) as starters:
        sets = list(starters.map(lambda _: keys.read(local.keys), range(24)))
    assert all(found == sets[0] for found in sets)
    assert {path.name for path in local.keys.iterdir()} == set(keys.MAKERS)


def test_two_clusters_share_no_key(local, folder):
    others = keys.read(folder / "other" / "keys")
    assert not set(keys.read(local.keys).values()) & set(others.values())


def test_the_environment_names_two_roles_and_keys_of_32_bytes(local):
    given = environment(local)
    assert given["DATABASE_URL"].startswith("postgresql://trede_runtime:")
    assert given["DATABASE_OWNER_URL"].startswith("postgresql://trede_owner:")
    assert len(base64.b64decode(given["INDEX_KEY"])) == 32
    assert len(base64.b64decode(given["ANCHOR_KEY"])) == 32
    assert len(base64.b64decode(given["DATA_KEYS"].removeprefix("1:"))) == 32


def test_the_superuser_is_not_in_the_environment(local):
    assert keys.read(local.keys)["postgres_password"] not in " ".join(environment(local).values())


def test_who_names_a_database_gets_no_keys_from_here(local):
    assert missing({"DATABASE_URL": "postgresql://elsewhere/trede"}, local=local) == {}


def test_the_demo_on_a_named_database_gets_keys_but_no_other_owner(local):
    given = missing({"DATABASE_URL": "postgresql://elsewhere/trede", "TREDE_DEMO": "1"}, local=local)
    assert "SECRET_KEY" in given
    assert not {"DATABASE_URL", "DATABASE_OWNER_URL"} & given.keys()


def test_what_is_named_is_not_replaced(local):
    assert "SECRET_KEY" not in missing({"SECRET_KEY": "mine"}, local=local)


def test_runserver_after_the_demo_serves_the_demo(local):
    assert "TREDE_DEMO" not in environment(local)
    remember_demo(local, municipality="coevorden")
    assert environment(local)["TREDE_DEMO"] == "1"
    assert environment(local)["MUNICIPALITY"] == "coevorden"
