"""Iterative: one connection at a time, from its beginning to its end."""

from serving import converse, listening

listener = listening()
while True:
    converse(listener.accept()[0])
