import asyncio


async def f(xs):
    async for x in xs:
        yield x + 1
    async with a, b as c:
        await asyncio.sleep(1, result=True)
    ys = [y async for y in xs if await y]
    zs = {k: await v async for k, v in xs}
    await (g(x=1))
    return


async def g(x):
    async for _ in x:
        break
    else:
        return await x ** 2
    return -await x
