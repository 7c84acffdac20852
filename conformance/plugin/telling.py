"""What pytest and Allure are told of an item's result: an exception, a report without a traceback, the evidence.

Nothing of pytest's own rendering is kept for a scenario: a traceback shows locals, and locals hold secrets.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.locations import shown_path
from conformance.outcomes import Deviation
from conformance.secrets import Secret, redact, redact_cut

if TYPE_CHECKING:
    from conformance.run.item import Item, Result

SKIPPING = frozenset({"skipped", "not-testable"})
WORDS: dict[str, tuple[str, str, str]] = {
    "passed": ("passed", ".", "PASSED"),
    "observed": ("passed", "o", "OBSERVED"),
    "skipped": ("skipped", "s", "SKIPPED"),
    "not-testable": ("skipped", "n", "NOT-TESTABLE"),
    "known": ("xfailed", "x", "KNOWN"),
    "warned": ("passed", "w", "WARNED"),
    "blocked": ("failed", "B", "BLOCKED"),
    "broken": ("failed", "E", "BROKEN"),
    "failed": ("failed", "F", "FAILED"),
}
"""Outcome -> pytest's category, letter and word."""
SHOWS_STORY = frozenset({"failed", "warned", "known", "blocked", "broken", "observed"})
SECTION_CURL = "the same in shell"


def with_evidence(result: Result, item: Item) -> Result:
    """Add the story, as text and as shell lines, to a result that needs evidence."""
    verdict = result.verdict
    if verdict.outcome not in SHOWS_STORY or not result.story:
        return result
    from conformance.report.numbering import Numbering
    from conformance.report.story import story_as_curl, story_as_text

    curl = story_as_curl(result.story, given=_given(item), expected=verdict.expected, observed=verdict.observed)
    if item.session.embedded:
        curl = (f"# first: oauth-conformance serve {item.session.target.contract} --port 9999{_fault(item)}", *curl)
    text = story_as_text(result.story)
    own = Numbering((*curl, text))
    verdict = replace(
        verdict,
        expected=own.text(verdict.expected) if verdict.expected else None,
        observed=own.text(verdict.observed) if verdict.observed else None,
        curl=tuple(own.text(line) for line in curl),
    )
    return replace(result, verdict=verdict, told=own.text(text))


def _given(item: Item) -> dict[str, str]:
    """Say of each configured secret where its value comes from."""
    target = item.session.target
    where = f"oauth-conformance serve {target.contract}" if item.session.embedded else f"[targets.{target.name}]"
    clients = {"": target.client, "other_client.": target.other_client or {}}
    named = {f"{whose}{name}": value for whose, client in clients.items() for name, value in client.items()}
    return {str(value): f"{name} of {where}" for name, value in named.items() if isinstance(value, Secret)}


def _fault(item: Item) -> str:
    return f" --fault {item.session.fault}" if item.session.fault else ""


def attach(result: Result) -> None:
    """Give Allure the labels of the verdict, and the story if there is something to show."""
    from conformance.report import allure

    allure.label(result.verdict)
    if result.told:
        allure.attach_story(result.told, result.verdict.curl)


def raise_result(result: Result) -> None:
    """Raise what makes pytest and Allure see the outcome; a warning and an observation pass."""
    outcome = result.verdict.outcome
    if outcome in SKIPPING:
        pytest.skip(redact(str(result.raised)))
    if result.verdict.known:
        raise pytest.xfail.Exception(redact(result.verdict.known["reason"]))
    if outcome in ("failed", "blocked", "broken") and result.raised is not None:
        raise result.raised


def tell(
    report: pytest.TestReport, result: Result | None, excinfo: pytest.ExceptionInfo[BaseException] | None, file: Path
) -> None:
    """Put our text in place of pytest's, and the verdict where the controller finds it; `file` is the scenario's."""
    report.sections = [(redact(title), redact(text)) for title, text in report.sections]
    if result is None:
        if report.failed and excinfo is not None:
            place = excinfo.traceback[-1]
            text = f"{excinfo.typename}: {excinfo.value} ({shown_path(Path(place.path))}:{place.lineno + 1})"
            report.longrepr = redact_cut(text)
        return
    from conformance.report.verdicts import as_dict

    report.oauth = as_dict(result.verdict)  # type: ignore[attr-defined]
    if result.verdict.known:  # not left to pytest, whose --runxfail would make it a failure
        report.outcome = "skipped"
        report.wasxfail = redact(result.verdict.known["reason"])
        report.longrepr = "\n".join(_text(result))
    if report.skipped and isinstance(report.longrepr, tuple):
        report.longrepr = (str(file), (report.location[1] or 0) + 1, report.longrepr[2])
    if report.failed:
        report.longrepr = "\n".join(_text(result))


def _text(result: Result) -> list[str]:
    verdict = result.verdict
    lines = [f"{_name(result)}: {verdict.id}", f"  {verdict.statement}", f"  source    {_source(verdict.source)}"]
    lines += [f"  {word:<9} {text}" for word, text in _findings(result) if text]
    if verdict.draws:
        lines.append(f"  drawn     {verdict.draws}")
    if verdict.curl:
        lines += ["", f"  {SECTION_CURL}:", *(f"    {line}" for line in verdict.curl)]
    return [redact(line) for line in lines]


def _name(result: Result) -> str:
    return "Deviation" if isinstance(result.raised, Deviation) else result.verdict.outcome.capitalize()


def _findings(result: Result) -> list[tuple[str, str | None]]:
    verdict = result.verdict
    if isinstance(result.raised, Deviation):
        known = verdict.known["reason"] if verdict.known else None
        return [("expected", verdict.expected), ("observed", verdict.observed), ("known", known)]
    return [("reason", verdict.observed), ("explains", verdict.blocked_by), ("remedy", verdict.remedy)]


def _source(source: Any) -> str:
    return ", ".join(str(source[key]) for key in ("title", "version", "at", "url") if key in source)
