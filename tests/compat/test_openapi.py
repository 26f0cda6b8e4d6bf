"""The OpenAPI document is one, by a validator that others wrote."""
import json
import urllib.request

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.mark.parametrize("path", ["openapi.json", "auth/v1/openapi.json", "queue/v1/openapi.json"])
def test_the_document_is_valid_openapi(environment, path):
    url = f"{environment['TASKCLUSTER_ROOT_URL']}/references/{path}"
    with urllib.request.urlopen(url) as response:
        document = json.load(response)

    faults = [f"{list(fault.path)}: {fault.message}" for fault in OpenAPIV31SpecValidator(document, base_uri=url).iter_errors()]

    assert faults == []
    assert len(document["paths"]) > 10
