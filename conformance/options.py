"""What the user asked for: option beats variable beats ini beats default, one table for all three spellings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from conformance.outcomes import ConfigurationError

CONFIGURATION = "conformance.toml"
FUZZ: Mapping[str, int] = {"quick": 10, "default": 25, "thorough": 200}
SANDBOX_SHARE = 5
"""Outside loopback every draw costs a real request: a named amount is divided by this."""


@dataclass(frozen=True)
class Setting:
    """One option: `--oauth-NAME`, ini `oauth_NAME`, variable `OAUTH_CONFORMANCE_NAME`."""

    name: str
    says: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    default: str | None = None

    @property
    def option(self) -> str:
        return f"--oauth-{self.name}"

    @property
    def ini(self) -> str:
        return f"oauth_{self.name.replace('-', '_')}"

    @property
    def variable(self) -> str:
        return f"OAUTH_CONFORMANCE_{self.name.replace('-', '_').upper()}"


SETTINGS = (
    Setting("config", "target file (default: conformance.toml here, else in rootdir)"),
    Setting("target", "name of a target of the file; may be repeated (default: all)", kind="several"),
    Setting("contract", "contract by name or path, for a target without a file"),
    Setting("base-url", "base URL of the target of --oauth-contract"),
    Setting("states-url", "states endpoint of the target of --oauth-contract"),
    Setting(
        "cassettes",
        "record: write down what is said; replay: judge recordings, without a target",
        choices=("off", "record", "replay"),
        default="off",
    ),
    Setting("cassette-dir", "where the recordings lie (default: cassettes under rootdir)"),
    Setting("cassettes-max-age", "replay no recording that is older, such as 90d"),
    Setting("draws", "ask again what these recordings of one target drew, such as cassettes/sandbox"),
    Setting("fuzz", "examples for each property: N, quick (10), default (25) or thorough (200)", default="default"),
    Setting("fault", "break the embedded reference server in this way"),
    Setting("report-dir", "where the reports go (default: reports under rootdir)"),
    Setting("fail-on", "must, or should: warnings fail the run, too", choices=("must", "should"), default="must"),
    Setting("strict", "skipped and not testable items fail the run", kind="flag"),
    Setting("require-target", "refuse to run on the embedded reference servers", kind="flag"),
)
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True)
class Options:
    """The settings of one run, resolved."""

    config: str | None
    target: tuple[str, ...]
    contract: str | None
    base_url: str | None
    states_url: str | None
    fuzz: str
    draws: Path | None
    fault: str | None
    report_dir: Path
    cassettes: str
    cassette_dir: Path
    has_cassette_dir: bool
    cassettes_max_age: timedelta | None
    fail_on: str
    strict: bool
    require_target: bool
    command: str = "pytest"

    def examples(self, kind: str) -> int:
        """Return how many examples a property draws at a target of this kind; production is never fuzzed."""
        if kind == "production":
            return 0
        if self.fuzz not in FUZZ:
            return int(self.fuzz)
        return FUZZ[self.fuzz] if kind != "sandbox" else FUZZ[self.fuzz] // SANDBOX_SHARE


def read_options(
    option: Callable[[str], Any],
    ini: Callable[[str], Any],
    environ: Mapping[str, str],
    rootdir: Path,
    *,
    command: str = "pytest",
) -> Options:
    """Resolve every setting; all faults at once in a `ConfigurationError`.

    option, ini: from a setting's option or ini name to what the user gave, None or empty if nothing.
    command: how this run was started.
    """
    faults: list[str] = []
    found = {setting.name: _resolve(setting, option, ini, environ, faults) for setting in SETTINGS}
    fuzz = str(found["fuzz"])
    if fuzz not in FUZZ and not (fuzz.isascii() and fuzz.isdigit()):
        faults.append(f"--oauth-fuzz: expected a number, {', '.join(FUZZ)}; found {fuzz!r}")
    if found["cassettes"] == "replay" and found["fault"]:
        faults.append("--oauth-fault breaks an embedded reference server, but --oauth-cassettes=replay asks none")
    faults += _no_draws(found["draws"], is_replay=found["cassettes"] == "replay")
    max_age = _age(found["cassettes-max-age"], faults)
    if found["base-url"] and not found["contract"]:
        faults.append("--oauth-base-url needs --oauth-contract, which says what that server promises")
    if found["states-url"] and not found["base-url"]:
        faults.append("--oauth-states-url needs --oauth-base-url")
    reports = Path(found["report-dir"]).absolute() if found["report-dir"] else rootdir / "reports"
    faults += _unwritable("--oauth-report-dir", reports, "verdicts.jsonl", "allure-results")
    recordings = Path(found["cassette-dir"]).absolute() if found["cassette-dir"] else rootdir / "cassettes"
    faults += _no_recordings(recordings) if found["cassettes"] == "replay" else []
    faults += _unwritable("--oauth-cassette-dir", recordings) if found["cassettes"] == "record" else []
    if faults:
        raise ConfigurationError(*faults)
    return Options(
        config=found["config"],
        target=tuple(found["target"] or ()),
        contract=found["contract"],
        base_url=found["base-url"],
        states_url=found["states-url"],
        fuzz=fuzz,
        draws=Path(found["draws"]).absolute() if found["draws"] else None,
        fault=found["fault"],
        report_dir=reports,
        cassettes=str(found["cassettes"]),
        cassette_dir=recordings,
        has_cassette_dir=bool(found["cassette-dir"]),
        cassettes_max_age=max_age,
        command=command,
        fail_on=str(found["fail-on"]),
        strict=bool(found["strict"]),
        require_target=bool(found["require-target"]),
    )


def _no_draws(folder: str | None, *, is_replay: bool) -> list[str]:
    if folder and is_replay:
        return [
            "--oauth-draws: a replay asks what it recorded; leave one of --oauth-draws and --oauth-cassettes=replay"
        ]
    if folder and not any(Path(folder).glob("*/*.yaml")):
        return [f"--oauth-draws: expected the recordings of one target, found none in {folder}"]
    return []


def _age(text: str | None, faults: list[str]) -> timedelta | None:
    if not text:
        return None
    if found := re.fullmatch(r"([0-9]{1,5})d", text):
        return timedelta(days=int(found[1]))
    faults.append(f"--oauth-cassettes-max-age: expected days, such as 90d; found {text!r}")
    return None


def _no_recordings(folder: Path) -> list[str]:
    """Return what keeps recordings from being looked for; a folder that is not there holds none."""
    option = "--oauth-cassette-dir"
    if folder.exists() and not folder.is_dir():
        return [f"{option}: expected a folder, found a file at {folder}"]
    if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        return [f"{option}: {folder} cannot be read"]
    return []


def _unwritable(option: str, folder: Path, *inside: str) -> list[str]:
    """Return what keeps a folder, and what may be in it already, from being written to."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        return [f"{option}: expected a folder, found a file at {nearest}"]
    places = [nearest, *(folder / name for name in inside if (folder / name).exists())]
    return [f"{option}: {place} cannot be written to" for place in places if not os.access(place, os.W_OK)][:1]


def _resolve(
    setting: Setting,
    option: Callable[[str], Any],
    ini: Callable[[str], Any],
    environ: Mapping[str, str],
    faults: list[str],
) -> Any:
    asked = option(setting.ini)
    if "" in (asked if isinstance(asked, list) else [asked]):
        faults.append(f"{setting.option}: expected a value, found an empty one")
    given = next((value for value in (asked, environ.get(setting.variable), ini(setting.ini)) if value), None)
    if given is None:
        return setting.default
    if setting.kind == "several":
        return [name.strip() for name in given.split(",")] if isinstance(given, str) else given
    if setting.kind == "flag":
        return _flag(setting, given, faults)
    if setting.choices and given not in setting.choices:
        faults.append(f"{setting.option}: expected {' or '.join(setting.choices)}; found {given!r}")
    return given


def _flag(setting: Setting, given: Any, faults: list[str]) -> bool:
    word = str(given).lower()
    if word not in _TRUE | _FALSE:
        faults.append(f"{setting.variable}: expected true or false; found {given!r}")
    return word in _TRUE
