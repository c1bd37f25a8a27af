"""Requests to web servers: resolved once, vetted, pinned, on time and within a cap; or answered by a test."""

from blockloom.runtime.http.addresses import Reach
from blockloom.runtime.http.door import Http
from blockloom.runtime.http.fixture import GivenHttp, given_answers
from blockloom.runtime.http.rehearsal import RehearsedHttp

__all__ = ["GivenHttp", "Http", "Reach", "RehearsedHttp", "given_answers"]
