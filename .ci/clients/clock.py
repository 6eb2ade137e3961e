"""aiohttp reads the clock, is cut off, and resumes: python3 clock.py URL"""
import asyncio
import sys

import aiohttp


async def read(session, url, count, last=None):
    """The ids of the next count events that have one."""
    ids = []
    headers = {"Accept": "text/event-stream"}
    if last is not None:
        headers["Last-Event-ID"] = last
    async with session.get(url, headers=headers) as response:
        assert response.status == 200, response.status
        assert response.content_type == "text/event-stream", response.content_type
        async for line in response.content:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                ids.append(value)
            if len(ids) == count and not line.strip():
                return ids
    raise SystemExit(f"the stream ended after {ids}")


async def main(url):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        ids = await read(session, url, 3)
        ids += await read(session, url, 3, ids[-1])
    if ids != [str(n) for n in range(6)]:
        raise SystemExit(f"aiohttp read {ids}")
    print("aiohttp read", *ids)


asyncio.run(main(sys.argv[1] + "/live/clock"))
