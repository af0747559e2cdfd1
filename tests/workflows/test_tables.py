import pytest

from workflows import tables


@pytest.mark.parametrize("name", tables.FLOWS)
def test_the_table_in_docs_is_what_the_code_says(name):
    assert (tables.DOCS / f"{name}.md").read_text(encoding="utf-8") == tables.page(name)


def test_a_stale_table_is_noticed_and_rewritten(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "DOCS", tmp_path)
    assert tables.main(["--check"]) == 1
    assert "docs/tables/need.md is not what the code says" in capsys.readouterr().err
    assert tables.main([]) == 0
    assert tables.main(["--check"]) == 0
