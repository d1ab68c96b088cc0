"""SPED: the loop reads the files between two events."""

from looping import Loop
from serving import answer_to

Loop(lambda connection, target: connection.answer(answer_to(target))).run()
