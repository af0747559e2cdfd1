import json

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import term as term_command


def run(capsys, *arguments):
    call_command("term", *arguments)
    return capsys.readouterr().out


def test_it_answers_for_a_machine(capsys):
    answer = json.loads(run(capsys, "wmo.investigation", "2026-04-02", "--json"))
    assert list(answer) == ["rule", "start", "raw_end", "end", "moved_because", "explanation", "warnings"]
    assert (answer["raw_end"], answer["end"]) == ("2026-05-14", "2026-05-18")
    assert len(answer["moved_because"]) == 4


def test_it_answers_for_a_person(capsys):
    first, explanation, warning = run(capsys, "wgs.decision", "2026-03-09").splitlines()
    assert first == "2026-05-04"
    assert "the first talk" in explanation
    assert "ordinance" in warning


def test_it_takes_suspensions(capsys):
    pauses = ["--suspend", "2026-03-10:2026-03-20", "--suspend", "2026-03-24:2026-03-31"]
    assert json.loads(run(capsys, "awb.decision", "2026-03-09", *pauses, "--json"))["raw_end"] == "2026-05-19"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wmo.besluit", "2026-04-02"], "Unknown term"),
        (["6w", "2026-02-30"], "Write it as 2026-04-02"),
        (["6w", "2026-04-02", "--suspend", "2026-04-05"], "FROM:TO"),
        (["6w", "2026-04-02", "--suspend", "2026-04-05:soon"], "is no day"),
        (["6w", "2026-04-02", "--municipality", "../secrets"], "Unknown municipality"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, message):
    with pytest.raises(CommandError, match=message) as refused:
        call_command("term", *arguments)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


def test_a_missing_argument_is_one_line_too(capsys):
    with pytest.raises(SystemExit) as stopped:
        term_command.Command().run_from_argv(["manage.py", "term", "6w"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_it_counts_with_the_ordinance_of_a_municipality(capsys, monkeypatch, tmp_path):
    (tmp_path / "schoonoord.toml").write_text(
        '[[rule]]\nname = "wgs.decision"\nlength = 4\nunit = "weeks"\nstarts = "first_talk"\npausable = true\n'
        'atw = false\nbasis = "ordinance"\nclock = "duty"\nsource = "an ordinance"\nvalid_from = 2022-01-01\n'
    )
    monkeypatch.setattr(term_command, "PACKS", tmp_path)
    answer = json.loads(run(capsys, "wgs.decision", "2026-03-09", "--municipality", "schoonoord", "--json"))
    assert (answer["end"], answer["warnings"]) == ("2026-04-06", [])
