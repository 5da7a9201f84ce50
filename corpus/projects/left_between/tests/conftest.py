import pytest

from pkg.inv import REGISTER


@pytest.fixture(autouse=True)
def empty(request):
    if "keep" not in request.node.name:
        REGISTER.clear()
