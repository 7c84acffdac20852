"""Endpoints: that they are there, and by which method."""

from conformance.scenario import scenario

NOT_THERE = (404, 405, 410, 501)


@scenario("endpoint.exists")
def test_endpoint_takes_its_method(server, operation):
    """A valid call is handled, whatever comes of it."""
    answer = server.call(operation).send()
    if answer.status in NOT_THERE:
        answer.fail("an endpoint that takes this method")


@scenario("endpoint.post-only")
def test_request_by_get_is_refused(server, promise, operation):
    """The same parameters in the query of a GET are no token request."""
    server.call(operation).method("GET").moved("form", "query").send().refused(promise)


@scenario("endpoint.allowed-methods")
def test_refused_method_names_the_allowed_ones(server, promise, operation):
    """Whoever used the wrong method learns the right one."""
    answer = server.call(operation).method("GET").moved("form", "query").send()
    if answer.status != 405:
        server.not_testable(f"a GET is answered {answer.status}, so no method was called not allowed")
    allowed = ",".join(answer.header_values(promise.header)).replace(" ", "").split(",")
    if promise.method not in allowed:
        answer.fail(f"{promise.method} in the header {promise.header}", ",".join(allowed) or "no such header")


@scenario("endpoint.other-methods")
def test_request_by_another_method_is_refused(server, promise, operation, method):
    """The same body, and nothing comes of it."""
    server.call(operation).method(method).send().refused(promise)


@scenario("endpoint.method-override")
def test_header_makes_no_other_method(server, promise, operation):
    """A GET stays one, whatever a header says."""
    call = server.call(operation).method("GET").moved("form", "query")
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        call.header(name, "POST").send().refused(promise)
