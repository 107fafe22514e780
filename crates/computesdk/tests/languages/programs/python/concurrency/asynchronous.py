import asyncio


async def work(number):
    await asyncio.sleep(0.01 * (3 - number))
    return number


async def main():
    print(await asyncio.gather(*(work(n) for n in range(3))))


asyncio.run(main())
