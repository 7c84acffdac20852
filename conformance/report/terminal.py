"""The terminal summary, for people in a hurry: counts, then what is wrong, then what would make more testable.

Pure functions from verdicts to lines; the plugin writes them with the colours of `MARKUP`.  Of an item that was not
judged, `observed` is the reason and `remedy` the line of configuration that would change it.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.outcomes import OUTCOMES
from conformance.report.overview import Overview, TargetFacts
from conformance.terms import Verdict

Style = Literal["plain", "good", "bad", "warn", "dim", "bold"]

MARKUP: Mapping[Style, Mapping[str, bool]] = {
    "plain": {},
    "good": {"green": True},
    "bad": {"red": True},
    "warn": {"yellow": True},
    "dim": {"light": True},
    "bold": {"bold": True},
}
"""What pytest's terminal writer is told for each style."""

OUTCOME_STYLE: Mapping[str, Style] = {
    "passed": "good",
    "observed": "good",
    "skipped": "warn",
    "not-testable": "warn",
    "known": "warn",
    "warned": "warn",
    "blocked": "bad",
    "broken": "bad",
    "failed": "bad",
}
TOLD = ("failed", "broken", "blocked", "warned")
"""Outcomes of which each verdict is told, in this order."""
FINDINGS_SHOWN = 10
_EMBEDDED = "The embedded reference servers were the target: this run says nothing about a server of yours."


@dataclass(frozen=True)
class Line:
    text: str
    style: Style = "plain"


def summary_lines(verdicts: Sequence[Verdict], run: Overview, *, width: int = 100) -> list[Line]:
    """Return the whole summary; lines to be copied (identities, commands, configuration) are never cut."""
    banner = [Line(_EMBEDDED, "bold")] if run.embedded else []
    parts = (
        banner,
        [line for target in run.targets for line in _counts(target, verdicts)],
        [Line(f"ERROR {fault}", "bad") for fault in run.faults],
        *_told(verdicts, run, width),
        _unjudged(verdicts, width),
        _known(verdicts, run),
        _observed(verdicts, width),
        [*_ending(verdicts, run), *banner],
    )
    return [line for part in parts if part for line in (Line(""), *part)][1:]


def _counts(target: TargetFacts, verdicts: Sequence[Verdict]) -> Iterator[Line]:
    mine = [verdict for verdict in verdicts if verdict.target == target.name]
    yield Line(f"{target.name}  {target.contract} {target.version}, {target.place}", "bold")
    families = {family: Counter(v.outcome for v in mine if v.family == family) for family in {v.family for v in mine}}
    columns = [outcome for outcome in OUTCOMES if any(counts[outcome] for counts in families.values())]
    figures = {outcome: max(len(str(counts[outcome])) for counts in families.values()) for outcome in columns}
    longest = max(map(len, families), default=0)
    for family in sorted(families):
        counts = families[family]
        cells = [
            f"{counts[outcome]:>{figures[outcome]}} {outcome}"
            if counts[outcome]
            else " " * (figures[outcome] + 1 + len(outcome))
            for outcome in columns
        ]
        yield Line(f"  {family:<{longest}}  {'  '.join(cells)}".rstrip(), _worst_style(counts))


def _worst_style(counts: Mapping[str, int]) -> Style:
    return next((OUTCOME_STYLE[outcome] for outcome in reversed(OUTCOMES) if counts.get(outcome)), "plain")


def _told(verdicts: Sequence[Verdict], run: Overview, width: int) -> Iterator[list[Line]]:
    """Yield each verdict in at most six lines; what has one cause (blocked or broken alike) is told once."""
    for outcome in TOLD:
        alike: dict[object, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.outcome == outcome:
                alike.setdefault(_cause(verdict), []).append(verdict)
        for first, *others in alike.values():
            yield [*_one(first, run, width), *_others(others, width)]


def _cause(verdict: Verdict) -> object:
    if verdict.outcome in ("blocked", "broken") and verdict.observed:
        return (verdict.target, verdict.outcome, verdict.blocked_by, verdict.observed)
    return verdict.id


def _one(verdict: Verdict, run: Overview, width: int) -> Iterator[Line]:
    explained = f", explained by {verdict.blocked_by}" if verdict.blocked_by else ""
    yield Line(f"{verdict.outcome.upper()} {verdict.id}{explained}", OUTCOME_STYLE[verdict.outcome])
    if verdict.outcome in ("blocked", "broken"):
        yield Line(cut(f"  reason    {flat(verdict.observed)}", width))
        if verdict.remedy:
            yield Line(f"  to do     {flat(verdict.remedy)}")
    else:
        yield Line(cut(f"  promised  {flat(verdict.statement)} [{source_text(verdict)}]", width))
        yield Line(cut(f"  expected  {flat(verdict.expected)}", width))
        yield Line(cut(f"  observed  {flat(verdict.observed)}", width))
    if verdict.curl:
        places = " or ".join(filter(None, (run.reports.verdicts, run.reports.allure)))
        yield Line(cut(f"  see       {how_to_see(verdict.curl, places, width)}", width), "dim")
    if verdict.nodeid:
        yield Line(f"  rerun     {run.rerun} {shlex.quote(verdict.nodeid)}", "dim")


def source_text(verdict: Verdict) -> str:
    """Return where the sentence stands: title and version of the document, phrase or section."""
    title = " ".join(filter(None, (verdict.source.get("title"), verdict.source.get("version"))))
    return ", ".join(filter(None, (title, verdict.source.get("at"))))


def how_to_see(curl: Sequence[str], places: str, width: int) -> str:
    """Return the one command if it fits, else where all of them stand."""
    commands = [line for line in curl if not line.startswith("#")]
    if len(commands) == 1 and len(commands[0]) + 12 <= width:
        return commands[0]
    return f"{len(curl)} lines of shell" + (f" in {places}" if places else "")


def _others(others: Sequence[Verdict], width: int) -> Iterator[Line]:
    if others:
        word = "item" if len(others) == 1 else "items"
        yield Line(cut(f"  the same  {len(others)} more {word}: {', '.join(v.id for v in others)}", width))


def _unjudged(verdicts: Sequence[Verdict], width: int) -> list[Line]:
    """Group what was not testable or skipped by the line that would change it."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.outcome in ("not-testable", "skipped"):
            groups.setdefault((verdict.outcome, verdict.remedy or verdict.observed or ""), []).append(verdict)
    if not groups:
        return []
    lines = [Line("not judged, and what would change it", "bold")]
    longest = max(len(str(len(group))) for group in groups.values())
    for (outcome, _), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        first = group[0]
        reasons = list(dict.fromkeys(flat(v.observed) for v in group if v.observed))
        more = f" (and {len(reasons) - 1} other reasons)" if len(reasons) > 1 else ""
        lines.append(Line(cut(f"  {len(group):>{longest}} {outcome}  {''.join(reasons[:1])}{more}", width), "warn"))
        if first.remedy:
            lines += [Line(f"  {'':{longest}} {line}") for line in as_toml(first.remedy)]
    return lines


def as_toml(remedy: str) -> list[str]:
    """Return a remedy as lines that can be copied into a file: the header of a table stands on a line of its own."""
    return re.sub(r"^(\[[^\]]+\]) (?=\S)", r"\1\n", remedy).splitlines()


def _known(verdicts: Sequence[Verdict], run: Overview) -> list[Line]:
    """One line for each listed deviation that was met, and one for each that is of no use any more."""
    met = Counter((v.target, tuple(v.known.items())) for v in verdicts if v.outcome == "known" and v.known)
    lines = [
        Line(f"  {count} {'item' if count == 1 else 'items'}  {target}/{_entry(dict(known))}", "warn")
        for (target, known), count in met.items()
    ]
    lines += [Line(f"  {text}", "warn") for text in run.listed]
    return [Line("known deviations", "bold"), *lines] if lines else []


def _entry(known: Mapping[str, str]) -> str:
    dates = [f"{word} {known[name]}" for name, word in (("since", "since"), ("expires", "until")) if name in known]
    more = ", ".join([*([known["link"]] if "link" in known else []), *dates])
    return f"{known['id']}: {flat(known['reason'])}{f' ({more})' if more else ''}"


def _observed(verdicts: Sequence[Verdict], width: int) -> list[Line]:
    found = [verdict for verdict in verdicts if verdict.outcome == "observed" and verdict.observed]
    lines = [Line(cut(f"  {_place(verdict)}: {flat(verdict.observed)}", width)) for verdict in found[:FINDINGS_SHOWN]]
    if len(found) > FINDINGS_SHOWN:
        lines.append(Line(f"  and {len(found) - FINDINGS_SHOWN} more"))
    return [Line("observed, not judged", "bold"), *lines] if lines else []


def _place(verdict: Verdict) -> str:
    return f"{verdict.target}/{verdict.behaviour} [{verdict.case}]"


def _ending(verdicts: Sequence[Verdict], run: Overview) -> Iterator[Line]:
    places = ", ".join(filter(None, (run.reports.verdicts, run.reports.allure)))
    if places:
        yield Line(f"reports: {places}")
    requests = run.requests if run.requests is not None else sum(verdict.requests for verdict in verdicts)
    states = run.states if run.states is not None else sum(verdict.states for verdict in verdicts)
    counts = Counter(verdict.outcome for verdict in verdicts)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in reversed(OUTCOMES) if counts[outcome])
    asked = f", {states:,} states" if states else ""
    yield Line(
        f"{requests:,} requests{asked} in {run.seconds:.1f} s: {told or 'nothing was judged'}", _end_style(counts, run)
    )


def _end_style(counts: Mapping[str, int], run: Overview) -> Style:
    failing = {"failed", "broken", "blocked"}
    failing |= {"warned"} if run.fail_on == "should" else set()
    failing |= {"skipped", "not-testable"} if run.strict else set()
    return "bad" if run.faults or not counts or any(counts.get(outcome) for outcome in failing) else "good"


def flat(text: str | None) -> str:
    """Return the text on one line."""
    return " ".join((text or "").split())


def cut(text: str, width: int) -> str:
    """Return so much of the text as fits, with an ellipsis where it does not."""
    return text if len(text) <= width else text[: width - 1] + "…"
