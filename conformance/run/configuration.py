"""A target's configuration, changed for a while.

What it was is written down before the change, and put back after it: by this run, or, if it was killed in between, by
the next one at the same target.  The note holds plain values only, never a secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.contract.model import BUILT_IN_SLOTS
from conformance.outcomes import Blocked, NotTestable
from conformance.run.locks import shared_folder
from conformance.secrets import Secret

if TYPE_CHECKING:
    from conformance.run.call import Call
    from conformance.run.server import Server

NO_SUCH_SERVICE = (404, 405, 501)


@contextmanager
def changed(call: Call, values: Mapping[str, Any], *, base_url: str | None) -> Iterator[None]:
    """Send the call with these values, and with the old ones when the body is through.

    The call fills its own slots with the present configuration.  base_url: of the target; None if it ends with us.
    """
    try:
        before = call.settled()
    except Blocked as blocked:
        raise NotTestable(f"the present configuration cannot be read: {blocked.reason}") from None
    note = _note(base_url) if base_url else None
    if note:
        note.write_text(json.dumps({"operation": call.operation.name, "values": _plain(before)}), encoding="utf-8")
    try:
        answer = call.but(**values).send()
        if answer.status in NO_SUCH_SERVICE:
            raise NotTestable(f"the target has no {call.operation.name}: status {answer.status}")
        answer.for_setup()
        yield
    finally:
        before.send()
        if note:
            note.unlink(missing_ok=True)


def put_back(base_url: str, actor: Server) -> str | None:
    """Put back what a killed run left changed, and return what was done; None if nothing was left."""
    note = _note(base_url)
    if not note.is_file():
        return None
    left = json.loads(note.read_text(encoding="utf-8"))
    if left["operation"] in actor.binding.operations:
        actor.call(left["operation"]).but(**left["values"]).send().for_setup()
    note.unlink(missing_ok=True)
    return f"{left['operation']} with {left['values']}"


def _plain(call: Call) -> dict[str, Any]:
    return {
        name: value
        for name, value in call.values.items()
        if name not in BUILT_IN_SLOTS and not isinstance(value, Secret | tuple)
    }


def _note(base_url: str) -> Path:
    return shared_folder() / f"{hashlib.sha256(base_url.encode()).hexdigest()[:16]}.configuration.json"
