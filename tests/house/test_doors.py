"""Every URL has a door in the access table, and every door a URL."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import ROLES, Permission
from accounts.doors import DOORS, PUBLIC

NOT_OURS = ("static",)


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_url_is_in_the_access_table_and_every_door_has_a_url() -> None:
    assert set(names(get_resolver().url_patterns)) - set(NOT_OURS) == DOORS.keys()


def test_no_url_is_without_a_name() -> None:
    assert [name for name in names(get_resolver().url_patterns) if name.endswith("None")] == []


def test_a_door_asks_a_permission_or_says_that_it_is_public() -> None:
    assert {door for door in DOORS.values() if door != PUBLIC} <= set(Permission)


def test_few_doors_are_public() -> None:
    public = {name for name, door in DOORS.items() if door == PUBLIC}
    assert public <= {
        "livez",
        "readyz",
        "account_login",
        "demo_login",
        "set_language",
        "account_logout",
        "accounts:set_password",
        "partner",
        "facility",
    }


def test_every_permission_is_somebodys_and_some_door_or_action_asks_it() -> None:
    given = {permission for permissions in ROLES.values() for permission in permissions}
    assert given | {Permission.SIGNED_IN} == set(Permission)
