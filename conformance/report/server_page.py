"""The page of other people's servers: which promise each keeps, and for each deviation the exchange in two lines.

A pure function from verdicts to Markdown.  Nothing in it tells when or how fast a run was, so the page changes only
when a server, a promise or a check does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.outcomes import OUTCOMES
from conformance.report.exchange_lines import exchange_lines
from conformance.terms import Verdict

DEVIATIONS = ("failed", "warned")
UNHEARD = ("blocked", "broken")
UNTESTED = ("not-testable", "skipped")
_SPECIAL = re.compile(r"([\\|<>*_\[\]`])")
_LONGEST = 300


@dataclass(frozen=True)
class AskedServer:
    """One server; `absent` says why it was not run.  It may have been asked as several targets."""

    title: str
    verdicts: tuple[Verdict, ...] = ()
    absent: str | None = None

    @property
    def targets(self) -> list[str]:
        return sorted({each.target for each in self.verdicts})


def server_page(servers: Sequence[AskedServer]) -> str:
    """Return the page as Markdown, in an order that only what it says can change."""
    verdicts = sorted((each for server in servers for each in server.verdicts), key=lambda each: each.id)
    targets = {target: [v for v in verdicts if v.target == target] for target in sorted({v.target for v in verdicts})}
    parts = (_head(), _overview(servers, targets), _families(targets), _deviations(targets), _reasons(targets))
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _head() -> Iterator[str]:
    yield "# Other people's servers"
    yield ""
    yield (
        "How authorization servers that nobody here wrote keep the [promises of the standards](promises/oauth2.md). "
        "`make peers` installs each in its pinned version, runs the suite on it, and writes this page; how each is set "
        "up stands in [examples/peers](../../examples/peers). What a server owes to its configuration there is no word "
        "about the library. The verdicts are explained [here](verdicts.md)."
    )
    yield ""


def _overview(servers: Sequence[AskedServer], targets: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    found = {outcome for verdicts in targets.values() for outcome in (each.outcome for each in verdicts)}
    columns = [outcome for outcome in OUTCOMES if outcome in found]
    yield _row("server", "target", *columns)
    yield _row(*["---"] * (2 + len(columns)))
    for server in sorted(servers, key=lambda each: each.title.lower().lstrip("@")):
        if server.absent or not server.verdicts:
            yield _row(_plain(server.title), f"not run: {_plain(server.absent or 'not asked')}", *[""] * len(columns))
        for target in server.targets:
            counts = Counter(each.outcome for each in targets[target])
            yield _row(_plain(server.title), target, *(str(counts[outcome] or "") for outcome in columns))
    yield ""


# ---------------------------------------------------------------------- promises by server


def _families(targets: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    yield "## Promises"
    yield ""
    yield (
        "Each cell is the worst verdict of the checks of a promise; where not all ended so, how many did. "
        "An empty cell: the promise does not concern the server."
    )
    yield ""
    verdicts = sorted((each for group in targets.values() for each in group), key=_promise)
    for family, group in groupby(verdicts, key=lambda each: each.family):
        yield f"### {family}"
        yield ""
        yield _row("behaviour", "sentence", "level", *targets)
        yield _row(*["---"] * (3 + len(targets)))
        for (behaviour, statement, level), items in groupby(group, key=_promise):
            yield from _promise_row(behaviour, statement, level, list(items), list(targets))
        yield ""


def _promise(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.behaviour, verdict.statement, verdict.level


def _promise_row(
    behaviour: str, statement: str, level: str, items: Sequence[Verdict], targets: Sequence[str]
) -> Iterator[str]:
    cells = (_cell([each.outcome for each in items if each.target == target]) for target in targets)
    yield _row(behaviour, _plain(statement), level, *cells)


def _cell(outcomes: Sequence[str]) -> str:
    if not outcomes:
        return ""
    worst = max([each for each in outcomes if each not in UNTESTED] or outcomes, key=OUTCOMES.index)
    word = f"**{worst}**" if worst in (*DEVIATIONS, *UNHEARD) else worst
    count = outcomes.count(worst)
    return word if count == len(outcomes) else f"{word} {count} of {len(outcomes)}"


# ---------------------------------------------------------------------- what was not kept, what was not heard


def _deviations(targets: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    yield "## Deviations"
    yield ""
    yield "What was asked (`>`), and what was answered or found then (`<`); `$…` stands for a secret."
    yield ""
    for target, verdicts in targets.items():
        found = [each for each in verdicts if each.outcome in (*DEVIATIONS, *UNHEARD)]
        yield f"### {target}"
        yield ""
        if not found:
            yield "None."
            yield ""
        for (behaviour, statement, level), group in groupby(sorted(found, key=_promise), key=_promise):
            yield from _deviation(behaviour, statement, level, list(group))


def _deviation(behaviour: str, statement: str, level: str, items: Sequence[Verdict]) -> Iterator[str]:
    source = items[0].source
    yield f"**{behaviour}** ({level}). {_plain(statement)} {_source(source)}"
    yield ""
    for each in items:
        asked, answered = exchange_lines(each)
        yield f"- {each.outcome}: {each.scenario}, {each.case}; expected {_plain(_cut(each.expected or 'a verdict'))}"
        yield ""
        yield "  ```text"
        yield f"  > {_fenced(asked) or 'nothing was sent'}"
        yield f"  < {_fenced(answered)}"
        yield "  ```"
        yield ""


def _source(source: Mapping[str, str]) -> str:
    title = _plain(source.get("title", ""))
    document = f"[{title}]({source['url']})" if source.get("url") else title
    return f"{document}: {_plain(source.get('at', ''))}"


def _reasons(targets: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    yield "## Not testable, and why"
    yield ""
    rows = [
        (target, _plain(_cut(reason)), str(count))
        for target, verdicts in targets.items()
        for reason, count in sorted(Counter(_reason(each) for each in verdicts if _is_untested(each)).items())
    ]
    yield _row("target", "reason", "checks")
    yield _row("---", "---", "---")
    for row in rows:
        yield _row(*row)


def _is_untested(verdict: Verdict) -> bool:
    return verdict.outcome in UNTESTED


def _reason(verdict: Verdict) -> str:
    return exchange_lines(verdict)[1] or "no reason was given"


# ---------------------------------------------------------------------- Markdown


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _fenced(text: str) -> str:
    """Return a text that cannot end the block of code in which it stands."""
    return _cut(text).replace("```", "'''")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _plain(text: str) -> str:
    """Return the text in one line, with nothing in it that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
