"""Flows that ask servers, run from the command line, from the page and as exported Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blockloom import catalog, play, python_of, read_flow
from tests.runtime.http.support import Server, Visit, serving
from tests.web.cli.conftest import Cli, cli
from tests.web.client import Site

__all__ = ["cli"]


def flow(server: Server) -> str:
    return f"""flow: 1
do:
- http_request: {{url: "http://127.0.0.1:{server.port}/orders", method: POST, body: {{object: {{pieces: 2}}}}}}
  save: answer
- return: =get_json("http://127.0.0.1:{server.port}/price")
"""


def shop(visit: Visit) -> None:
    visit.answer(200, b"3.5", Content_Type="application/json")


def test_on_the_command_line_an_administrator_allows_a_server(cli: Cli) -> None:
    with serving(shop) as server:
        file = cli.flow(flow(server))
        refused = cli("run", file)
        assert refused.returncode == 1 and "not on the public internet" in refused.stderr
        assert server.connections == 0
        done = cli("run", file, BLOCKLOOM_HTTP_ALLOW=f"127.0.0.1:{server.port}")
        assert (done.returncode, done.stdout) == (0, "3.5\n"), done.stderr
        assert server.connections == 2


def test_a_dry_run_sends_nothing(cli: Cli) -> None:
    with serving(shop) as server:
        done = cli("run", cli.flow(flow(server)), "--dry-run", BLOCKLOOM_HTTP_ALLOW="127.0.0.1")
        assert done.stdout == f"3.5\nWould send POST to http://127.0.0.1:{server.port}/orders with 13 bytes.\n"
        assert [request.split(b" ")[0] for request in server.requests] == [b"GET"]


def test_a_list_that_cannot_be_read_is_told(cli: Cli) -> None:
    done = cli("run", "1", BLOCKLOOM_HTTP_ALLOW="http://crm.test")
    assert done.returncode == 2 and "BLOCKLOOM_HTTP_ALLOW" in done.stderr


@pytest.mark.parametrize("allowed", [True, False])
def test_from_the_page(serve: Callable[..., Site], tmp_path: Path, allowed: bool) -> None:
    with serving(shop) as server:
        (tmp_path / "flows").mkdir()
        (tmp_path / "flows" / "ask.flow.yaml").write_text(flow(server))
        site = serve(http_allow=frozenset([f"127.0.0.1:{server.port}"] if allowed else []))
        end = site.events(site.start("ask"))[-1]["data"]
        assert end["result"] == (3.5 if allowed else None)
        assert server.connections == (2 if allowed else 0)


@pytest.mark.parametrize("allowed", [True, False])
def test_as_exported_python(
    allowed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(shop) as server:
        monkeypatch.setenv("BLOCKLOOM_HTTP_ALLOW", f"127.0.0.1:{server.port}" if allowed else "")
        space: dict[str, Any] = {"__name__": "exported"}
        exec(compile(python_of(read_flow(flow(server), catalog())), "exported.py", "exec", dont_inherit=True), space)
        if allowed:
            play(space["flow"], ["--data", str(tmp_path)])
            assert json.loads(capsys.readouterr().out) == 3.5
        else:
            with pytest.raises(SystemExit, match="not on the public internet"):
                play(space["flow"], ["--data", str(tmp_path)])


def test_the_page_says_what_a_flow_can_reach(site: Site, tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    text = 'flow: 1\ndo:\n- print: =get_json("https://<b>api.example.com/")\n'
    (tmp_path / "flows" / "odd.flow.yaml").write_text(text)
    (tmp_path / "flows" / "ask.flow.yaml").write_text(text.replace("<b>", ""))
    (tmp_path / "flows" / "add.flow.yaml").write_text("flow: 1\ndo:\n- print: =1 + 1\n")
    assert b"This flow can reach any server." in site.ask("GET", "/flows/odd").body
    assert b"This flow can reach api.example.com." in site.ask("GET", "/flows/ask").body
    assert b"This flow can register this phone on ads and discount." in site.ask("GET", "/flows/register").body
    assert b"This flow can" not in site.ask("GET", "/flows/add").body
