import pytest

import instance


@pytest.fixture(scope="session")
def environment():
    with instance.running() as variables:
        yield variables
