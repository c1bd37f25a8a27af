"""Secrets on the command line and in the pages: they go in, flows use them, and no artefact tells them."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from blockloom import catalog, python_of, read_flow
from blockloom.runtime.secrets import Vault
from blockloom.runtime.store.runs import find_run
from tests.runtime.http.support import Server, Visit, serving
from tests.web.cli.conftest import Cli, cli
from tests.web.client import Site

__all__ = ["cli"]

CANARY = 'canary-"5f3e"/9a1b+çà'
FORMS = [
    CANARY,
    json.dumps(CANARY)[1:-1],
    quote(CANARY, safe=""),
    base64.b64encode(CANARY.encode()).decode(),
    CANARY.encode("utf-16-le").decode("latin-1"),
    "canary-",
]


def flow(server: Server) -> str:
    """Sends the secret where it belongs, and tries to show it everywhere else."""
    base = f"http://127.0.0.1:{server.port}"
    return f"""flow: 1
do:
- set: key
  to: {{secret: API_KEY}}
- http_request:
    url: {base}/echo
    method: POST
    query: {{object: {{key: =key}}}}
    body: {{object: {{key: =key}}}}
  save: answer
- print: =answer
- print: Key ${{key}}, ${{base64_encode(key)}}
- try:
  - http_request: {{url: "{base}/fail?key=${{url_encode(key)}}"}}
  catch:
  - print: =error.message
- raise: The key was ${{key}}
"""


def echo(visit: Visit) -> None:
    body = visit.request.partition(b"\r\n\r\n")[2]
    if visit.path.startswith("/echo"):
        visit.answer(200, body, Content_Type="application/json", X_Key=quote(CANARY))
    else:
        visit.answer(403, f"Wrong key {CANARY}".encode(), Content_Type="text/plain")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(echo) as started:
        yield started
    assert any(json.dumps({"key": CANARY}, ensure_ascii=False).encode() in asked for asked in started.requests)


def leaks(*artefacts: bytes | str) -> list[str]:
    texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in artefacts]
    return [form for form in FORMS for text in texts if form in text]


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_no_page_stream_record_or_file_tells_a_secret(
    serve: Callable[..., Site], tmp_path: Path, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "leaky.flow.yaml").write_text(flow(server))
    site = serve(http_allow=frozenset({"127.0.0.1"}))
    Vault(site.services.store, tmp_path).set("API_KEY", CANARY)
    with caplog.at_level("DEBUG"):
        run = site.start("leaky")
        stream = site.ask("GET", f"/runs/{run}/events").body
        pages = [site.ask("GET", path).body for path in (f"/runs/{run}", "/runs", f"/flows/leaky?run={run}")]
    record = find_run(site.services.store, run)
    assert record is not None and record.error == {
        "code": "raised", "message": "The key was (secret API_KEY)", "path": "do/5", "line": 17,
    }  # fmt: skip
    assert stream.count(b"(secret API_KEY)") > 5
    shown = python_of(read_flow(flow(server), catalog()))
    assert leaks(stream, *pages, repr(record), json.dumps(record.trace, ensure_ascii=False), caplog.text, shown) == []
    assert leaks(*files(tmp_path)) == []


@pytest.mark.parametrize("way", [[], ["--json", "--trace"], ["--trace"], ["--dry-run"]])
def test_the_command_line_tells_none_either(cli: Cli, server: Server, way: list[str]) -> None:
    assert cli("secrets", "list").returncode == 0
    put(cli, "API_KEY", CANARY + "\n")
    done = cli("run", cli.flow(flow(server)), *way, BLOCKLOOM_HTTP_ALLOW="127.0.0.1")
    assert done.returncode == 1 and "(secret API_KEY)" in done.stdout + done.stderr
    assert leaks(done.stdout, done.stderr, *files(cli.data)) == []
    if "--dry-run" in way:
        urllib.request.urlopen(
            f"http://127.0.0.1:{server.port}/echo", json.dumps({"key": CANARY}, ensure_ascii=False).encode()
        )


def put(cli: Cli, name: str, value: str) -> str:
    """``secrets set`` with the value as its stdin."""
    done = cli("secrets", "set", name, given=value)
    assert value.strip() not in done.stdout + done.stderr
    return f"{done.returncode} {done.stdout}{done.stderr}"


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_a_person_is_asked_twice_and_nothing_is_echoed(cli: Cli) -> None:
    import pty

    ours, theirs = pty.openpty()
    options = {**cli.options({}), "stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(cli.command("secrets", "set", "API_KEY"), **options, start_new_session=True)
    os.close(theirs)
    seen = b""
    for prompt in (b"Value of API_KEY:", b"Again:"):
        seen = read_until(ours, prompt, seen)
        os.write(ours, CANARY.encode() + b"\n")
    seen = read_until(ours, b"is set", seen)
    assert process.wait(60) == 0 and CANARY.encode() not in seen
    os.close(ours)
    assert cli("run", cli.flow('- return: =length(secret("API_KEY"))\n')).stdout == f"{len(CANARY)}\n"


def read_until(terminal: int, words: bytes, seen: bytes) -> bytes:
    start = len(seen)
    while words not in seen[start:]:
        assert select.select([terminal], [], [], 60)[0], seen
        seen += os.read(terminal, 4096)
    return seen


def test_set_list_delete_and_rotate(cli: Cli) -> None:
    assert "{secret: API_KEY}" in put(cli, "API_KEY", CANARY)
    assert put(cli, "api", CANARY).startswith("2 ") and put(cli, "API_KEY", "abc").startswith("2 ")
    file = cli.flow('- return: =length(secret("API_KEY"))\n')
    listed = cli("secrets", "list")
    assert listed.stdout.startswith("API_KEY  20") and CANARY not in listed.stdout
    before = (cli.data / "secret.key").read_bytes()
    assert "1 secret encrypted anew" in cli("secrets", "rotate").stderr
    assert (cli.data / "secret.key").read_bytes() != before
    assert cli("run", file).stdout == f"{len(CANARY)}\n"
    assert cli("secrets", "delete", "API_KEY").returncode == 0
    gone = cli("run", file)
    assert gone.returncode == 1 and "blockloom secrets set API_KEY" in gone.stderr
    assert cli("secrets", "delete", "API_KEY").returncode == 2


def test_another_app_has_its_own(cli: Cli) -> None:
    put(cli, "API_KEY", CANARY)
    cli("apps", "create", "Other")
    assert cli("secrets", "--app", "Other", "list").stdout == ""
    assert cli("secrets", "--app", "Nobody", "list").returncode == 2


def test_a_lost_key_is_told_kindly(cli: Cli) -> None:
    put(cli, "API_KEY", CANARY)
    (cli.data / "secret.key").unlink()
    done = cli("run", cli.flow('- return: =length(secret("API_KEY"))\n'))
    assert done.returncode == 1 and "sealed with another key" in done.stderr


def test_a_secret_among_the_inputs_is_not_kept(serve: Callable[..., Site], tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    text = "flow: 1\ninputs:\n  key: {type: text}\ndo:\n- print: ${key} ${secret('API_KEY')}\n"
    (tmp_path / "flows" / "same.flow.yaml").write_text(text)
    site = serve()
    Vault(site.services.store, tmp_path).set("API_KEY", CANARY)
    run = site.start("same", key=CANARY)
    site.events(run)
    record = find_run(site.services.store, run)
    assert record is not None and record.status == "ok" and record.inputs == {"key": "(secret API_KEY)"}
