"""Where the data goes, and what is said when it can't go there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.settings import Keep, load_settings


def test_the_option_goes_before_the_environment(tmp_path: Path) -> None:
    environ = {"BLOCKLOOM_DATA": str(tmp_path / "environment")}
    assert load_settings(tmp_path / "option", environ).data == tmp_path / "option"
    assert load_settings(None, environ).data == tmp_path / "environment"
    assert not (tmp_path / "option" / "app.db").exists()


def test_without_either_it_is_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    folder = load_settings(None, {}).data
    assert folder.is_relative_to(tmp_path) and folder.name == "blockloom"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"BLOCKLOOM_DATABASE_URL": " "}).database_url is None
    assert load_settings(tmp_path, {"BLOCKLOOM_DATABASE_URL": "sqlite://"}).database_url == "sqlite://"


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_the_way_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="a file is in its place.*--data DIR"):
        load_settings(tmp_path / "file" / below)


def test_a_name_that_no_system_takes(tmp_path: Path) -> None:
    for name in ("nul\0byte", "x" * 5000):
        with pytest.raises(SettingsError, match="can't be made"):
            load_settings(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match="can't be (made|written)"):
        load_settings(tmp_path / "ours")


def test_hosts_that_flows_may_reach_are_listed(tmp_path: Path) -> None:
    listed = load_settings(tmp_path, {"BLOCKLOOM_HTTP_ALLOW": " CRM.local:8080, 10.0.0.5 ,[fd00::1]:80,"}).http_allow
    assert listed == {"crm.local:8080", "10.0.0.5", "fd00::1:80"}
    assert load_settings(tmp_path, {}).http_allow == set()


@pytest.mark.parametrize("host", ["http://crm.local", "crm.local:port", "10.0.0.0/8", "*", "a b"])
def test_a_host_that_is_none_is_told(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="BLOCKLOOM_HTTP_ALLOW holds"):
        load_settings(tmp_path, {"BLOCKLOOM_HTTP_ALLOW": host})


def test_how_long_things_are_kept(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}).keep == Keep(messages=30, outcomes=7, jobs=2)
    assert load_settings(tmp_path, {"BLOCKLOOM_KEEP": "outcomes = 1, messages=365,"}).keep == Keep(365, 1, 2)


@pytest.mark.parametrize("text", ["messages", "messages=0", "letters=3", "jobs=-1", "jobs=1.5", "30"])
def test_a_time_to_keep_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="BLOCKLOOM_KEEP holds"):
        load_settings(tmp_path, {"BLOCKLOOM_KEEP": text})
