import hashlib
import importlib.util
import subprocess
import sys

import pytest

from config.local import ROOT

SCRIPT = ROOT / "config" / "local" / "venv.py"


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """The script as a module, on a checkout of its own that installs nothing."""
    spec = importlib.util.spec_from_file_location("venv_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements").mkdir()
    (tmp_path / ".venv").mkdir()
    for name in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(name)
    return module


@pytest.fixture
def installs(venv, monkeypatch):
    """Which requirements pip was asked for."""
    asked = []

    def pip(command, **_):
        asked.append(command[-1])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(venv.subprocess, "run", pip)
    return asked


def stamp(venv, name: str, text: str) -> None:
    (venv.VENV / f"{name}.installed").write_text(hashlib.sha256(text.encode()).hexdigest())


def test_what_is_installed_is_not_installed_again(venv, installs):
    venv.install("runtime")
    venv.install("runtime")
    assert len(installs) == 1


def test_changed_requirements_are_installed(venv, installs):
    stamp(venv, "runtime", "what it was")
    venv.install("runtime")
    assert len(installs) == 1


def test_what_is_for_development_holds_what_is_for_running(venv, installs):
    stamp(venv, "dev", "dev")
    venv.install("runtime")
    assert installs == []


def test_what_is_for_running_is_not_enough_for_development(venv, installs):
    stamp(venv, "runtime", "runtime")
    venv.install("dev")
    assert len(installs) == 1


def test_an_environment_whose_python_is_gone_is_not_usable(venv):
    venv.PYTHON.parent.mkdir()
    venv.PYTHON.symlink_to("/no/such/python3.11")
    assert not venv.usable()


def test_a_python_without_ensurepip_is_one_clear_line(venv, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="ensurepip is not available")
    monkeypatch.setattr(venv.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(venv.VenvError, match="python3-venv") as raised:
        venv.make()
    assert "\n" not in str(raised.value)
    assert not venv.VENV.exists()


def test_an_old_python_is_told_which_one_is_needed(venv, monkeypatch):
    monkeypatch.setattr(venv.sys, "version_info", (3, 9, 2))
    with pytest.raises(venv.VenvError, match=r"Python 3\.9\.2; Trede needs 3\.11"):
        venv.check_python()


def test_a_wrong_word_is_exit_code_2():
    done = subprocess.run([sys.executable, SCRIPT, "everything"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
