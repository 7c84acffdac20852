"""The exchange that decided a verdict, in two lines: what was asked, and what was answered.

A verdict keeps its story as shell lines; the request is read back from the curl command of the last judged step.  What
differs from run to run although nothing changed (ports, points in time) is left out, so that two runs can be compared.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from conformance.terms import Verdict

_STEP = re.compile(r"# \d+\. ([a-z-]+)")
_CURL = re.compile(r"(?:^|\(|\| )curl (.*?)\)?$")
_FIELDS = ("--data-raw", "--data-urlencode", "--data-binary")
_QUERY = ("--url-query",)
_SILENT = {"Accept: application/json", "Content-Type: application/x-www-form-urlencoded"}
_WITHOUT_VALUE = {"-sS", "-i", "-g", "-G", "--head"}
_ORIGIN = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\]):\d+")
_MOMENT = re.compile(r"\b1\d{9}(?:\d{3})?\b")


def exchange_lines(verdict: Verdict) -> tuple[str, str]:
    """Return the deciding request and what was observed; the request is empty if nothing was sent."""
    return _steady(_request(verdict.curl)), _steady(" ".join((verdict.observed or "").split()))


def _steady(text: str) -> str:
    return _MOMENT.sub("…", _ORIGIN.sub("", text))


def _request(story: Sequence[str]) -> str:
    """Return the request of the last judged step; without one, of the last step."""
    sent = [(step, command) for step, command in _commands(story) if step != "state"]
    judged = [command for step, command in sent if step == "judged"]
    command = judged[-1] if judged else sent[-1][1] if sent else ""
    return _told(command) if command else ""


def _commands(story: Sequence[str]) -> Iterator[tuple[str, str]]:
    step = ""
    for line in story:
        if found := _STEP.match(line):
            step = found[1]
        elif found := _CURL.search(line):
            yield step, found[1]


def _told(command: str) -> str:
    """Return `POST /token, header: value, field=value&…` of the words behind `curl`."""
    try:
        words = iter(shlex.split(command))
    except ValueError:
        return command
    method, target, headers, query, fields = "", "", [], [], []
    for word in words:
        if word == "-H":
            headers.append(next(words))
        elif word in _FIELDS:
            fields.append(next(words))
        elif word in _QUERY:
            query.append(next(words).removeprefix("+"))
        elif word == "-X":
            method = next(words)
        elif word == "-w":
            next(words)
        elif word not in _WITHOUT_VALUE:
            target = word
    if "-G" in command.split():
        query, fields = fields, []
    path = urlsplit(target).path + ("?" + urlsplit(target).query if urlsplit(target).query else "")
    path += ("?" + "&".join(query)) if query else ""
    return ", ".join([f"{method or 'GET'} {path}", *(h for h in headers if h not in _SILENT), *_joined(fields)])


def _joined(fields: Sequence[str]) -> list[str]:
    return ["&".join(fields)] if fields else []
