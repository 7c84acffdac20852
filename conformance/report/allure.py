"""Allure, as far as the plugin has to know it: begin results when there are scenarios, tell each verdict, finish.

Nothing here imports Allure by itself: where allure-pytest is disabled or nothing was started, every function does
nothing.  In a session without scenarios `start` is never called, and nothing is written.
"""

from __future__ import annotations

import html
import json
import platform
import sys
import uuid
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from conformance.report.overview import TargetFacts
from conformance.report.terminal import source_text
from conformance.secrets import redact
from conformance.terms import Verdict

SEVERITY = {"must": "critical", "should": "normal", "observe": "minor"}
IDENTITY = "conformance_id"
"""The label that carries a verdict's identity."""
_OURS = ("*-result.json", "*-container.json", "*-globals.json", "*-attachment.*", "*.tmp")
_FINISHED = ("categories.json", "environment.properties")
_TAGGED = ("warned", "observed", "known", "blocked")
_PACKAGES = ("pytest-oauth-conformance", "pytest", "hypothesis", "schemathesis", "httpx", "vcrpy", "allure-pytest")

CATEGORIES = (
    {"name": "The server breaks its word", "matchedStatuses": ["failed"]},
    {
        "name": "Blocked: the promise was not put to the question",
        "matchedStatuses": ["broken"],
        "messageRegex": r"^Blocked[\s\S]*",
    },
    {
        "name": "Broken: our machine, the connection or a credential",
        "matchedStatuses": ["broken"],
        "messageRegex": r"^(?!Blocked)[\s\S]*",
    },
    {"name": "Known deviations", "matchedStatuses": ["skipped"], "messageRegex": r"^Known[\s\S]*"},
    {
        "name": "Not judged: the configuration leaves something out",
        "matchedStatuses": ["skipped"],
        "messageRegex": r"^(Not-testable|Skipped)[\s\S]*",
    },
)
"""How Allure groups what is not passed; the messages begin with the outcome."""


def start(config: Any, directory: Path) -> None:
    """Begin to write results: into the user's --alluredir if given, else into `directory`, emptied of an older run.

    config: of pytest.  To be called in each process that runs items, once it has collected a scenario, and before any
    process runs one.
    """
    if not _is_enabled(config) or config.option.collectonly:
        return
    from conformance.report import allure_results

    if config.option.allure_report_dir is None:
        _empty(directory, run=getattr(config, "workerinput", {}).get("testrunuid") or uuid.uuid4().hex)
        allure_results.write_into(config, directory)
    allure_results.follow(config)


def results_directory(config: Any, directory: Path) -> Path | None:
    """Return where the results of this session lie, were there any: None if allure-pytest is disabled."""
    if not _is_enabled(config):
        return None
    given = config.option.allure_report_dir
    return Path(given) if given is not None else directory


def label(verdict: Verdict) -> None:
    """Tell Allure what the running item judged.  To be called once, after the call phase, before the teardown ends."""
    from_allure = _followed()
    if from_allure is None:
        return
    allure, follower = from_allure
    follower.judged(verdict)
    dynamic = allure.dynamic
    dynamic.label(IDENTITY, verdict.id)
    dynamic.epic(verdict.contract)
    dynamic.feature(verdict.family)
    dynamic.story(verdict.behaviour)
    dynamic.severity(SEVERITY[verdict.level])
    for name, value in (("level", verdict.level), ("basis", verdict.basis), ("outcome", verdict.outcome)):
        dynamic.label(name, value)
    if verdict.outcome in _TAGGED:
        dynamic.tag(verdict.outcome)
    dynamic.title(redact(f"{verdict.scenario.replace('-', ' ')} [{verdict.case}]"))
    dynamic.description(_description(verdict))
    if url := verdict.source.get("url"):
        dynamic.link(url, name=redact(source_text(verdict) or url))
    if link := (verdict.known or {}).get("link"):
        dynamic.link(link, name=redact(link))


def attach_story(text: str, curl: Sequence[str]) -> None:
    """Attach the story of the last or failing example to the running item: as text, and as shell lines."""
    from_allure = _followed()
    if from_allure is None:
        return
    allure, _ = from_allure
    if text:
        allure.attach(redact(text), name="story", attachment_type=allure.attachment_type.TEXT)
    if curl:
        allure.attach(
            redact("\n".join(curl) + "\n"), name="the same in shell", attachment_type="text/plain", extension="sh"
        )


def write_results_files(
    directory: Path, targets: Sequence[TargetFacts], *, facts: Mapping[str, str] | None = None
) -> None:
    """Write categories.json and environment.properties beside the results, if there are any and not yet these files.

    To be called by the controller alone, at the end.  facts: further lines for the environment.
    """
    if not directory.is_dir():
        return
    for mark in directory.glob(".run-*"):
        mark.unlink()
    environment = {**_versions(), **{f"target.{t.name}": f"{t.contract} {t.version}, {t.place}" for t in targets}}
    texts = (json.dumps(CATEGORIES, indent=2) + "\n", _properties({**environment, **(facts or {})}))
    for name, text in zip(_FINISHED, texts, strict=True):
        if not (directory / name).exists():
            (directory / name).write_text(text, encoding="utf-8")


def _is_enabled(config: Any) -> bool:
    return bool(config.pluginmanager.has_plugin("allure_pytest")) and hasattr(config.option, "allure_report_dir")


def _followed() -> tuple[Any, Any] | None:
    """Return Allure's module and our follower, if `start` was called in this process."""
    results = sys.modules.get("conformance.report.allure_results")
    follower = results.follower() if results else None
    return (sys.modules["allure"], follower) if follower else None


def _empty(directory: Path, *, run: str) -> None:
    """Remove what an earlier run left, and nothing that Allure did not write; the first process of a run does it."""
    directory.mkdir(parents=True, exist_ok=True)
    try:
        (directory / f".run-{run}").touch(exist_ok=False)
    except FileExistsError:
        return
    old_marks = {path for path in directory.glob(".run-*") if path.name != f".run-{run}"}
    for path in {path for pattern in (*_OURS, *_FINISHED) for path in directory.glob(pattern)} | old_marks:
        path.unlink(missing_ok=True)


def _description(verdict: Verdict) -> str:
    """Markdown; what came from outside is escaped, so that `<client_secret-1>` is seen and a server's HTML is inert."""
    facts = {
        "Source": source_text(verdict),
        "Level": f"{verdict.level}, {verdict.basis}",
        "Covers": ", ".join(verdict.covers),
        "Expected": verdict.expected,
        "Observed": verdict.observed,
        "Known": _known(verdict),
        "Blocked by": verdict.blocked_by,
        "What would change it": verdict.remedy,
        "Drawn": json.dumps(dict(verdict.draws), ensure_ascii=False, default=str) if verdict.draws else None,
    }
    lines = [_escaped(verdict.statement), *(f"**{name}:** {_escaped(text)}" for name, text in facts.items() if text)]
    return "\n\n".join(lines)


def _known(verdict: Verdict) -> str | None:
    known = verdict.known or {}
    return ", ".join(f"{name} {known[name]}" for name in ("reason", "since", "expires") if name in known) or None


def _escaped(text: str) -> str:
    plain = html.escape(" ".join(redact(text).split()), quote=False)
    return "".join(f"\\{char}" if char in "\\`*_[]|" else char for char in plain)


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": platform.system()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _properties(values: Mapping[str, str]) -> str:
    """Write a Java properties file: ASCII, with blanks, colons and equals signs of a name escaped."""
    lines = [f"{_property(name, ' :=#!')}={_property(redact(text), '')}" for name, text in values.items()]
    return "\n".join(lines) + "\n"


def _property(text: str, special: str) -> str:
    flat = "".join(f"\\{char}" if char in "\\" + special else char for char in " ".join(text.split()))
    return "".join(char if char.isascii() else json.dumps(char)[1:-1] for char in flat)
