"""Scopes: which are granted, what an answer says of them, and what a token shows."""

NO_SUCH_SCOPE = "no-such-scope-as-this-one"


def words_of(scope):
    """Return the words of a scope; None where it is no text or an empty one."""
    return set(scope.split()) or None if isinstance(scope, str) else None


def told_by(answer, asked):
    """Return what the answer says is granted: what was asked for, if it says nothing (RFC 6749 5.1)."""
    return words_of(answer.scope) or set(asked)


def shown_by(server, token):
    """Return the scope that introspection shows of a token; None if it shows none, or is not there."""
    if not server.can("introspect"):
        return None
    return words_of(server.does("introspect").but(token=token).send().at("/scope"))


def granted_to(server, answer):
    """Return the scope of a grant for which none was asked; not testable where nobody tells it."""
    found = words_of(answer.scope) or shown_by(server, answer.access_token)
    if found is None:
        server.not_testable("neither the answer nor introspection says which scope was granted")
    return found


def several(server, answer):
    """Return the scope of a grant, which must have two words, so that one can be left out."""
    found = granted_to(server, answer)
    if len(found) < 2:
        server.not_testable("the grant has one scope only", "a client that is given two scopes, or asks for them")
    return found


def check_within(server, answer, limit, asked):
    """Judge: neither what the answer says nor what the token shows is more than this."""
    for found in (told_by(answer, asked), shown_by(server, answer.access_token)):
        if found is not None and not found <= limit:
            answer.fail(f"no scope beyond {' '.join(sorted(limit))}", " ".join(sorted(found)))
