import pytest

from tests.house import translations

PLURALS = "Plural-Forms: nplurals=2; plural=(n != 1);"
HEAD = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"{PLURALS}\\n"\n'


@pytest.fixture
def catalogue(tmp_path):
    def holding(text):
        path = tmp_path / "django.po"
        path.write_text(HEAD + "\n" + text, encoding="utf-8")
        return path

    return holding


def test_every_text_collected_so_far_has_its_dutch():
    catalogue = translations.ROOT / translations.CATALOGUE
    assert [*translations.complaints(catalogue), *translations.not_to_keep(catalogue)] == []


def test_a_text_without_dutch_is_found(catalogue):
    assert list(translations.complaints(catalogue('msgid "Case"\nmsgstr ""\n'))) == ["no Dutch for: Case"]


def test_a_plural_with_one_form_is_found(catalogue):
    text = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s dag"\nmsgstr[1] ""\n'
    assert list(translations.complaints(catalogue(text))) == ["no Dutch for: %(n)s day"]


@pytest.mark.parametrize(
    ("english", "dutch"), [("by %(day)s", "uiterlijk %(dag)s"), ("Saved at {time}", "Opgeslagen")], ids=["%", "{}"]
)
def test_a_placeholder_that_got_lost_is_found(catalogue, english, dutch):
    found = catalogue(f'msgid "{english}"\nmsgstr "{dutch}"\n')
    assert list(translations.complaints(found)) == [f"other placeholders in: {dutch}"]


def test_a_guess_is_no_dutch(catalogue):
    found = catalogue('#, fuzzy\nmsgid "Cases"\nmsgstr "Zaak"\n')
    assert list(translations.complaints(found)) == ["no Dutch for: Cases"]
    assert list(translations.not_to_keep(found)) == ["fuzzy: Cases"]


def test_a_date_in_the_head_is_found(tmp_path):
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n"POT-Creation-Date: 2026-11-22 19:37+0100\\n"\n', encoding="utf-8")
    assert "changes with every run" in next(translations.not_to_keep(path))


def test_without_gettext_the_check_says_loudly_that_it_saw_less(monkeypatch, capsys):
    monkeypatch.setattr(translations.shutil, "which", lambda name: None)
    translations.main()
    assert capsys.readouterr().err.startswith("NOT CHECKED WHOLE: gettext is missing")


@pytest.mark.skipif(not translations.shutil.which("xgettext"), reason="needs gettext")
def test_a_text_that_is_new_in_the_code_is_missed(monkeypatch, tmp_path, capsys):
    for room in translations.ROOMS:
        (tmp_path / "code" / room).mkdir(parents=True)
    (tmp_path / "code" / "cases" / "words.py").write_text(
        'from django.utils.translation import gettext as _\n_("New")\n'
    )
    kept = tmp_path / "code" / translations.CATALOGUE
    kept.parent.mkdir(parents=True)
    kept.write_text(HEAD, encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path / "code")
    assert translations.main() == 1
    assert capsys.readouterr().err == "no Dutch for: New\n"
