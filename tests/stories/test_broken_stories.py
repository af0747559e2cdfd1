"""Each way in which a story can be written wrong is told with the file, the place, and what to write instead."""

from pathlib import Path

import pytest

from config.municipality import pack as packs
from config.stories import told
from config.stories.values import BadStory

GOOD = """
id = "a-story"
title = "Een verhaal"
today = 2026-10-01

[resident]
person = "Lg01_414"

[[step]]
at = 2026-09-07T09:10:00
who = "intake"
does = "start_conversation"

[[step]]
at = 2026-09-07T09:30:00
who = "intake"
does = "open_case"
laws = ["wmo"]
own_words = "Ik zie niemand."

[[step]]
at = 2026-09-09T10:00:00
who = "team"
does = "name_need"
need = "contact"
law = "wmo"
life_area = "social_network"
title = "Mensen zien"

[[step]]
at = 2026-09-09T10:10:00
who = "team"
does = "weigh"
need = "contact"
[step.layers]
social_network = { outcome = "partly", reason = "Haar dochter komt." }

[expect]
case = "investigating"
"""

BROKEN = {
    "an unknown key": (
        'title = "Een verhaal"',
        'titel = "Een verhaal"',
        "story: 'titel' is not known here. Did you mean",
    ),
    "a missing key": ('own_words = "Ik zie niemand."', "", "step 2 (line 14): 'own_words' is missing."),
    "an unknown key of a step": (
        'need = "contact"\nlaw',
        'nood = "contact"\nlaw',
        "step 3 (line 21): 'nood' is not known",
    ),
    "an unknown step": (
        'does = "weigh"',
        'does = "wiegh"',
        "step 4 (line 30): 'wiegh' is not known here. Did you mean 'weigh'?",
    ),
    "a step without a verb": ('does = "weigh"', "", "step 4 (line 30): None is not known here. Write one of:"),
    "a layer that does not exist": (
        "social_network = {",
        "sociaal_netwerk = {",
        "layers: 'sociaal_netwerk' is not known here.",
    ),
    "step 4 as a lower layer": (
        "social_network = {",
        "tailored_provision = {",
        "Write one of: own_strength, usual_help",
    ),
    "an unknown outcome": ('"partly"', '"bijna"', "outcome: 'bijna' is not known here."),
    "an unknown role": (
        'who = "team"\ndoes = "weigh"',
        'who = "wijk"\ndoes = "weigh"',
        "who: 'wijk' is not known here.",
    ),
    "an unknown law": ('laws = ["wmo"]', 'laws = ["wlz"]', "laws: 'wlz' is not known here. Write one of: wmo,"),
    "a list that is none": ('laws = ["wmo"]', 'laws = "wmo"', "laws: 'wmo' is no list."),
    "an impossible date": ("2026-09-09T10:10:00", "2026-02-30T10:10:00", "no valid TOML: Invalid date or datetime"),
    "a date as text": ("today = 2026-10-01", 'today = "morgen"', "today: 'morgen' is no day. Write it as 2026-04-02"),
    "a day for a moment": ("2026-09-09T10:10:00", "2026-09-09", "is no moment. Write it as 2026-04-02T09:30:00"),
    "somebody who does not play": (
        'does = "open_case"\nlaws = ["wmo"]\nown_words = "Ik zie niemand."',
        'does = "link_resident"\n[[step]]\nat = 2026-09-07T09:31:00\nwho = "intake"\ndoes = "move_in"\n'
        'person = "mother"\nsince = 2020-01-01',
        "step 3 (move_in, line 18): say who 'mother' is under [people.mother]",
    ),
    "an unknown route": (
        'case = "investigating"',
        'route = "extern"',
        "route: 'extern' is not known here. Did you mean 'external'",
    ),
    "a worry nobody signalled": (
        'does = "open_case"\nlaws = ["wmo"]\nown_words = "Ik zie niemand."',
        'does = "report_to_safe_home"\ntext = "Gemeld."',
        'there is no safety concern yet. Put a step with does = "signal_safety"',
    ),
    "a step in the past": ("2026-09-09T10:10:00", "2026-09-08T10:10:00", "lies before the step above"),
    "a step after today": ("2026-09-09T10:10:00", "2026-11-09T10:10:00", "or after `today` (2026-10-01)"),
    "broken TOML": ("[expect]", "[expect", "is no valid TOML"),
    "an unknown person": ("Lg01_414", "Lg01_999", "person: 'Lg01_999' is not known here. Did you mean"),
    "a need nobody named": (
        'need = "contact"\n[step',
        'need = "contct"\n[step',
        "there is no need 'contct' yet. Put a step",
    ),
    "a case nobody opened": (
        'does = "open_case"\nlaws = ["wmo"]\nown_words = "Ik zie niemand."',
        'does = "link_resident"',
        'step 3 (name_need, line 19): there is no case yet. Put a step with does = "open_case"',
    ),
    "an unknown state": ('case = "investigating"', 'case = "bezig"', "expect: case: 'bezig' is not known here."),
    "an unexpected expectation": ('case = "investigating"', 'zaak = "open"', "expect: 'zaak' is not known here."),
    "an expected need nobody named": (
        "[expect]",
        '[expect.needs.house]\nstate = "open"\n[expect]',
        "[expect.needs.house]: no step names",
    ),
    "a name with spaces": ('"a-story"', '"een verhaal"', "id: write small letters, digits and dashes only"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "story.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_story_that_is_broken_below_is_good(tmp_path: Path) -> None:
    story = told.read(written(tmp_path, GOOD))
    told.fits(story, packs.read("hoogeveen"))
    assert [step.does for step in story.steps] == ["start_conversation", "open_case", "name_need", "weigh"]


@pytest.mark.parametrize(("good", "bad", "told_so"), BROKEN.values(), ids=BROKEN)
def test_a_broken_story_says_where_and_what(good: str, bad: str, told_so: str, tmp_path: Path) -> None:
    assert good in GOOD
    with pytest.raises(BadStory) as refusal:
        told.read(written(tmp_path, GOOD.replace(good, bad, 1)))
    assert str(refusal.value).startswith("story.toml")
    assert told_so in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(BadStory, match=r"can't be read as a story.*0-first-story"):
        told.read(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "story.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadStory, match="can't be read as a story"):
        told.read(tmp_path / "story.toml")


def test_a_provision_the_municipality_does_not_have_is_named(tmp_path: Path) -> None:
    cover = '[[step]]\nat = 2026-09-09T11:00:00\nwho = "team"\ndoes = "cover"\nneed = "contact"\nlayers = []\n'
    text = GOOD.replace("[expect]", f'{cover}provision = "day_meting"\n[expect]')
    with pytest.raises(BadStory, match=r"Hoogeveen has no provision 'day_meting'. Did you mean 'day_meeting'"):
        told.fits(told.read(written(tmp_path, text)), packs.read("hoogeveen"))


def test_a_home_the_municipality_does_not_have_is_named(tmp_path: Path) -> None:
    story = told.read(written(tmp_path, GOOD.replace('"Lg01_414"', '"Lg01_414"\nhome = 99')))
    with pytest.raises(BadStory, match="has homes 1 to 33, not 99"):
        told.fits(story, packs.read("coevorden"))
