"""A loop over selectors for many connections. A server says what is done with a target, and how an answer is sent."""

import selectors

from serving import BAD_REQUEST, Malformed, listening, take_target


class Connection:
    def __init__(self, loop, channel):
        self.loop = loop
        self.channel = channel
        self.received = bytearray()
        self.unsent = b""
        self.is_asked = False
        self.is_last = False

    def on_ready(self, mask):
        try:
            if mask & selectors.EVENT_WRITE:
                self.flush()
            elif not self.receive():
                self.close()
            self.take()
        except ConnectionError:
            self.close()

    def receive(self):
        octets = self.channel.recv(65_536)
        self.received += octets
        return bool(octets)

    def take(self):
        """One request at a time: the next is looked at when the answer has been sent."""
        while self.channel.fileno() >= 0 and not self.is_asked:
            try:
                taken = take_target(self.received)
            except Malformed:
                self.is_asked = self.is_last = True
                self.answer(BAD_REQUEST)
                return
            if taken is None:
                return
            target, self.is_last = taken
            self.is_asked = True
            self.loop.on_target(self, target)

    def answer(self, octets):
        self.unsent = octets
        self.flush()

    def flush(self):
        if self.channel.fileno() < 0:
            return
        self.unsent = self.unsent[self.loop.send(self.channel, self.unsent) :]
        mask = selectors.EVENT_WRITE if self.unsent else selectors.EVENT_READ
        self.loop.selector.modify(self.channel, mask, self.on_ready)
        if not self.unsent and self.is_last:
            self.close()
        elif not self.unsent:
            self.is_asked = False

    def close(self):
        if self.channel.fileno() >= 0:
            self.loop.selector.unregister(self.channel)
            self.channel.close()


def send_some(channel, octets):
    """As much as the kernel takes now."""
    try:
        return channel.send(octets)
    except BlockingIOError:
        return 0


class Loop:
    def __init__(self, on_target, send=send_some):
        self.on_target = on_target
        self.send = send
        self.selector = selectors.DefaultSelector()
        self.listener = listening()
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ, self.on_connection)

    def on_connection(self, _):
        try:
            channel = self.listener.accept()[0]
        except BlockingIOError:
            return
        channel.setblocking(False)
        connection = Connection(self, channel)
        self.selector.register(channel, selectors.EVENT_READ, connection.on_ready)

    def run(self):
        while True:
            for key, mask in self.selector.select():
                key.data(mask)
