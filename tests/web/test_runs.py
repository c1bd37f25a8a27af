"""Runs over HTTP: started, watched, stopped, kept."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from blockloom.runtime.limits import Limits
from blockloom.runtime.store.runs import RunRecord, find_run, recent_runs, save_runs
from blockloom.web import stream
from tests.web.client import Site
from tests.web.conftest import wait_until


def ended(site: Site, run: str) -> None:
    live = site.services.runs.get(run)
    assert live is not None and live.ended.wait(10)


def test_a_run_tells_its_events_with_lines_and_then_how_it_ended(site: Site) -> None:
    messages = site.events(site.start("register"))
    news = [message["data"] for message in messages if message["event"] == "news"]
    events = [event for each in news for event in each["events"]]
    assert any(event["name"] == "registration" and event["line"] == 5 for event in events)
    end = messages[-1]
    assert end["event"] == "end" and end["data"]["status"] == "ok"
    assert set(end["data"]["result"]["registrationId"]) == {"ads", "discount"}


def test_a_page_that_missed_events_is_told_all_that_are_kept_before_the_end(site: Site) -> None:
    site.ask("PUT", "/calls/flows/fast", {"text": "flow: 1\ndo:\n- repeat: 400\n  do:\n  - print: hi\n"})
    run = site.start("fast")
    ended(site, run)
    news, trace, end = site.events(run)
    assert (news["event"], trace["event"], end["event"]) == ("news", "trace", "end")
    assert news["data"]["missed"] > 0 and len(trace["data"]["events"]) == news["data"]["missed"] + 200
    assert [each["event"] for each in site.events(site.start("register"))][-2:] == ["news", "end"]


def test_inputs_come_as_text_and_arrive_as_their_types(site: Site) -> None:
    run = site.start("greet", name="Bo", times="3", loud="true", tags='["x"]')
    end = site.events(run)[-1]["data"]
    assert end["log"] == ["Hello, Bo"] * 3
    assert end["result"] == {"times": 3, "loud": True, "tags": ["x"]}


def test_a_wrong_input_is_named(site: Site) -> None:
    answer = site.ask("POST", "/calls/runs", {"flow": "greet", "inputs": {"times": "many"}})
    assert answer.status == 400
    assert answer.json()["errorData"] == {"input": "times"}
    assert "many" in answer.json()["message"]


def test_a_flow_with_errors_does_not_run_and_says_why(site: Site) -> None:
    answer = site.ask("POST", "/calls/runs", {"flow": "mistaken"})
    assert answer.status == 400 and answer.json()["code"] == "findings"
    assert answer.json()["errorData"]["findings"][0]["line"] == 4


def test_a_failing_run_names_its_line(site: Site) -> None:
    end = site.events(site.start("fails"))[-1]["data"]
    assert end["status"] == "error"
    assert (end["error"]["line"], end["error"]["message"]) == (5, "The order has no customer")


def test_stop_ends_an_endless_run_at_once(site: Site) -> None:
    took = []
    for _ in range(3):  # what else the machine does makes it only slower
        run = site.start("endless")
        wait_until(lambda run=run: bool((live := site.services.runs.get(run)) and live.trace()))  # type: ignore[misc]
        asked = time.monotonic()
        assert site.ask("POST", f"/calls/runs/{run}/stop", {}).status == 200
        ended(site, run)
        took.append(time.monotonic() - asked)
        assert site.events(run)[-1]["data"]["status"] == "stopped"
        assert site.ask("POST", f"/calls/runs/{run}/stop", {}).status == 200
    assert min(took) < 1.0


def test_a_run_that_nobody_stops_is_ended_by_its_limit(serve: Callable[..., Site]) -> None:
    site = serve(limits=Limits(seconds=0.5))
    end = site.events(site.start("endless"))[-1]["data"]
    assert end["status"] == "stopped" and "0.5" in end["error"]["message"]
    assert end["seconds"] < 1.5


def test_the_server_answers_while_runs_spin_and_lets_only_so_many(serve: Callable[..., Site]) -> None:
    site = serve(runs=3)
    runs = [site.start("endless") for _ in range(3)]
    asked = time.monotonic()
    assert site.ask("GET", "/").status == 200
    assert time.monotonic() - asked < 5.0
    answer = site.ask("POST", "/calls/runs", {"flow": "greet"})
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
    assert "3 runs" in answer.json()["message"]
    site.ask("POST", f"/calls/runs/{runs[0]}/stop", {})
    ended(site, runs[0])
    assert site.ask("POST", "/calls/runs", {"flow": "greet"}).status == 201


def test_a_stream_goes_on_where_the_last_event_id_says(site: Site) -> None:
    run = site.start("register")
    ended(site, run)
    first, *_, last = site.events(run)
    total = int(last["id"].split("-")[0])
    again = site.events(run, Last_Event_ID=f"{total - 2}-0")
    assert [len(message["data"]["events"]) for message in again if message["event"] == "news"] == [2]
    assert [message["event"] for message in site.events(run, Last_Event_ID=last["id"])] == ["end"]
    assert site.events(run, Last_Event_ID="nonsense")[0]["data"] == first["data"]


def test_a_stream_keeps_warm_and_notices_that_its_page_went_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    run = site.start("greet")
    live = site.services.runs.get(run)
    assert live is not None
    ended(site, run)
    live.ended.clear()
    left = time.monotonic() + 0.5
    said = list(stream.watch([stream.Watching(live, "999999999-999999999")], lambda: time.monotonic() > left))
    assert ": still here\n\n" in said and not any("event: end" in each for each in said)
    live.ended.set()


def test_too_many_streams_are_turned_away_and_a_closed_one_makes_room(serve: Callable[..., Site]) -> None:
    site = serve(streams=2)
    run = site.start("endless")
    cookie = {"Cookie": f"{site.services.gate.cookie}={site.services.gate.secret}"}
    open_ones = []
    for _ in range(2):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        connection.request("GET", f"/runs/{run}/events", headers=cookie)
        response = connection.getresponse()
        assert response.status == 200 and response.read(5)
        open_ones.append((connection, response))
    answer = site.ask("GET", f"/runs/{run}/events")
    assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
    assert site.ask("GET", "/").status == 200
    for connection, response in open_ones:
        response.close()
        connection.close()

    def room() -> bool:
        with_room = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        with_room.request("GET", f"/runs/{run}/events", headers=cookie)
        free = with_room.getresponse().status == 200
        with_room.close()
        return free

    wait_until(room)
    site.ask("POST", f"/calls/runs/{run}/stop", {})


def test_a_long_run_stays_small_in_memory_and_in_the_store(site: Site) -> None:
    run = site.start("endless")
    live = site.services.runs.get(run)
    assert live is not None
    wait_until(lambda: len(live.trace()) > 2000)
    site.ask("POST", f"/calls/runs/{run}/stop", {})
    ended(site, run)
    trace = live.trace()
    gap = [event for event in trace if event["kind"] == "gap"]
    assert len(trace) == 2001 and len(gap) == 1 and gap[0]["missed"] > 0
    saved = find_run(site.services.store, run)
    assert saved is not None and [event["kind"] for event in saved.trace].count("gap") == 1


def test_an_ended_run_is_kept_with_result_and_trace_and_streams_from_the_store(
    site: Site, serve: Callable[..., Site], tmp_path: Path
) -> None:
    run = site.start("register")
    before = site.events(run)[-1]["data"]
    saved = find_run(site.services.store, run)
    assert saved is not None and saved.device == "this computer"
    assert saved.result == before["result"] and saved.trace[-1]["kind"] == "end"
    other = serve()
    assert other.services.runs.get(run) is None
    after = other.events(run)[-1]["data"]
    assert {name: after[name] for name in ("status", "result", "variables", "steps", "error")} == {
        name: before[name] for name in ("status", "result", "variables", "steps", "error")
    }


def test_the_last_200_runs_are_shown(site: Site) -> None:
    store = site.services.store
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(205)]
    save_runs(store, [RunRecord(id, "register", number, 0.1, "ok") for number, id in enumerate(ids)])
    page = site.ask("GET", "/runs").body.decode()
    assert page.count('<th scope="row">') == 200 == len(recent_runs(store))
    assert "000000000204" in page and "000000000004" not in page


@pytest.mark.parametrize("run", ["00000000-0000-4000-8000-000000000000", "nothing", "%00"])
def test_an_unknown_run_is_not_there(site: Site, run: str) -> None:
    for path in (f"/runs/{run}", f"/runs/{run}/events"):
        assert site.ask("GET", path).status == 404
    assert site.ask("POST", f"/calls/runs/{run}/stop", {}).status == 404


def test_a_run_goes_on_from_a_moment_that_is_kept_of_another(site: Site) -> None:
    text = "flow: 1\ndo:\n- count: i\n  from: 1\n  to: 900\n  do:\n  - print: =i\n- print: end\n"
    site.services.library.save("mine", text)
    first = site.start("mine")
    events = kept(site, first).trace
    missed = next(event["missed"] for event in events if event["kind"] == "gap")
    late = next(number for number, event in enumerate(events) if event.get("value") == "800") + missed - 2  # 800's step
    asked = {"flow": "mine", "onward": "do/0/do/0", "known": {}, "run": first}
    for number, rounds in (late, 799), (2, 0):
        again = kept(site, site.ask("POST", "/calls/runs", {**asked, "event": number}).json()["id"])
        kinds = [event["kind"] for event in again.trace]
        lines = [event["value"] for event in again.trace[kinds.index("anew") :] if event["kind"] == "say"]
        assert lines[0] == str(rounds + 1) and again.log == [*map(str, range(1, 901)), "end"]
    for given in {"event": 600}, {"event": 3, "run": "gone"}, {}:
        answer = site.ask("POST", "/calls/runs", {**asked, **given})
        assert answer.status == 400 and "not remembered any more" in answer.json()["message"]
    site.services.library.save("mine", text.replace("900", "3"))
    changed = kept(site, site.ask("POST", "/calls/runs", {**asked, "event": late}).json()["id"])
    assert changed.error is not None and "went another way" in changed.error["message"]
    known = {**asked, "onward": "do/1", "event": 2, "known": {"i": 4}}
    assert kept(site, site.ask("POST", "/calls/runs", known).json()["id"]).log == ["end"]


def kept(site: Site, run: str) -> RunRecord:
    ended(site, run)
    record = find_run(site.services.store, run)
    assert record is not None
    return record
