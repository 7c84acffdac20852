"""How fast recordings are judged.

    python benchmarks/replay.py [--fuzz N]

Every item of three contracts is recorded at the embedded servers into a temporary folder, then judged from there in
this process, without pytest.  Printed are the exchanges judged in a second, the ratio to the same run without
recordings, the time of `oauth-conformance run` on two workers for these recordings and for the shipped ones, and how
long one recording of 10,000 exchanges takes to load and to answer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance.locations import cassettes_dir, suites_dir
from conformance.options import read_options
from conformance.run.selection import embedded_session
from conformance.run.suite import results
from conformance.terms import Form, Pair, Request
from conformance.wire.cassette import as_text, from_text
from conformance.wire.player import Player

CONTRACTS = ("finapi", "square", "calcom")
MANY = 10_000


def run(mode: str, folder: Path, fuzz: int) -> tuple[float, int]:
    """Return the seconds of a run of all contracts, and how many requests it sent."""
    given = {"oauth_cassettes": mode, "oauth_cassette_dir": str(folder)}
    options = read_options(given.get, lambda name: None, {}, folder)
    sent, began = 0, time.perf_counter()
    for name in CONTRACTS:
        session = embedded_session(name, options=options)
        sent += sum(result.verdict.requests for result in results(session, suites_dir(), fuzz=fuzz))
    return time.perf_counter() - began, sent


def run_pytest(recordings: Path, reports: Path) -> float:
    """Return the seconds of one replay by the command, its start included; raise if an item was not judged."""
    options = ["-q", "-n", "2", "-p", "no:randomly", "--oauth-cassettes=replay", f"--oauth-cassette-dir={recordings}"]
    chosen = [f"--oauth-report-dir={reports}", "--oauth-strict", "-k", " or ".join(CONTRACTS)]
    command = [sys.executable, "-m", "conformance.cli", "run", *options, *chosen]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def asked(number: int) -> Request:
    body = Form((Pair("grant_type", ("client_credentials",)), Pair("scope", (f"scope-{number % 50}",))))
    headers = (Pair("Accept", ("application/json",)), Pair("X-Request-Id", (f"request-{number}",)))
    return Request("POST", ("https://target.invalid/token",), headers=headers, body=body)


def recording(count: int) -> str:
    """Return the file of one item with so many exchanges."""
    said = [
        {
            "request": {
                "method": "POST",
                "uri": "https://target.invalid/token",
                "body": f"grant_type=client_credentials&scope=scope-{number % 50}",
                "headers": {"Accept": ["application/json"], "X-Request-Id": [f"request-{number}"]},
            },
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"Content-Type": ["application/json"], "Cache-Control": ["no-store"]},
                "body": {"string": f'{{"access_token": "{"t" * 120}{number}", "expires_in": 3600}}'},
            },
            "said": {"step": "judged", "does": "client_credentials"},
        }
        for number in range(count)
    ]
    return as_text({"examples": [{"drawn": {}, "exchanges": count}]}, said, "A benchmark.")


def load_and_answer(count: int) -> tuple[float, float, float]:
    """Return megabytes, and the seconds of loading and of answering one large recording."""
    text = recording(count)
    began = time.perf_counter()
    player = Player(from_text(text), "")
    player.begin()
    loaded = time.perf_counter()
    for number in range(count):
        player.answer(asked(number), "judged")
    return len(text) / 1e6, loaded - began, time.perf_counter() - loaded


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fuzz", type=int, default=25)
    fuzz = parser.parse_args().fuzz
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run("off", folder, 0)
        live, sent = run("off", folder, fuzz)
        recorded, _ = run("record", folder, fuzz)
        replayed, judged = run("replay", folder, fuzz)
        whole, shipped = (run_pytest(recordings, folder / "reports") for recordings in (folder, cassettes_dir()))
    print(f"{sent} exchanges of {', '.join(CONTRACTS)}: live {live:.1f} s, recorded in {recorded:.1f} s")
    print(f"judged again in {replayed:.1f} s: {judged / replayed:,.0f} exchanges/s, {replayed / live:.2f} of live")
    print(f"oauth-conformance run -n 2, from start to end: {whole:.1f} s; of the shipped recordings {shipped:.1f} s")
    size, loading, answering = load_and_answer(MANY)
    rate = f"{MANY / answering:,.0f}/s"
    print(f"one recording of {MANY:,} exchanges ({size:.1f} MB): loaded in {loading:.2f} s, answers {rate}")


if __name__ == "__main__":
    main()
