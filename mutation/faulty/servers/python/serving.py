"""What the laboratory's servers in Python share: reading a request, naming a file, making an answer."""

import os
import re
import socket
import sys

PORT = int(sys.argv[1])
ROOT = os.path.abspath(sys.argv[2])
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

HEAD_BYTES_MAX = 16_384
REQUEST_LINE = re.compile(rb"GET (/[!-~]*) HTTP/1\.([01])\r\n")
LAST = re.compile(rb"\r\nconnection: *close *\r\n", re.IGNORECASE)
# Plain names only: no dot in front, no escape, nothing that could lead out of the root.
PLAIN_TARGET = re.compile(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


class Malformed(Exception):
    """No request, or none that will ever be complete."""


def take_target(received):
    """
    The target of the first request, which it takes out, and whether the connection ends with the answer. None while
    it is not complete.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        if len(received) > HEAD_BYTES_MAX:
            raise Malformed
        return None
    head = bytes(received[: end + 2])
    line = REQUEST_LINE.match(head)
    if line is None:
        raise Malformed
    del received[: end + 4]
    return line[1].decode("ascii"), line[2] == b"0" or LAST.search(head) is not None


def file_of(target):
    """The path to read, or None where nothing can be."""
    return ROOT + target if PLAIN_TARGET.fullmatch(target) else None


def read(file):
    """The octets of a file, or None where there is no such file."""
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def answer_with(content):
    status = "404 Not Found" if content is None else "200 OK"
    length = 0 if content is None else len(content)
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n".encode() + (content or b"")


def answer_to(target):
    file = file_of(target)
    return answer_with(None if file is None else read(file))


def listening():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", PORT))
    listener.listen(1_024)
    return listener


def converse(connection):
    """One connection from its beginning to its end, waiting wherever there is something to wait for."""
    received = bytearray()
    with connection:
        try:
            while True:
                taken = take_target(received)
                if taken is not None:
                    target, is_last = taken
                    connection.sendall(answer_to(target))
                    if is_last:
                        return
                    continue
                octets = connection.recv(65_536)
                if not octets:
                    return
                received += octets
        except Malformed:
            connection.sendall(BAD_REQUEST)
        except ConnectionError:
            return
