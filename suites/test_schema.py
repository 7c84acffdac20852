"""The OpenAPI document: whether answers are those that it describes."""

from conformance.scenario import scenario

from .flaws import flawed


@scenario("schema.answers")
def test_refusal_is_a_described_one(server, operation, flaw):
    """Status, media type and body of a refusal stand in the document."""
    answer = flawed(server, operation, flaw).send().refused()
    if fault := server.schema_fault(answer, operation):
        answer.fail("an answer as the OpenAPI document describes it", fault)
