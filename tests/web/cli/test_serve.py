"""``blockloom serve``: it says where it is, answers there, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import urllib.error
import urllib.request

import pytest

from tests.web.cli.conftest import Cli


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_answers_there_and_ends(cli: Cli, number: signal.Signals) -> None:
    process = cli.start("serve", "--port", "0")
    assert process.stdout
    match = re.search(r"http://127\.0\.0\.1:\d+/\S*", process.stdout.readline())
    assert match, process.communicate(timeout=30)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(match[0], timeout=30) as response:
        assert response.status == 200 and b"<title>" in response.read()
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (0, "") and (cli.data / "app.db").exists()


def test_its_options_reach_the_server(cli: Cli) -> None:
    process = cli.start("serve", "--port", "0", "--origin", "https://shop.example", "--sessions", "3", "--rate-limits")
    assert process.stdout
    base = process.stdout.readline().split()[-1].partition("/?")[0]

    def answered(path: str, origin: str) -> int:
        request = urllib.request.Request(f"{base}/api{path}", headers={"Origin": origin}, method="POST")
        try:
            return int(urllib.request.urlopen(request, timeout=30).status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    assert answered("/users/register/guest", "https://other.example") == 400
    assert [answered("/users/register/guest", "https://shop.example") for _ in range(31)] == [*[200] * 30, 429]


def test_a_data_folder_that_can_not_be(cli: Cli) -> None:
    done = cli("serve", "--data", cli.flow("- print: hi\n"))
    assert done.returncode == 2 and "a file is in its place" in done.stderr


def test_in_public_it_refuses_to_start_unsafe(cli: Cli) -> None:
    done = cli("serve", "--public", "--port", "0")
    assert done.returncode == 2 and "not safe in public" in done.stderr
    assert "--url https://" in done.stderr and "--proxy 127.0.0.1" in done.stderr
    assert cli("serve", "--url", "https://flows.example.org").returncode == 2


def test_in_public_it_starts_behind_its_proxy(cli: Cli) -> None:
    words = ("--url", "https://flows.example.org", "--proxy", "127.0.0.1", "--as-root")
    process = cli.start("serve", "--public", *words, "--port", "0")
    assert process.stdout
    assert process.stdout.readline() == "Blockloom is at https://flows.example.org\n"
    assert re.search(r"listens at 127.0.0.1, port [1-9]\d*, for the proxy", process.stdout.readline())
    assert "admin token" in process.stdout.readline()


def test_a_class_is_told_how_to_join_and_that_it_is_plain_http(cli: Cli) -> None:
    process = cli.start("serve", "--class", "--address", "127.0.0.2", "--port", "0")
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(4)]
    code = re.search(r"code (\w{3}-\w{3})$", lines[2])
    assert code and "Warning: that is plain HTTP." in lines[3]
    base = f"http://127.0.0.2:{lines[0].partition('/?')[0].rpartition(':')[2]}"
    with urllib.request.urlopen(
        urllib.request.Request(f"{base}/", headers={"Accept": "text/html"}), timeout=30
    ) as page:
        assert page.url == f"{base}/join" and b"Join the class" in page.read()
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{base}/api/info", timeout=30)
    assert caught.value.code == 403
    caught.value.close()


def test_ways_to_serve_that_do_not_go_together(cli: Cli) -> None:
    for options in (["--address", "10.0.0.1"], ["--class", "--public"], ["--class", "--address", "nowhere"]):
        said = cli("serve", "--port", "0", *options)
        assert said.returncode == 2 and said.stderr.startswith(("Usage", "Error")), said
