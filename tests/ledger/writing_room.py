"""What a room above would register: a worker of the tests takes it along."""

from datetime import datetime

from ledger import mail
from ledger.smtp import Mail

ADDRESS, SECRET = "noor.kwikstaart@voorbeeld.nl", "Kwikstaart vertelt iets"


def compose(payload: dict[str, str], at: datetime) -> Mail | None:
    return Mail(to=ADDRESS, subject="Bericht", body=SECRET)


mail.register("test", compose)
