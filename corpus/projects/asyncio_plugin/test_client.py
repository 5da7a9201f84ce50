import pytest_asyncio
from client import connect, within


@pytest_asyncio.fixture(scope="module")
async def client():
    opened = await connect()
    yield opened
    await opened.close()


async def test_first_only_opens(client):
    assert client is not None


async def test_second_looks(client):
    assert client.size == 7


async def test_send(client):
    before = client.sent
    assert await within(client.send("ABC")) == "abc"
    assert client.sent == before + 1
