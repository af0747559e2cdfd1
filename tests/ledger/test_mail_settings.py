"""EMAIL_URL: what it names, and what is said when it is not right."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail_server import MailServer


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        ("smtp://mail.example", MailServer("smtp", "mail.example", 25)),
        ("submission://u:p@mail.example", MailServer("submission", "mail.example", 587, "u", "p")),
        ("smtps://u%40x:p%3Aq@mail.example:4465", MailServer("smtps", "mail.example", 4465, "u@x", "p:q")),
    ],
)
def test_a_server_is_named_by_one_address(url: str, server: MailServer | None) -> None:
    assert MailServer.of(url) == server


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://u:geheim@h:none", "smtp:"])
def test_what_is_no_address_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is smtp://host:port") as refused:
        MailServer.of(url)
    assert "geheim" not in str(refused.value)
