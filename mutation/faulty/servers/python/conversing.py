"""asyncio for the protocol, and an executor of so many threads for the files."""

import asyncio
import concurrent.futures

from serving import (
    BAD_REQUEST,
    Malformed,
    answer_with,
    file_of,
    listening,
    read,
    take_target,
)


async def converse(reader, writer, content_of):
    received = bytearray()
    try:
        while True:
            taken = take_target(received)
            if taken is not None:
                target, is_last = taken
                file = file_of(target)
                writer.write(answer_with(None if file is None else await content_of(file)))
                await writer.drain()
                if is_last:
                    return
                continue
            octets = await reader.read(65_536)
            if not octets:
                return
            received += octets
    except Malformed:
        writer.write(BAD_REQUEST)
    except ConnectionError:
        pass
    finally:
        writer.close()


def run(threads, remembers):
    known = {}

    async def main():
        executor = concurrent.futures.ThreadPoolExecutor(threads)
        loop = asyncio.get_running_loop()

        async def content_of(file):
            if file not in known:
                content = await loop.run_in_executor(executor, read, file)
                if not remembers:
                    return content
                known[file] = content
            return known[file]

        server = await asyncio.start_server(
            lambda reader, writer: converse(reader, writer, content_of),
            sock=listening(),
            backlog=1_024,
        )
        await server.serve_forever()

    asyncio.run(main())
