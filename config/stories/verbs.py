"""What can happen in a story: each step is one real action. Nothing here touches a table itself."""

from config.stories.around_the_person import PERSON
from config.stories.at_the_desk import DESK
from config.stories.in_the_case import CASE
from config.stories.in_the_neighbourhood import NEARBY
from config.stories.on_the_stair import STAIR
from config.stories.verb import Verbs

VERBS: Verbs = {**DESK, **PERSON, **CASE, **STAIR, **NEARBY}
