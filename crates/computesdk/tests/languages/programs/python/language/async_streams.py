import asyncio


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield number


async def main():
    print([number async for number in numbers(4)])
    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    print(await process.communicate(b"through"))
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))
        group.create_task(fails())


async def fails():
    raise ValueError("in a task")


try:
    asyncio.run(main())
except* ValueError as group:
    print(group.exceptions)
