"""A flow of 5,000 blocks, as people write them: loops, conditions, formulas, templates, lists and notes."""

from __future__ import annotations

_HEAD = """flow: 1
name: Many steps
inputs:
  orders: {type: list, default: []}
  limit: {type: number, default: 100}
  title: {type: text, default: ads}
do:
- set: sum
  to: 0
- set: open_orders
  to: []
"""
_PART = """- set: total_NUMBER
  to: 0
- for_each: order
  in: =orders
  do:
  - if: =order.total > limit and order.paid
    then:
    - set: total_NUMBER
      to: =total_NUMBER + order.total
    - print: Order ${order.id} of NUMBER is paid
    else:
    - add_item: open_orders
      item: =order.id
- count: i
  from: 1
  to: 10
  do:
  - set: sum
    to: =sum + i * NUMBER
- try:
  - register_device:
      channels: [ads, "news NUMBER"]
    save: registration
  - print: =registration.registrationId
  catch:
  - print: "failed: ${error.message}"
- set: name
  to: {trim: =title}
  note: without the spaces around
"""


def big_flow(blocks: int = 5_000) -> str:
    """The YAML text of a flow of so many blocks, or a few more."""
    parts = -(-(blocks - 2) // 39)
    return _HEAD + "".join(_PART.replace("NUMBER", str(number)) for number in range(parts))
