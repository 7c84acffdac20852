"""What the machine costs beside the requests it sends.

    python benchmarks/overhead.py [--rounds N]

One round runs every finAPI scenario on the embedded server, then as many bare requests through one pooled httpx client
over the same in-process door.  Printed is the ratio of the two wall times, in parts: drawing (Hypothesis), judging (the
rest of ours), and sending.  Times of one machine and hour mean little, so the ratio is the figure.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass

import httpx

from conformance import reference
from conformance.locations import suites_dir
from conformance.run.selection import embedded_session
from conformance.run.suite import results

CONTRACT = "finapi"


@dataclass(frozen=True)
class Round:
    """Seconds of one round."""

    whole: float
    without_draws: float
    bare: float
    requests: int


class Door(httpx.BaseTransport):
    """The reference server behind httpx, and nothing of the suite between them."""

    def __init__(self) -> None:
        self._server = reference.make_server(CONTRACT)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
        asked = reference.Request(request.method, request.url.raw_path.decode(), headers, request.read())
        answer = self._server.answer(asked)
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)


def run_suite(fuzz: int) -> tuple[float, int]:
    """Return the seconds of a whole run, and how many requests it sent, those for states included."""
    session = embedded_session(CONTRACT)
    began = time.perf_counter()
    verdicts = [result.verdict for result in results(session, suites_dir(), fuzz=fuzz)]
    return time.perf_counter() - began, sum(verdict.requests + verdict.states for verdict in verdicts)


def send_bare(count: int) -> float:
    """Return the seconds of as many grants through a bare client."""
    credentials = reference.make_server(CONTRACT).credentials
    form = {"grant_type": "client_credentials", **{k: v for k, v in credentials.items() if isinstance(v, str)}}
    with httpx.Client(transport=Door(), trust_env=False) as client:
        began = time.perf_counter()
        for _ in range(count):
            client.post("http://127.0.0.1/oauth/token", data=form)
        return time.perf_counter() - began


def measure() -> Round:
    run_suite(0)
    whole, requests = run_suite(25)
    fewer, sent = run_suite(0)
    return Round(whole, fewer * requests / sent, send_bare(requests), requests)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = [measure() for _ in range(parser.parse_args().rounds)]
    whole = statistics.median(r.whole / r.bare for r in rounds)
    drawing = statistics.median((r.whole - r.without_draws) / r.bare for r in rounds)
    print(f"{rounds[-1].requests} requests, {len(rounds)} rounds; 1 = the same number of bare httpx requests")
    print(f"ratio {whole:.2f} = sending 1.00 + drawing {drawing:.2f} + judging {whole - drawing - 1:.2f}")


if __name__ == "__main__":
    main()
