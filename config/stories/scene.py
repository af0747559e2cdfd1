"""A story as it goes: where it is played, and who and what it is about so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.models import Team, User
from cases.residents.actions import Identity
from config.municipality import people
from config.municipality.pack import Pack
from config.municipality.persons import identity_of
from provisions.models import Provision


@dataclass(frozen=True, slots=True)
class Played:
    """A test person in a role of the story, and the number of the home in the pack."""

    person: str
    home: int = 1


@dataclass(slots=True)
class Scene:
    """`people`: who plays the resident and the others; `held`: the conversations; `seen`: the version last read."""

    story: str
    pack: Pack
    people: Mapping[str, Played] = field(default_factory=dict)
    held: list[UUID] = field(default_factory=list)
    concerns: list[UUID] = field(default_factory=list)
    seen: int = 0
    about: dict[str, UUID] = field(default_factory=dict)
    needs: dict[str, UUID] = field(default_factory=dict)
    referrals: dict[str, UUID] = field(default_factory=dict)

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

    def next_conversation(self) -> UUID:
        """The id of the story's first conversation, its second, and so on."""
        number = len(self.held) + 1
        self.held.append(first_id(self.story if number == 1 else f"{self.story}/{number}", self.pack))
        return self.held[-1]

    def user(self, role: str) -> User:
        return User.objects.get(email=people.address_of(role, self.pack.code))

    def team(self, seat: str) -> Team:
        return Team.objects.get(municipality=self.pack.code, code=self.pack.seats[seat])

    def provision(self, code: str) -> Provision:
        offer = self.pack.provision(code)
        return Provision.objects.offered_in(self.pack.code).get(organisation__name=offer.organisation, name=offer.name)

    def identity(self, who: str) -> Identity:
        played = self.people[who]
        return identity_of(played.person, self.pack.homes[played.home - 1])


def first_id(story: str, pack: Pack) -> UUID:
    """The id of a story's conversation: the same story in the same municipality is known again by it."""
    return uuid5(NAMESPACE_URL, f"https://stories.trede.test/{pack.code}/{story}")
