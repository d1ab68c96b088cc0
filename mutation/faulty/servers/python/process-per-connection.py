"""A process for each connection."""

import os
import signal

from serving import converse, listening

# The kernel buries the children.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = listening()
while True:
    connection = listener.accept()[0]
    if os.fork() == 0:
        listener.close()
        converse(connection)
        os._exit(0)
    connection.close()
