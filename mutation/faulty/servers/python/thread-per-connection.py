"""A thread for each connection."""

import threading

from serving import converse, listening

listener = listening()
while True:
    threading.Thread(target=converse, args=listener.accept()[:1], daemon=True).start()
