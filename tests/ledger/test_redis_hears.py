"""What passes through Redis: ids. It is listened to while notices and a mail go out, as a thief beside it would."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.exceptions import RedisError, TimeoutError

from config.local.redis import SOCKET
from ledger.models import OutboxMessage
from tests.cast import IRIS, NOORD, TESS, acting, open_case, register_resident
from tests.ledger.post_office import PostOffice, under_way, until
from tests.ledger.test_kill_mail import put_mail
from tests.ledger.writing_room import ADDRESS, SECRET

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers, pytest.mark.enable_socket]
BODY = re.compile(r'"body": "([A-Za-z0-9+/=]+)"')
CANARIES = ("Kwikstaartachtig", "999990469", "Kwikstaartstraat", ADDRESS, SECRET)


@contextmanager
def overheard(office: PostOffice) -> Iterator[list[str]]:
    """Every command that Redis gets, as it gets it."""
    heard: list[str] = []
    client = Redis(unix_socket_path=str(office.redis.local.run / SOCKET))
    ears = client.monitor()
    ears.__enter__()

    def listen() -> None:
        while True:
            try:
                heard.append(ears.next_command()["command"])
            except (TimeoutError, ValueError):
                continue  # silence while a worker starts, or a line that is no command
            except (RedisError, OSError):
                return

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        office.kill("redis")
        thread.join(20)
        ears.connection.disconnect()
        client.close()


def test_ids_pass_through_redis_and_nothing_else(office: PostOffice) -> None:
    office.start("redis")
    with overheard(office) as heard:
        office.start("worker", "relay")
        resident = register_resident(
            family_name="Kwikstaartachtig", bsn="999990469", street="Kwikstaartstraat", place="Hoogeveen"
        )
        open_case(by=IRIS, team=NOORD, own_words=SECRET, resident=resident.id)
        with acting(TESS):
            put_mail(1)
        assert until(lambda: under_way() == 0, seconds=60), office.log("worker")
        numbers = set(OutboxMessage.objects.values_list("id", flat=True))
    bodies = [json.loads(base64.b64decode(body)) for said in heard for body in BODY.findall(said)]
    # A task is a list: arguments, named arguments, what follows. The rest is what workers say to each other.
    work = [body for body in bodies if isinstance(body, list)]
    assert {tuple(arguments) for arguments, _named, _follows in work} == {(number,) for number in numbers}
    assert all(named == {} for _arguments, named, _follows in work)
    everything = "\n".join(
        [*heard, json.dumps(bodies), json.dumps(list(OutboxMessage.objects.values("payload", "key")))]
    )
    assert len(heard) > 10
    for text in CANARIES:
        assert text not in everything
        assert base64.b64encode(text.encode()).decode() not in everything
    assert office.server.received().total() == 1
