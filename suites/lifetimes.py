"""Lifetimes: how long a token lives at the target in question, which is what its configuration says, or the default."""


def seconds_of(server, promise):
    """Return the lifetime that is in force: `configured` where the target shows it, else `seconds`."""
    seconds = server.figure(promise.configured, promise.seconds)
    if not seconds:
        server.not_testable("tokens of this kind never expire at this target")
    return seconds
