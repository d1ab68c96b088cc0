"""AMTED as it should be, by asyncio: six threads read, and contents that were served once come from memory."""

from conversing import run

run(6, remembers=True)
