"""Lifetimes: how long a token lives at the target in question, which is what its configuration says, or the default."""


def token_with_time_left(server, operation, promise, seconds):
    """Return the answer with a token whose end is not just now: one that is given again may be near it."""
    answer = server.call(operation).send().for_setup()
    if answer.lifetime is not None and answer.lifetime < min(2 * promise.tolerance, seconds - promise.tolerance):
        server.time_passes(answer.lifetime + promise.tolerance)
        answer = server.call(operation).send().for_setup()
    return answer


def seconds_of(server, promise):
    """Return the lifetime that is in force: `configured` where the target shows it, else `seconds`."""
    seconds = server.figure(promise.configured, promise.seconds)
    if not seconds or not isinstance(seconds, int | float):
        server.not_testable("tokens of this kind never expire at this target, or nobody says when")
    return seconds
