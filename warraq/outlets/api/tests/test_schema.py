"""The contract: the document that tells it, and answers that keep to it whatever is asked.

A change of the API changes the snapshot on purpose:

    python -m warraq.outlets.api.tests.write_schema
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis import GenerationMode

from conftest import BROWSER
from warraq.outlets.api.tests.conftest import cover
from warraq.outlets.api.tests.write_schema import SNAPSHOT

EXAMPLES = 10


def test_the_document_is_the_one_that_was_agreed(told):
    assert told("/openapi.json") == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_the_document_is_openapi_3_1_and_tells_of_every_operation(told):
    document = told("/openapi.json")

    assert document["openapi"].startswith("3.1.")
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations) == 17
    assert all(each["description"] for each in operations)
    assert all({"200", "404", "503"} <= set(each["responses"]) for each in operations)


FULL = (
    ("/editions", "Editions"),
    ("/sections", "Sections"),
    ("/stories", "StoryList"),
    ("/stories/{}", "StoryTold"),
    ("/live/{}", "LiveTold"),
    ("/live/{}/before/26", "OlderPosts"),
    ("/fronts/home", "FrontTold"),
    ("/blocks", "Blocks"),
    ("/search?q=%D8%AE%D8%A8%D8%B1", "SearchTold"),
)


@pytest.mark.parametrize(("path", "name"), FULL, ids=[name for _, name in FULL])
def test_a_full_answer_is_what_the_document_says_and_no_more(told, full_story, path, name):
    story = full_story()
    cover(story, posts=30)
    document = told("/openapi.json")
    # The document allows fields that are yet to come; here each of today's must be in it.
    for schema in document["components"]["schemas"].values():
        if schema["type"] == "object":
            schema["additionalProperties"] = False
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}

    Draft202012Validator(schema, format_checker=FormatChecker()).validate(told(path.format(story.pk)))


@pytest.fixture
def contract(network: Any) -> Iterator[Any]:
    """The document as schemathesis reads it from the application itself."""
    # The test's transaction lives on this connection; a request must not close it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    application = get_wsgi_application()
    headers = {"Host": network.maghrib.host, "User-Agent": BROWSER}
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_whatever_is_asked_the_answer_keeps_to_the_document(network, full_story, contract):
    """Every operation is asked what it may be asked, and what it may not."""
    cover(full_story(), posts=1)
    operations = [found.ok() for found in contract.get_all_operations()]
    assert len(operations) == 17

    for operation in operations:
        _hold(operation, host=network.maghrib.host)


def _hold(operation: Any, *, host: str) -> None:
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def holds(case: Any) -> None:
        case.call_and_validate(headers={"Host": host})

    holds()
