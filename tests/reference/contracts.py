"""Which contracts have a reference server: its client and its probes, by the contract's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reference import ReferenceServer, calcom, faults, finapi, make_server, oauth2, square
from conformance.reference.server import Reference
from tests.reference.client import Client
from tests.reference.probe import Probes
from tests.reference.probes_calcom import PROBES as CALCOM
from tests.reference.probes_calcom.client import CalcomClient
from tests.reference.probes_finapi import PROBES as FINAPI
from tests.reference.probes_oauth2 import PROBES as OAUTH2
from tests.reference.probes_oauth2.client import OAuth2Client
from tests.reference.probes_square import PROBES as SQUARE
from tests.reference.probes_square.client import Square

STANDING = 1_800_000_000.0


@dataclass(frozen=True)
class Probed:
    """Hold what the tests of one contract's server need."""

    reference: Reference[Any]
    client: Callable[[ReferenceServer], Any]
    probes: Probes[Any]


PROBED: Mapping[str, Probed] = {
    "finapi": Probed(finapi.REFERENCE, Client, FINAPI),
    "square": Probed(square.REFERENCE, Square, SQUARE),
    "calcom": Probed(calcom.REFERENCE, CalcomClient, CALCOM),
    "oauth2": Probed(oauth2.REFERENCE, OAuth2Client, OAUTH2),
}


def make_client(contract: str, fault: str | None = None, *, version: str | None = None) -> Any:
    """Make a client of a fresh server whose clock stands still."""
    return PROBED[contract].client(make_server(contract, fault=fault, version=version, clock=lambda: STANDING))


def make_sound_client(contract: str, fault: str) -> Any:
    """Make a client of a conformant server of the version on which the fault shows."""
    return make_client(contract, version=faults(contract)[fault].version or None)
