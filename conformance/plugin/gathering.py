"""The process that reports: it alone writes the verdict file, prints the summary and decides the exit code."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.plugin.items import Items, message_of
from conformance.plugin.leak_gate import LeakGate
from conformance.plugin.telling import WORDS

if TYPE_CHECKING:
    from conformance.report.overview import Overview
    from conformance.terms import Verdict

_SCENARIO_ID = re.compile(r"::(?:\w+::)*test_(\w+)\[([^:\]]+):([^:\]]+):([^\]]+)\]$")
WIDTH_OF_A_LOG = 160
_EMBEDDED = "oauth-conformance: no target is named, so this runs on the embedded reference servers: "
_NO_TARGET = "oauth-conformance: no target is named, so this is about the embedded reference servers: "
JUDGED = frozenset({"passed", "known", "warned", "failed"})


class Gathering:
    """Hears every report of the run."""

    def __init__(self, config: pytest.Config, items: Items) -> None:
        self._config = config
        self._items = items
        self._verdicts: list[Verdict] = []
        self._began = time.time()
        self._file: Any = None
        self._gate = LeakGate(config)
        self._faults: list[str] = []
        self._listed: list[str] = []
        self._is_part = False
        self._worker_errors: list[str] = []
        self._exit = 0
        self._has_told = False

    # ------------------------------------------------------------------ the beginning

    def pytest_report_collectionfinish(self) -> list[str]:
        """Say what the targets are; under xdist `announce` does."""
        return self._head() if self._items.error is None else []

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Open the run in this process, too, as soon as a worker has found a scenario."""
        if self._items.selection is None and any(_scenario_in(nodeid) for nodeid in ids):
            self._items.open()
            terminal = self._config.pluginmanager.getplugin("terminalreporter")
            for line in self._head() if terminal else ():
                terminal.write_line(line)

    def _head(self) -> list[str]:
        selection = self._items.selection
        if selection is None:
            return []
        if not self._items.runs_nothing:
            self._begin_file()
        if selection.embedded:
            names = ", ".join(session.contract.name for session in selection.sessions)
            told = self._recordings()
            return [(_NO_TARGET if told else _EMBEDDED) + names, *told]
        lines = [f"oauth-conformance: targets from {selection.file}"] if selection.file else []
        return (
            lines
            + [
                f"oauth-conformance: {s.target.name} = {s.contract.name} {s.contract.version} at {s.target.base_url}"
                for s in selection.sessions
            ]
            + self._recordings()
        )

    def _recordings(self) -> list[str]:
        sessions = self._items.selection.sessions if self._items.selection else ()
        told = [(s.target.name, s.cassettes.say(s.target.name)) for s in sessions]
        return [f"oauth-conformance: {name}: {says}" for name, says in told if says]

    def _begin_file(self) -> None:
        from conformance.report.verdicts import VerdictFile

        if self._file is None and self._items.options is not None:
            self._file = VerdictFile(self._items.options.report_dir / "verdicts.jsonl")
            self._file.begin()

    # ------------------------------------------------------------------ the reports

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = getattr(report, "oauth", None)
        if told is not None:
            from conformance.report.verdicts import from_dict

            self._hear(from_dict(told))
        elif self._ends_without_verdict(report) and (match := _scenario_in(report.nodeid)):
            self._hear(_without_verdict(match, report))

    @staticmethod
    def _ends_without_verdict(report: pytest.TestReport) -> bool:
        return (report.when == "call") or (report.when != "teardown" and not report.passed)

    def _hear(self, verdict: Verdict) -> None:
        self._items.open()
        self._begin_file()
        self._verdicts.append(verdict)
        if self._file is not None:
            self._file.append(verdict)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        told = getattr(report, "oauth", None)
        return WORDS[told["outcome"]] if told is not None and report.when == "call" else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        self._gate.follow(node)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker that ends says what was wrong with the configuration."""
        self._worker_errors = getattr(node, "workeroutput", {}).get("oauth_error", self._worker_errors)

    # ------------------------------------------------------------------ the end

    def pytest_deselected(self) -> None:
        self._is_part = True

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Search the artefacts when every other plugin has written its own, or failed to; then settle the exit code."""
        try:
            yield
        finally:
            self._finish(session)

    def _finish(self, session: pytest.Session) -> None:
        self._items.close()
        if self._worker_errors:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        if self._items.selection is None or self._items.runs_nothing:
            return
        self._is_part = self._is_part or self._was_narrowed(session)
        self._finish_reports()
        self._exit = self._exit_code()
        if self._exit and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = self._exit

    def _finish_reports(self) -> None:
        from conformance.report import allure

        assert self._items.options is not None
        directory = self._allure_directory()
        try:
            if directory is not None:
                allure.write_results_files(directory, self._overview().targets)
        except OSError as error:
            self._faults.append(f"the Allure results could not be finished: {error}")
        self._faults += self._gate.stop(list(self._artefacts(directory)), expects_secrets=not self._items.only_replays)
        self._faults += [*self._unjudged_targets(), *self._failed_by_options()]
        self._listed += self._useless_entries()

    def _artefacts(self, allure_directory: Path | None) -> Iterator[Path]:
        """Yield the folders that this run wrote to."""
        assert self._items.options is not None
        yield self._items.options.report_dir
        if self._items.options.cassettes == "record":
            yield self._items.options.cassette_dir
        if allure_directory is not None:
            yield allure_directory

    def _unjudged_targets(self) -> list[str]:
        """A gate that tested nothing is not green; a run of single items that somebody named is no gate."""
        assert self._items.selection is not None
        if any("::" in argument for argument in self._config.args):
            return []
        judged = {v.target for v in self._verdicts if v.level == "must" and v.outcome in JUDGED}
        counts = Counter(v.target for v in self._verdicts)
        names = [session.target.name for session in self._items.selection.sessions]
        return [
            f"{name} is broken: of its {counts[name]} verdicts none judged a `must` promise"
            for name in names
            if name not in judged and counts[name]
        ]

    def _was_narrowed(self, session: pytest.Session) -> bool:
        """Say whether less than the suite was run; a worker's own deselection is seen by its options only."""
        narrowing = ("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "ignore_glob")
        chosen = any(argument.partition("::")[0].endswith(".py") for argument in self._config.args)
        options = any(getattr(self._config.option, name, None) for name in narrowing)
        ended = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        return chosen or options or not ended or bool(session.shouldfail or session.shouldstop)

    def _useless_entries(self) -> Iterator[str]:
        """Say which listed deviations are to be removed, renewed or corrected."""
        from conformance.run.known import check_list

        assert self._items.selection is not None
        for session in self._items.selection.sessions:
            yield from check_list(session.target, self._verdicts, whole=not self._is_part)

    def _failed_by_options(self) -> list[str]:
        """Say why a run fails that shows no failed item."""
        assert self._items.options is not None
        counts = Counter(verdict.outcome for verdict in self._verdicts)
        unjudged = counts["skipped"] + counts["not-testable"]
        told = [f"--oauth-strict fails this run: {unjudged} items were not judged"] if unjudged else []
        warned = [f"--oauth-fail-on should fails this run: {counts['warned']} warned"] if counts["warned"] else []
        return [
            *(told if self._items.options.strict else []),
            *(warned if self._items.options.fail_on == "should" else []),
        ]

    def _exit_code(self) -> int:
        assert self._items.options is not None
        failing = {"blocked", "broken", "failed"}
        failing |= {"warned"} if self._items.options.fail_on == "should" else set()
        failing |= {"skipped", "not-testable"} if self._items.options.strict else set()
        return int(bool(self._faults) or any(verdict.outcome in failing for verdict in self._verdicts))

    def _allure_directory(self) -> Path | None:
        from conformance.report import allure

        assert self._items.options is not None
        return allure.results_directory(self._config, self._items.options.report_dir / "allure-results")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._worker_errors:
            terminalreporter.write_line(f"ERROR: {message_of(self._worker_errors)}", red=True)
        if self._items.selection is None or not self._verdicts:
            return
        from conformance.report.terminal import MARKUP, summary_lines

        self._has_told = True
        terminalreporter.section("OAuth conformance")
        width = terminalreporter._tw.fullwidth if terminalreporter.isatty else WIDTH_OF_A_LOG
        for line in summary_lines(self._verdicts, self._overview(), width=width):
            terminalreporter.write_line(line.text, **MARKUP[line.style])

    def pytest_unconfigure(self) -> None:
        """Say why the run fails where it ended without a summary: by --no-summary, or by an error in a hook."""
        terminal = self._config.pluginmanager.getplugin("terminalreporter")
        if terminal is None or self._has_told or not self._faults:
            return
        terminal.ensure_newline()
        for fault in self._faults:
            terminal.write_line(f"ERROR {fault}", red=True)

    def _overview(self) -> Overview:
        from conformance.report.overview import Overview, ReportPlaces, TargetFacts

        assert self._items.selection is not None
        assert self._items.options is not None
        targets = tuple(
            TargetFacts(s.target.name, s.contract.name, s.contract.version, s.target.base_url, embedded=s.embedded)
            for s in self._items.selection.sessions
        )
        directory = self._allure_directory()
        places = ReportPlaces(
            verdicts=self._shown(self._items.options.report_dir / "verdicts.jsonl"),
            allure=self._shown(directory) if directory is not None else None,
        )
        return Overview(
            targets,
            places,
            time.time() - self._began,
            fail_on="should" if self._items.options.fail_on == "should" else "must",
            strict=self._items.options.strict,
            rerun=" ".join([self._items.command, *self._items.given_options()]),
            faults=tuple(self._faults),
            listed=tuple(self._listed),
        )

    def _shown(self, path: Path) -> str:
        here = self._config.invocation_params.dir
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _scenario_in(nodeid: str) -> re.Match[str] | None:
    """Return the words of a scenario's node id; a plain test's may look like it, but names no behaviour."""
    match = _SCENARIO_ID.search(nodeid)
    if match is None:
        return None
    from conformance.contract import read_behaviours
    from conformance.locations import suites_dir

    return match if match[3] in read_behaviours(suites_dir()) else None


def _without_verdict(match: re.Match[str], report: pytest.TestReport) -> Verdict:
    """An item that ended without a verdict is broken, whatever ended it; a skip of the user's is a skip."""
    from conformance.secrets import redact
    from conformance.terms import Verdict

    scenario, target, behaviour, case = match.groups()
    name = scenario.replace("_", "-")
    reason = report.longreprtext.strip().splitlines() or ["no reason was given"]
    return Verdict(
        id=f"{target}/{behaviour}/{name}/{case}",
        target=target,
        contract="",
        version="",
        behaviour=behaviour,
        scenario=name,
        operation=None,
        case=case,
        level="must",
        basis="documented",
        outcome="skipped" if report.skipped else "broken",
        statement="the item ended without a verdict",
        source={},
        covers=(),
        observed=redact(reason[-1]),
        seconds=report.duration,
        nodeid=report.nodeid,
    )
