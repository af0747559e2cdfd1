import os
from pathlib import Path

import pytest

from config.local import ROOT, Local, LocalError
from config.local.account import Account, our_folder, ourselves, own_folder, reaches

STRANGER = Account(uid=4_000_000, gid=4_000_000, drops=True)


def test_the_folder_is_in_the_checkout_unless_the_environment_says_otherwise():
    assert Local.of({}).folder == ROOT / ".local"
    assert Local.of({"TREDE_LOCAL": ".local/test"}).folder == ROOT / ".local" / "test"
    assert Local.of({"TREDE_LOCAL": "/srv/trede"}).folder == Path("/srv/trede")


def test_sockets_lie_in_the_cluster_while_the_path_is_short(folder):
    assert Local(folder).run == folder / "run"


@pytest.mark.parametrize("name", ["deep/" * 15, "with a space", "with'quote"])
def test_sockets_move_to_a_short_plain_path(folder, name):
    run = Local(folder / name).run
    assert run.parent == Path("/tmp")
    assert run == Local(folder / name).run
    assert len(os.fsencode(run / ".s.PGSQL.5432")) <= 90


def test_two_checkouts_have_two_socket_folders(folder):
    assert Local(folder / ("a" * 90)).run != Local(folder / ("b" * 90)).run


def test_an_account_that_may_not_pass_a_folder_does_not_reach_what_is_in_it(folder):
    closed = our_folder(folder / "closed", mode=0o700)
    assert reaches(STRANGER, folder / "local")
    assert not reaches(STRANGER, closed / "local")
    assert reaches(ourselves(), closed / "local")


def test_data_move_to_var_tmp_where_the_servers_account_cant_come(folder, monkeypatch):
    closed = our_folder(folder / "closed", mode=0o700)
    monkeypatch.setattr("config.local.account.of_servers", lambda: STRANGER)
    assert Local(closed / "local").home.parent == Path("/var/tmp")


def test_a_program_the_account_may_not_run_is_not_reached(folder):
    program = folder / "program"
    program.touch(mode=0o700)
    assert not reaches(STRANGER, program)
    program.chmod(0o755)
    assert reaches(STRANGER, program)


def test_the_mode_of_an_existing_folder_stays(folder):
    there = folder / "there"
    there.mkdir(mode=0o750)
    before = there.stat().st_mode
    own_folder(there, account=ourselves())
    our_folder(there / "below", mode=0o700)
    assert there.stat().st_mode == before


def test_a_folder_of_somebody_else_is_refused(folder):
    (folder / "theirs").mkdir()
    stranger = Account(uid=4_000_000, gid=4_000_000, drops=False)
    if os.geteuid() == 0:
        os.chown(folder / "theirs", 4_000_001, 4_000_001)
        with pytest.raises(LocalError, match="belongs to user 4000001"):
            own_folder(folder / "theirs", account=stranger)


def test_a_file_in_the_way_is_said(folder):
    (folder / "file").touch()
    with pytest.raises(LocalError, match="in the way"):
        own_folder(folder / "file", account=ourselves())
