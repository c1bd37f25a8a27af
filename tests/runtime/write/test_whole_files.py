"""Whole files with the blocks that people use: each reads and checks without a word, and prints back as it stands."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.write import formatted, to_yaml

FILES = {
    "a device, with a test": """\
flow: 1
name: Put this phone on two channels
do:
- register_device:
    channels: [news, offers]
  save: told
  note: Without channels it is "default".
- print: =told.registrationId
tests:
- name: an id for each
  given: {device: {os: IOS, osVersion: "18"}}
  expect:
  - =length(told.registrationId) == 2
layout:
  do: [20, 20]
""",
    "rows, pushes and what may fail": """\
flow: 1
name: Tell customers that their parcel has come
inputs:
  most: {type: number, default: 50}
do:
- set: told
  to: 0
- for_each: parcel
  in: =find_rows("parcels", where="collected = false")
  do:
  - if: =parcel.days < most
    then:
    - try:
      - publish:
          channel: parcels
          message: Parcel ${parcel.number} waits for ${parcel.name}
        retry: {times: 3, wait: 2}
        timeout: 10
      - set: told
        to: =told + 1
      catch:
      - print: "Nobody was told: ${error.message}"
      - save_row:
          table: untold
          row: {object: {parcel: =parcel.number, why: =error.message}}
        disabled: true
        note: on again once the table is there
- return: =told
""",
    "triggers and a function": """\
flow: 1
name: Greet a new member
when:
- http: {method: POST, path: /members}
- schedule: {cron: "30 8 * * 1", timezone: Europe/Oslo}
inputs:
  member: {type: object}
functions:
  greet:
    params:
      channel: {type: text}
      words: {type: text}
    do:
    - publish: {channel: =channel, message: =words}
      save: status
    - return: =status.messageId
do:
- call: greet
  with: {channel: club, words: "Welcome, ${member.name}!"}
  save: first
- return: =first
""",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_it_prints_back_as_it_stands(text: str) -> None:
    program = read_flow(text, catalog())
    assert program.flow is not None and program.findings == []
    assert to_yaml(program.flow) == text
    assert formatted(text, catalog()) == text
