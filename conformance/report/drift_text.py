"""What answers changed, for people: each change once, with the first answer of both sides and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from conformance.report.drift import Drift, Drifted, Said
from conformance.report.past_run import PastRun
from conformance.report.terminal import cut, flat, how_to_see
from conformance.terms import showable

SHOWN = 20
"""So many changes are told in short."""
_LONG_WORD = re.compile(r"([\w~+%-]{6})[\w~+.%-]{16,}")
_UNCUT = 1_000_000


def drift_lines(drift: Drift, runs: Mapping[str, PastRun], *, width: int, full: bool) -> Iterator[str]:
    """Yield the lines.  runs: A and B, whose verdicts keep the stories; full: every change and story, no text cut."""
    width = _UNCUT if full else width
    shown = drift.changes if full else drift.changes[:SHOWN]
    for change in shown:
        yield ""
        yield from (showable(line) for line in _one(change, runs, width, full=full))
    if more := len(drift.changes) - len(shown):
        yield f"  and {more} more answers changed; -v shows them"
    yield ""
    compared = f"{_times(drift.answers, 'answer')} compared in {_times(drift.items, 'item')}"
    yield f"{compared}: {_times(len(drift.changes), 'change') if drift.changes else 'nothing changed'}"


def _one(change: Drifted, runs: Mapping[str, PastRun], width: int, *, full: bool) -> Iterator[str]:
    does = change.does or "request"
    yield f"ANSWERED OTHERWISE {does}: {change.change}, in {_times(change.answers, 'answer')} of {_items(change)}"
    yield cut(f"  asked     {_asked(change.before[-1])}", width)
    for side, story in (("A", change.before), ("B", change.after)):
        yield cut(f"  {side}         {_answered(story[-1])}", width)
        yield f"    at      {story[-1].place}"
        if full:
            yield from (f"      {number}. {_told(said)}" for number, said in enumerate(story, 1))
        yield from _story(runs[side], change.items[0], width, full=full)
    if len(change.items) > 1:
        yield cut(f"  seen in   {', '.join(change.items)}", width)


def _story(run: PastRun, item: str, width: int, *, full: bool) -> Iterator[str]:
    """Tell, or say where stands, the shell story of an item."""
    found = next((each for each in run.judged.values() if each.verdict.id.partition("/")[2] == item), None)
    if found is None or not found.verdict.curl:
        return
    if not full:
        yield cut(f"    see     {how_to_see(found.verdict.curl, found.place, width)}", width)
        return
    yield f"    in shell, from {found.place}:"
    yield from (f"      {line}" for line in found.verdict.curl)


def _told(said: Said) -> str:
    return f"{said.step}: {said.does}: {_asked(said)} -> {_answered(said)}"


def _asked(said: Said) -> str:
    url = urlsplit(said.request["uri"])
    body = said.request["body"] or b""
    text = body if isinstance(body, str) else body.decode("utf-8", "backslashreplace")
    return _shortened(f"{said.request['method']} {url.path}{f'?{url.query}' if url.query else ''} {flat(text)}".strip())


def _answered(said: Said) -> str:
    if said.response is None:
        return "no answer"
    return _shortened(f"{said.response.status} {said.response.media_type} {flat(said.response.text)}".strip())


def _shortened(text: str) -> str:
    """Cut long words, such as the pseudonym of a token."""
    return _LONG_WORD.sub(r"\1…", text)


def _items(change: Drifted) -> str:
    return change.items[0] if len(change.items) == 1 else f"{len(change.items)} items"


def _times(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
