from typing import Any

import pytest
from django.test import Client

from accounts.access import Actor
from tests.pages.hands import signed_in


@pytest.fixture
def browse(world: None) -> Any:
    """`browse(IRIS)`: a browser in which Iris works; one per person."""
    inside: dict[Actor, Client] = {}

    def come_in(actor: Actor) -> Client:
        if actor not in inside:
            inside[actor] = signed_in(actor)
        return inside[actor]

    return come_in
