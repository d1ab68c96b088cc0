"""A pool of four processes, forked beforehand: each accepts, and stays with its connection to the end."""

import os
import signal

from serving import converse, listening


def work(listener):
    while True:
        converse(listener.accept()[0])


listener = listening()
workers = []
for _ in range(4):
    worker = os.fork()
    if worker == 0:
        work(listener)
    workers.append(worker)


def end(*_):
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
    os._exit(0)


signal.signal(signal.SIGTERM, end)
while True:
    signal.pause()
