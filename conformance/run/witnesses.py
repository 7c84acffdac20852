"""Witnesses: where a token shows itself to be alive or dead, and whether all who can be asked say the same.

A kind of token has one witness of its own, and more where the contract says `of`.  A token is alive if all of them say
so, and dead if all say so at the latest when `settle` is over; who was later, and by how much, is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance import judge
from conformance.contract.model import Operation, Witness
from conformance.outcomes import Broken, NotTestable

if TYPE_CHECKING:
    from conformance.run.answer import Answer
    from conformance.run.server import Server

_POLL = 0.2
_POLL_OF_SEVERAL = 0.05
"""Seconds between two rounds of questions; several witnesses are asked oftener, to see who is later."""


@dataclass(frozen=True)
class Said:
    """What a witness says of a token; `seen` is its answer in a line."""

    by: str
    alive: bool
    seen: str


def find(actor: Server, kind: str) -> list[Witness]:
    """Return who can be asked about tokens of this kind, the kind's own witness first; not testable if nobody can."""
    known = actor.binding.witnesses
    own = known.get(kind)
    found = [each for each in known.values() if kind in (each.kind, each.of) and _is_there(actor, each)]
    if found:
        return sorted(found, key=lambda witness: witness is not own)
    if own is None:
        raise NotTestable(f"the contract has no witness for {kind}", remedy=f"[witnesses.{kind}]")
    endpoint = _asked(actor, own).endpoint
    raise NotTestable(
        f"{actor.target} has no endpoint {endpoint!r}, where a living {kind} shows itself",
        remedy=f'[targets.{actor.target}] endpoints = {{ {endpoint} = "/…" }}',
    )


def ask(actor: Server, kind: str, token: Any) -> list[Said]:
    """Ask every witness of this kind once."""
    said = [each for witness in find(actor, kind) for each in _ask_if_there(actor, kind, witness, token)]
    if len({each.alive for each in said}) > 1:
        words = ", ".join(f"{each.by} says {'alive' if each.alive else 'dead'}" for each in said)
        actor.story.findings.append(f"the witnesses of the {kind} disagree: {words}")
    return said


def wait_for_death(actor: Server, kind: str, token: Any, *, status: tuple[int, ...], patience: float) -> Said | None:
    """Ask until every witness has said dead; return what one says that does not in time, else None.

    status: what the kind's own witness must answer then, if not empty.  patience: in seconds.
    """
    began, deaths = actor._session.cassettes.monotonic(), dict[str, float]()
    waiting = find(actor, kind)
    poll = _POLL_OF_SEVERAL if len(waiting) > 1 else _POLL
    while True:
        alive = []
        for witness in waiting:
            for said in _ask_if_there(actor, kind, witness, token, status):
                if said.alive:
                    alive.append((witness, said))
                else:
                    deaths[said.by] = actor._session.cassettes.monotonic() - began
        if not alive:
            _record(actor, kind, deaths, poll)
            return None
        if actor._session.cassettes.monotonic() >= began + patience:
            return alive[0][1]
        waiting = [witness for witness, _ in alive]
        actor._session.cassettes.sleep(poll)


def _record(actor: Server, kind: str, deaths: Mapping[str, float], poll: float) -> None:
    """Tell a death that took its time, and by how much one witness was later than another."""
    by_time = sorted(deaths.items(), key=lambda death: death[1]) or [(kind, 0.0)]
    (first, earliest), (last, latest) = by_time[0], by_time[-1]
    if latest - earliest > poll:
        later = 1000 * (latest - earliest)
        actor.story.findings.append(f"{first} said that the {kind} is dead, {last} said so {later:.0f} ms later")
    elif latest > poll:
        actor.story.findings.append(f"the {kind} was dead after {latest:.1f} s")


def _ask_if_there(actor: Server, kind: str, witness: Witness, token: Any, status: tuple[int, ...] = ()) -> list[Said]:
    """Ask a witness; where one that is asked beside the kind's own turns out not to be there, the own one is enough."""
    try:
        return [_ask(actor, witness, token, status if witness.kind == kind else ())]
    except NotTestable:
        if witness.kind == kind:
            raise
        return []


def _ask(actor: Server, witness: Witness, token: Any, status: tuple[int, ...]) -> Said:
    answer = actor.as_witness(_asked(actor, witness), witness.slot, token)
    seen = judge.describe(answer._response)
    if status and judge.is_refusal(answer.status) and answer.status not in status:
        actor.deviates(judge.expected_status(status, otherwise=""), seen)
    return Said(witness.uses or witness.kind, _judged(actor, witness, answer), seen)


def _judged(actor: Server, witness: Witness, answer: Answer) -> bool:
    if judge.meets(answer._response, witness.alive) if witness.alive else answer.is_accepted:
        return True
    if judge.meets(answer._response, witness.dead) if witness.dead else judge.is_refusal(answer.status):
        return False
    asked = _unbound(actor, witness)
    if answer.status == 404 and witness.of is not None:
        raise NotTestable(f"{actor.target} has no witness {witness.kind}")
    if answer.status == 404 and asked and asked.endpoint:
        raise NotTestable(
            f"{actor.target} has no {asked.endpoint} endpoint, where a token shows itself, at this path",
            remedy=f"[targets.{actor.target}] endpoints = {{ {asked.endpoint} = false }}   # or its path",
        )
    alive, dead = _terms(witness.alive, "a success"), _terms(witness.dead, "a refusal")
    raise Broken(
        f"the witness of {witness.kind} said neither alive nor dead: {judge.describe(answer._response)}; "
        f"expected {alive} or {dead}",
        remedy=f"check [witnesses.{witness.kind}] of the contract against this server",
    )


def _is_there(actor: Server, witness: Witness) -> bool:
    if witness.operation is None and witness.uses not in actor.binding.operations:
        return False
    return actor.binding.has_endpoint(_asked(actor, witness))


def _asked(actor: Server, witness: Witness) -> Operation:
    return witness.operation or actor.binding.operations[witness.uses or ""]


def _unbound(actor: Server, witness: Witness) -> Operation | None:
    """Return the operation as the contract writes it, with the name of its endpoint."""
    contract = actor.binding.contract
    return contract.witnesses[witness.kind].operation or contract.operations.get(witness.uses or "")


def _terms(terms: Mapping[str, Any], otherwise: str) -> str:
    """Return what a witness says, in words: `status 200`, `/active = true`."""
    said = [
        judge.expected_status(judge.statuses(value), otherwise="") if place == "status" else f"{place} = {value!r}"
        for place, value in terms.items()
    ]
    return " and ".join(said) or otherwise
