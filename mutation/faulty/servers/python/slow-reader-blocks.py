"""Sound but for its answers: each is sent whole before the loop goes on, however slowly the client takes it."""

from helped import HelpedLoop


def send_whole(channel, octets):
    channel.setblocking(True)
    channel.sendall(octets)
    channel.setblocking(False)
    return len(octets)


HelpedLoop(5, send=send_whole).run()
