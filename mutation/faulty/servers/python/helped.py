"""Threads that read for a loop, which is woken by an octet in a pair of sockets, and remembers what it served."""

import queue
import selectors
import socket
import threading

from looping import Loop
from serving import answer_with, file_of, read


class HelpedLoop(Loop):
    def __init__(self, helpers, **manners):
        super().__init__(self.look, **manners)
        self.known = {}
        self.jobs = queue.SimpleQueue()
        self.done = queue.SimpleQueue()
        self.woken, self.waker = socket.socketpair()
        self.selector.register(self.woken, selectors.EVENT_READ, self.on_done)
        for _ in range(helpers):
            threading.Thread(target=self.help, daemon=True).start()

    def help(self):
        while True:
            connection, target = self.jobs.get()
            file = file_of(target)
            self.done.put((connection, target, None if file is None else read(file)))
            self.waker.send(b".")

    def look(self, connection, target):
        if target in self.known:
            connection.answer(answer_with(self.known[target]))
        else:
            self.jobs.put((connection, target))

    def on_done(self, _):
        for _ in self.woken.recv(4_096):
            connection, target, content = self.done.get()
            self.known[target] = content
            try:
                connection.answer(answer_with(content))
                connection.take()
            except ConnectionError:
                connection.close()
