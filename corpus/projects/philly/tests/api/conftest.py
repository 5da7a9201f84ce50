import pytest
from api import Request, build_router


@pytest.fixture(scope="package")
def router(incidents):
    return build_router(incidents)


@pytest.fixture
def get(router):
    def call(path, **params):
        # `from` is a keyword, so tests say from_
        return router.handle(Request(path, {k.rstrip("_"): v for k, v in params.items()}))

    return call
