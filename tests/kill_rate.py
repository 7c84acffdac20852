"""How many servers that are broken on purpose the suite catches, and how often it accuses a correct one.

    python -m tests.kill_rate [--contract NAME] [--seeds N] [--full] [FAULT ...]

A fault is killed if an item of the fault's own behaviour fails or warns that passes on the conformant server; blocked
and broken items kill nothing.  A false alarm is a failed, warned, blocked or broken item on a conformant server,
counted over several seeds, each with draws and an order of its own, on all conformant servers, versions and variants,
with a hundred users already on each.

`--full` runs all scenarios on every broken server, not only those of the fault's own behaviour, and tells what else
fails and whether `depends` explains it (`explained`), and whether the company of the others changes a verdict.  It
draws nothing: what every run tries is enough for that.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from conformance import reference
from conformance.contract import read_behaviours
from conformance.locations import suites_dir
from conformance.run.selection import embedded_session
from conformance.run.suite import results
from tests.explained import ACCUSES, Echo, listen

KILLS = frozenset({"failed", "warned"})
SEEDS = 10
CROWD = 100
WORKERS = 2
FUZZ = 25


@dataclass(frozen=True)
class Hunt:
    """What became of one fault."""

    contract: str
    fault: str
    depth: str
    says: str
    killed_by: tuple[str, ...]
    requests: int


def outcomes(
    contract: str,
    *,
    fault: str | None = None,
    variant: str | None = None,
    behaviours: Collection[str] | None = None,
    fuzz: int = FUZZ,
    seed: int = 0,
    crowd: int = 0,
) -> dict[str, tuple[str, int, str]]:
    """Return by item: outcome, requests, what was observed; so many users of both clients are there already."""
    session = embedded_session(contract, fault=fault, variant=variant)
    for number in range(crowd):
        client = (session.target.client, session.target.other_client or {})[number % 2]
        session.states.make("user", {"client_id": client["client_id"]})
    session.states.heard()
    found = results(session, suites_dir(), behaviours=behaviours, fuzz=fuzz, seed=seed)
    return {r.verdict.id: (r.verdict.outcome, r.verdict.requests, r.verdict.observed or "") for r in found}


def hunt(contract: str, name: str) -> Hunt:
    """Run the scenarios of a fault's own behaviour on the conformant and on the broken server."""
    fault = reference.faults(contract)[name]
    own = (name.partition("/")[0],)
    judged = judged_by(contract, fault)
    sound = outcomes(judged, behaviours=own)
    broken = outcomes(judged, fault=name, behaviours=own)
    kills = tuple(i for i, (outcome, _, _) in broken.items() if outcome in KILLS and sound[i][0] not in ACCUSES)
    return Hunt(contract, name, fault.depth, fault.says, kills, sum(requests for _, requests, _ in broken.values()))


def judged_by(contract: str, fault: reference.Fault[Any]) -> str:
    """Return the contract in the version to which the fault belongs."""
    return f"{contract}@{fault.version}" if fault.version else contract


def alarms(contract: str, variant: str | None, seed: int) -> list[str]:
    """Return every accusation of a conformant server."""
    return [
        f"{contract}{f' ({variant})' if variant else ''} seed {seed}: {identity} {outcome}: {observed}"
        for identity, (outcome, _, observed) in outcomes(contract, variant=variant, seed=seed, crowd=CROWD).items()
        if outcome in ACCUSES
    ]


def echo(contract: str, name: str, fuzz: int = 0) -> Echo:
    """Run all scenarios on the broken server, and those of the fault's own behaviour by themselves."""
    own = (name.partition("/")[0],)
    broken = _words(contract, fault=name, fuzz=fuzz)
    alone = _words(contract, fault=name, fuzz=fuzz, behaviours=own)
    return listen(name, read_behaviours(suites_dir()), sound=_sound_words(contract, fuzz), broken=broken, alone=alone)


@cache
def _sound_words(contract: str, fuzz: int) -> dict[str, str]:
    return _words(contract, fuzz=fuzz)


def _words(
    contract: str, *, fuzz: int, fault: str | None = None, behaviours: Collection[str] | None = None
) -> dict[str, str]:
    found = outcomes(contract, fault=fault, behaviours=behaviours, fuzz=fuzz)
    return {identity: outcome for identity, (outcome, _, _) in found.items()}


def conformant(contract: str) -> Iterator[tuple[str, str | None]]:
    """Yield every conformant server: the contract in each version, and the variants of the default one."""
    yield contract, None
    yield from ((f"{contract}@{version}", None) for version in reference.versions(contract)[1:])
    yield from ((contract, variant) for variant in reference.variants(contract))


def measure(
    contracts: Sequence[str], *, only: Sequence[str] = (), seeds: int = SEEDS, workers: int = WORKERS
) -> tuple[list[Hunt], list[str]]:
    """Return what became of each fault, and all false alarms."""
    faults = _chosen(contracts, only)
    sound = [(*server, seed) for contract in contracts for server in conformant(contract) for seed in range(seeds)]
    with ProcessPoolExecutor(workers) as pool:
        hunts = [pool.submit(hunt, contract, name) for contract, name in faults]
        accused = [pool.submit(alarms, *server) for server in sound]
        return [each.result() for each in hunts], [line for each in accused for line in each.result()]


def listen_to_all(
    contracts: Sequence[str], *, only: Sequence[str] = (), fuzz: int = 0, every: int = 1, workers: int = WORKERS
) -> list[Echo]:
    """Return what each fault, or every n-th, does to the other behaviours."""
    with ProcessPoolExecutor(workers) as pool:
        echoes = [pool.submit(echo, *fault, fuzz) for fault in _chosen(contracts, only)[::every]]
        return [each.result() for each in echoes]


def _chosen(contracts: Sequence[str], only: Sequence[str]) -> list[tuple[str, str]]:
    return [(c, name) for c in contracts for name in reference.faults(c) if not only or name in only]


def _tell_echoes(echoes: Sequence[Echo]) -> None:
    print("what else fails, by fault:")
    print("".join(f"  {each.fault}: {', '.join(each.others) or 'nothing'}\n" for each in echoes), end="")
    print("not explained by depends:")
    loose = [each for each in echoes if not each.is_explained]
    print("".join(f"  {each.fault}: {', '.join(each.unexplained)}\n" for each in loose) or "  nothing\n", end="")
    changed = [identity for each in echoes for identity in each.changed]
    print("".join(f"CHANGED {each.fault}: {identity}\n" for each in echoes for identity in each.changed), end="")
    print(f"{len(changed)} verdicts of a fault's own behaviour change where the other scenarios are left out")
    explained = len(echoes) - len(loose)
    print(f"explained {explained} of {len(echoes)} faults ({explained / max(1, len(echoes)):.0%})".replace("%", " %"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="kill-rate", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("fault", nargs="*", help="only these faults")
    parser.add_argument("--contract", action="append", choices=reference.CONTRACTS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--full", action="store_true", help="run all scenarios on every fault: what else fails?")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    contracts = given.contract or reference.CONTRACTS
    hunts, accusations = measure(contracts, only=given.fault, seeds=given.seeds)
    echoes = listen_to_all(contracts, only=given.fault) if given.full else []
    survivors = [each for each in hunts if not each.killed_by and each.depth != "rare"]
    for each in hunts:
        if given.fault or not each.killed_by:
            print(f"{'killed' if each.killed_by else 'SURVIVED'} {each.fault} ({each.depth}): {each.says}")
            print("".join(f"    by {identity}\n" for identity in each.killed_by), end="")
    print("".join(f"FALSE ALARM {line}\n" for line in accusations), end="")
    if given.full:
        _tell_echoes(echoes)
    depths = Counter(each.depth for each in hunts)
    print(f"depths: {', '.join(f'{count} {depth}' for depth, count in sorted(depths.items()))}")
    print(f"seeds: {given.seeds} on each conformant server, {time.monotonic() - began:.0f} s")
    killed = sum(bool(each.killed_by) for each in hunts)
    print(f"killed {killed} of {len(hunts)} faults, {len(accusations)} false alarms")
    sure = {each.fault for each in hunts if each.depth != "rare"}
    return int(bool(survivors or accusations or any(each.changed for each in echoes if each.fault in sure)))


if __name__ == "__main__":
    sys.exit(main())
