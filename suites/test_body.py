"""Bodies: in which notation and in which place the parameters travel."""

from conformance.scenario import scenario


@scenario("body.form", "body.json")
def test_declared_form_is_accepted(server, promise, operation):
    """All parameters stand in the body, and the media type says so."""
    server.call(operation).media(promise.media).send().accepted(promise)


@scenario("body.form.spelling", "body.json.spelling")
def test_media_type_of_a_form_may_be_spelt_otherwise(server, promise, operation):
    """Letter case makes no other media type of it (RFC 9110 8.3.1)."""
    for spelling in (promise.media.upper(), promise.media.title()):
        server.call(operation).media(spelling).send().accepted(promise)


@scenario("body.required")
def test_request_without_body_is_refused(server, promise, operation):
    """Neither no body at all nor an empty one of the right media type asks for anything, and nobody's token ends."""
    call = server.call(operation).settled()
    for media in (None, promise.media):
        call.raw(b"", media).send().refused(promise)


@scenario("body.form-only")
def test_other_notation_is_refused(server, promise, operation, media):
    """The same parameters, written otherwise or announced as something else, are no token request."""
    call = server.call(operation)
    (call.media(media) if "/" in media else call.moved("form", media)).send().refused(promise)


@scenario("body.other-media-type")
def test_other_notation(server, operation, media):
    """Not documented: what becomes of it is only recorded."""
    answer = server.call(operation).moved("form", media).send()
    server.observe(f"parameters as {media}: status {answer.status}")


@scenario("body.in-query")
def test_parameters_in_the_query(server, operation):
    """Advised against: whether it works is only recorded."""
    answer = server.call(operation).moved("form", "query").send()
    server.observe(f"parameters in the query: status {answer.status}")


@scenario("body.in-form")
def test_parameters_in_a_form(server, operation):
    """Not documented: whether it works is only recorded, with what it did."""
    tokens = server.tokens()
    answer = server.call(operation).but(token=tokens.access_token).moved("query", "form").send()
    alive = server.is_alive("access_token", tokens.access_token)
    server.observe(f"parameters in a form: status {answer.status}, the token {'lives' if alive else 'is dead'}")


@scenario("body.in-form")
def test_parameters_in_query_and_form(server, operation):
    """Nor is it documented what is taken if both carry them."""
    tokens = server.tokens()
    answer = server.call(operation).but(token=tokens.access_token).copied("query", "form").send()
    alive = server.is_alive("access_token", tokens.access_token)
    server.observe(f"parameters in both: status {answer.status}, the token {'lives' if alive else 'is dead'}")


@scenario("body.not-needed")
def test_query_alone_does_the_work(server, promise, operation, token):
    """Neither body nor media type is sent, and the token is dead afterwards."""
    given = server.tokens().get(token)
    call = server.call(operation).but(**{promise.part: given}, hint=promise.hint).media(None)
    call.send().accepted(promise)
    server.check_dead(token, given, "after its revocation")
