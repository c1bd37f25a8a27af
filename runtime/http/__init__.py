"""Requests to web servers: resolved once, vetted, pinned, on time and within a cap; or answered by a test."""

from blockloom.runtime.http.addresses import Reach
from blockloom.runtime.http.door import Http
from blockloom.runtime.http.fixture import ANSWER_KEYS, GivenHttp, given_answer, given_answers
from blockloom.runtime.http.rehearsal import RehearsedHttp

__all__ = ["ANSWER_KEYS", "GivenHttp", "Http", "Reach", "RehearsedHttp", "given_answer", "given_answers"]
