"""A client that pretends."""

import asyncio


class Client:
    def __init__(self, size):
        self.size = size
        self.sent = 0

    async def send(self, text):
        await asyncio.sleep(0)
        self.sent += 1
        return text.lower()

    async def close(self):
        self.size = -1


async def connect():
    await asyncio.sleep(0)
    return Client(3 + 4)


async def within(coroutine, seconds=5):
    return await asyncio.wait_for(coroutine, timeout=seconds)
