"""asyncio with an executor of six threads, which reads every file again for each request."""

from conversing import run

run(6, remembers=False)
