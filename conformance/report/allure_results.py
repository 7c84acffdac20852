"""What stands in Allure's results: identity, status and message come from the verdict, not from pytest.

allure-pytest takes an item's identity from its file, which differs between a checkout and an installation, and its
status from the exception.  A follower of Allure's own reporting hooks puts both right just before a result is written.
Imported only where results are written, for it imports Allure.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

import allure_commons
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Label, StatusDetails
from allure_pytest.listener import AllureListener

from conformance.report.allure import IDENTITY
from conformance.secrets import redact
from conformance.terms import Verdict

STATUS = {
    "passed": "passed",
    "observed": "passed",
    "skipped": "skipped",
    "not-testable": "skipped",
    "known": "skipped",
    "warned": "passed",
    "blocked": "broken",
    "broken": "broken",
    "failed": "failed",
}
_NAME = "oauth-conformance"
_PLACES = ("parentSuite", "suite", "subSuite", "package")


class Follower:
    """Knows the verdicts of the items that run, and completes their results."""

    def __init__(self) -> None:
        self._verdicts: dict[str, Verdict] = {}

    def judged(self, verdict: Verdict) -> None:
        self._verdicts[verdict.id] = verdict

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        verdict = self._verdicts.pop(identity_of(result) or "", None)
        if verdict is not None:
            _identify(result, verdict)
            result.status = STATUS[verdict.outcome]
            result.statusDetails = _details(verdict)
            _redact(result)


class OwnResults:
    """Writes the results of scenarios alone: the user's other tests did not ask for a report.

    What is attached waits until it is known whose it is.  Containers and globals are not written: a scenario has no
    fixtures to tell of.
    """

    def __init__(self, directory: Path) -> None:
        self._files: Any = cast(Any, AllureFileLogger)(str(directory))
        self._attached: dict[str, bytes] = {}

    @allure_commons.hookimpl
    def report_result(self, result: Any) -> None:
        if identity_of(result) is not None:
            for source in _sources(result):
                if source in self._attached:
                    self._files.report_attached_data(self._attached[source], source)
            self._files.report_result(result)
        self._attached.clear()

    @allure_commons.hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        self._keep(Path(source).read_bytes(), file_name)

    @allure_commons.hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        self._keep(body.encode("utf-8", "surrogateescape") if isinstance(body, str) else body, file_name)

    def _keep(self, body: bytes, file_name: str) -> None:
        text = redact(body.decode("utf-8", "surrogateescape"))
        self._attached[file_name] = text.encode("utf-8", "surrogateescape")


def write_into(config: Any, directory: Path) -> None:
    """Do what allure-pytest does when it is configured with --alluredir."""
    listener = AllureListener(config)
    config.pluginmanager.register(listener, "allure_listener")
    _register(config, listener, None)
    _register(config, OwnResults(directory), None)


def follow(config: Any) -> None:
    """Complete what is written from now on, wherever it is written."""
    if follower() is None:
        _register(config, Follower(), _NAME)


def follower() -> Follower | None:
    found = allure_commons.plugin_manager.get_plugin(_NAME)
    return found if isinstance(found, Follower) else None


def identity_of(result: Any) -> str | None:
    return next((str(label.value) for label in result.labels if label.name == IDENTITY), None)


def _register(config: Any, plugin: object, name: str | None) -> None:
    allure_commons.plugin_manager.register(plugin, name)
    config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(plugin))


def _identify(result: Any, verdict: Verdict) -> None:
    """Put our words in place of paths and parameters."""
    result.fullName = verdict.id
    result.testCaseId = result.historyId = hashlib.md5(verdict.id.encode(), usedforsecurity=False).hexdigest()
    result.parameters = []
    result.titlePath = [verdict.target, verdict.family, verdict.behaviour]
    result.labels = [label for label in result.labels if label.name not in _PLACES]
    values = (*result.titlePath, f"{verdict.contract}.{verdict.behaviour}")
    result.labels += [Label(name, value) for name, value in zip(_PLACES, values, strict=True)]


def _details(verdict: Verdict) -> Any:
    """Return the message: the outcome first, for the categories; the trace is the finding in full."""
    if verdict.outcome == "passed":
        return None
    word = verdict.outcome.capitalize()
    if verdict.known:
        message = f"{word}: {verdict.known['reason']}; expected {verdict.expected}; observed {verdict.observed}"
    elif verdict.outcome in ("failed", "warned") and verdict.expected:
        message = f"{word}: expected {verdict.expected}; observed {verdict.observed}"
    else:
        message = f"{word}: {verdict.observed or 'no reason was given'}"
    trace = "\n".join(filter(None, (verdict.statement, verdict.remedy, *verdict.curl)))
    return StatusDetails(message=message, trace=trace)


def _sources(result: Any) -> list[str]:
    own = [attachment.source for attachment in result.attachments]
    return own + [source for step in result.steps for source in _sources(step)]


def _redact(record: Any) -> None:
    """Redact every text of a result, whatever put it there."""
    for name, value in vars(record).items():
        if isinstance(value, str):
            setattr(record, name, redact(value))
        elif isinstance(value, list):
            setattr(record, name, [redact(member) if isinstance(member, str) else member for member in value])
            for member in value:
                if hasattr(member, "__dict__"):
                    _redact(member)
        elif hasattr(value, "__dict__"):
            _redact(value)
