"""A story as it goes: where it is played, and who and what it is about so far."""

from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.models import Team
from cases.residents.actions import Identity
from config.municipality.pack import Pack
from config.municipality.persons import identity_of
from provisions.models import Provision


@dataclass(slots=True)
class Scene:
    """`home` is the number of the resident's address in the pack; `seen` the version of the conversation as read."""

    story: str
    pack: Pack
    person: str = ""
    home: int = 1
    seen: int = 0
    about: dict[str, UUID] = field(default_factory=dict)
    needs: dict[str, UUID] = field(default_factory=dict)

    @property
    def municipality(self) -> str:
        return self.pack.code

    @property
    def conversation(self) -> UUID:
        return self.about["conversation"]

    @property
    def case(self) -> UUID:
        return self.about["case"]

    @property
    def resident(self) -> UUID:
        return self.about["resident"]

    def first_id(self) -> UUID:
        return first_id(self.story, self.pack)

    def team(self, seat: str) -> Team:
        return Team.objects.get(municipality=self.pack.code, code=self.pack.seats[seat])

    def provision(self, code: str) -> Provision:
        offer = self.pack.provision(code)
        return Provision.objects.offered_in(self.pack.code).get(organisation__name=offer.organisation, name=offer.name)

    def identity(self) -> Identity:
        return identity_of(self.person, self.pack.homes[self.home - 1])


def first_id(story: str, pack: Pack) -> UUID:
    """The id of a story's conversation: the same story in the same municipality is known again by it."""
    return uuid5(NAMESPACE_URL, f"https://stories.trede.test/{pack.code}/{story}")
