"""Preconditions on request: `POST /_states`, after Pact's provider states.

The body is {"state": NAME, "params": {...}, "action": "setup"|"teardown"}; the answer is 200 with a JSON object of
values, or 404 for a state that this server does not know. Nothing has to be torn down: every state is made afresh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.reference.http import Answer, Malformed, Request, make_json_answer, read_json_object

STATES_PATH = "/_states"
ACTIONS = ("setup", "teardown")
LONGEST_LEAP = 1e9

Params = Mapping[str, object]
StateMaker = Callable[[Params], dict[str, object]]


def answer_states(makers: Mapping[str, StateMaker], request: Request) -> Answer:
    """Make the state that is asked for and answer its values; 400 when the request or a parameter is unreadable."""
    if request.method != "POST":
        return make_json_answer(405, {"error": "expected POST"}, headers=(("Allow", "POST"),))
    try:
        return _answer_wish(makers, read_json_object(request.body))
    except Malformed as malformed:
        return make_json_answer(400, {"error": str(malformed)})


def _answer_wish(makers: Mapping[str, StateMaker], wish: Mapping[str, object]) -> Answer:
    state, params, action = wish.get("state"), wish.get("params") or {}, wish.get("action", "setup")
    if not isinstance(state, str) or not isinstance(params, dict) or action not in ACTIONS:
        raise Malformed('expected {"state": text, "params": object, "action": "setup" or "teardown"}')
    if state not in makers:
        return make_json_answer(404, {"error": f"no state {state!r}; there are {', '.join(sorted(makers))}"})
    return make_json_answer(200, makers[state](params) if action == "setup" else {})


def read_seconds(params: Params) -> float:
    """Return how far `time passes` moves the clock."""
    seconds = params.get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_LEAP:
        raise Malformed(f"expected seconds between 0 and {LONGEST_LEAP:g}")
    return float(seconds)
