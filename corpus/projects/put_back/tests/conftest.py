import pytest
import state


@pytest.fixture(scope="session")
def shelf():
    return state.Shelf()
