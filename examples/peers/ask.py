"""Asks four authorization servers that nobody here wrote, and writes down how they answered.

    python -m examples.peers.ask [NAME ...]

One after the other: its `start.sh` serves it on a free port of loopback, the suite runs on its `conformance.toml`, it
is stopped.  What was found becomes `docs/reference/servers.md`; verdicts and logs lie in `.peers/<name>/`.  A server
that this machine cannot have is told in one line, and the page says so; one that fails leaves the page as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from conformance.report.server_page import AskedServer, server_page
from conformance.report.verdicts import verdict_from_line
from conformance.terms import Verdict

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reference" / "servers.md"
NOT_ON_THIS_MACHINE = 69
"""With what a start script ends if it cannot install its server (EX_UNAVAILABLE of sysexits.h)."""
TO_INSTALL, TO_JUDGE, TO_END = 300.0, 120.0, 5.0
"""How many seconds a server may take to be there, the suite to judge it, and either to end."""
SECRETS = ("PEER_SECRET", "PEER_OTHER_SECRET", "PEER_PASSWORD")


class UnavailableError(Exception):
    """A server cannot be had on this machine; the text says why."""


class FailedError(Exception):
    """A server, or the suite on it, did not do what it should; the text says what."""


@dataclass(frozen=True)
class Peer:
    """One folder of this example, and the package that it serves."""

    folder: str
    package: str
    place: Path
    work: Path
    """Where it is installed, and where its verdicts and logs lie."""

    @property
    def verdict_file(self) -> Path:
        return self.work / "reports" / "verdicts.jsonl"

    @property
    def title(self) -> str:
        """Return the package with the version that is pinned."""
        manifest = self.place / "package.json"
        if manifest.is_file():
            version = json.loads(manifest.read_text(encoding="utf-8"))["dependencies"][self.package]
        else:
            pins = (self.place / "requirements.txt").read_text(encoding="utf-8").split()
            version = dict(pin.split("==") for pin in pins)[self.package]
        return f"{self.package} {version}"

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what was judged when it was last asked."""
        if not self.verdict_file.is_file():
            return ()
        return tuple(map(verdict_from_line, self.verdict_file.read_text(encoding="utf-8").splitlines()))


PEERS = tuple(
    Peer(folder, package, HERE / folder, ROOT / ".peers" / folder)
    for folder, package in (
        ("authlib", "Authlib"),
        ("node_oauth2_server", "@node-oauth/oauth2-server"),
        ("oauth2_mock_server", "oauth2-mock-server"),
        ("oidc_provider", "oidc-provider"),
    )
)


# ---------------------------------------------------------------------- one server


def ask(peer: Peer) -> None:
    """Start the server, let the suite judge it into its verdict file, and stop it."""
    peer.work.mkdir(parents=True, exist_ok=True)
    peer.verdict_file.unlink(missing_ok=True)
    port, log = free_port(), peer.work / "server.log"
    words = {name: secrets.token_hex(16) for name in SECRETS}
    environment = {**os.environ, **words, "PORT": str(port), "PEER_PORT": str(port), "PYTHON": sys.executable}
    with running(["/bin/sh", str(peer.place / "start.sh")], environment, log) as server:
        wait_until_it_listens(server, port, log)
        judge(peer, environment)


def wait_until_it_listens(
    server: subprocess.Popen[bytes], port: int, log: Path, *, patience: float = TO_INSTALL
) -> None:
    """Return when the port takes a connection."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        code = server.poll()
        if code == NOT_ON_THIS_MACHINE:
            raise UnavailableError(last_line(log))
        if code is not None:
            raise FailedError(f"start.sh ended with {code}: {last_line(log)} ({log})")
        with socket.socket() as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise FailedError(f"expected a server on port {port} within {patience:g} s, found none: {last_line(log)} ({log})")


def judge(peer: Peer, environment: Mapping[str, str]) -> None:
    """Run the suite on a server that is there; deviations are what it is for, everything else is a failure."""
    config, reports, log = peer.place / "conformance.toml", peer.work / "reports", peer.work / "run.log"
    command = [sys.executable, "-m", "conformance.cli", "run", "-q", "-n", "2", "-p", "no:cacheprovider"]
    command += ["--oauth-fuzz", "quick"]
    command += ["--oauth-config", str(config), "--oauth-report-dir", str(reports)]
    with running(command, environment, log) as suite:
        try:
            code = suite.wait(TO_JUDGE)
        except subprocess.TimeoutExpired:
            raise FailedError(f"the suite did not end within {TO_JUDGE:g} s ({log})") from None
    if code not in (0, 1):
        raise FailedError(f"the suite ended with {code}: {last_line(log)} ({log})")


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command beside the block, and end it and all that it started when the block ends, however it ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: asked first, then without asking."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, word)
        with suppress(subprocess.TimeoutExpired):
            process.wait(TO_END)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def last_line(log: Path) -> str:
    """Return the last line that names an error; without one, the last that says anything."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["it said nothing"])[-1]


# ---------------------------------------------------------------------- all of them


def ask_all(peers: Sequence[Peer]) -> tuple[dict[str, str], bool]:
    """Ask one after the other, telling each in a line; return why some were not run, and whether one failed."""
    absent: dict[str, str] = {}
    has_failed = False
    for peer in peers:
        began = time.monotonic()
        try:
            ask(peer)
        except UnavailableError as reason:
            absent[peer.folder] = str(reason)
            print(f"{peer.title}: not run: {reason}", flush=True)
        except FailedError as reason:
            has_failed = True
            print(f"{peer.title}: FAILED: {reason}", flush=True)
        else:
            print(f"{peer.title}: {counted(peer.verdicts())} in {time.monotonic() - began:.0f} s", flush=True)
    return absent, has_failed


def counted(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(each.outcome for each in verdicts)
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))


def page(peers: Sequence[Peer], absent: Mapping[str, str]) -> str:
    """Return the page of what each server was judged when it was last asked."""
    return server_page([AskedServer(each.title, each.verdicts(), absent.get(each.folder)) for each in peers])


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the named servers, or all; return 1 if one failed, whatever the verdicts are."""
    parser = argparse.ArgumentParser(prog="peers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("name", nargs="*", help=f"only these: {', '.join(peer.folder for peer in PEERS)}")
    names = parser.parse_args(arguments).name
    chosen = [peer for peer in PEERS if not names or peer.folder in names]
    if len(chosen) < len(set(names)):
        parser.error(f"expected {', '.join(peer.folder for peer in PEERS)}; found {', '.join(names)}")
    for word in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(word, stop)
    absent, has_failed = ask_all(chosen)
    if not has_failed:
        PAGE.write_text(page(PEERS, absent), encoding="utf-8")
        print(PAGE.relative_to(ROOT))
    return int(has_failed)


def stop(word: int, _frame: FrameType | None) -> NoReturn:
    """Leave every block, so that nothing is left running; the page stays as it was."""
    sys.exit(128 + word)


if __name__ == "__main__":
    sys.exit(main())
