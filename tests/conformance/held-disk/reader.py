"""Reads files in the ways that servers do: a command a line, each carried out by a thread of its own."""
import base64
import hashlib
import json
import mmap
import os
import socket
import sys
import threading

opened = {}
lock = threading.Lock()


def stat_of(stats):
    # Not the device, which differs by its nature, nor the time of access, which looking changes.
    names = "mode ino nlink uid gid size mtime_ns ctime_ns blocks blksize rdev"
    return {name: str(getattr(stats, "st_" + name)) for name in names.split()}


def text(data):
    return base64.b64encode(data).decode()


def pread(path, offset, length):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return text(os.pread(descriptor, length, offset))
    finally:
        os.close(descriptor)


def digest(path):
    total, whole = 0, hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while data := file.read(1 << 20):
            total += len(data)
            whole.update(data)
    return [total, whole.hexdigest()]


def sendfile(path):
    ours, theirs = socket.socketpair()
    with open(path, "rb", buffering=0) as file, ours, theirs:
        sent = os.sendfile(ours.fileno(), file.fileno(), 0, 1000)
        return text(theirs.recv(sent))


def mapped(path):
    with open(path, "rb", buffering=0) as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pages:
            return text(pages[:1000])


def listing(path):
    with os.scandir(path) as entries:
        found = [
            [each.name, each.inode(), each.is_dir(follow_symlinks=False), each.is_symlink()]
            for each in entries
        ]
    return sorted(found)


def keep_open(path):
    descriptor = os.open(path, os.O_RDONLY)
    opened[path] = descriptor
    return descriptor


def make(path, tree):
    """A number is a file of so many bytes, a text a symbolic link, an object a folder."""
    os.mkdir(path)
    for name, what in tree.items():
        below = path + "/" + name
        if isinstance(what, dict):
            make(below, what)
        elif isinstance(what, str):
            os.symlink(what, below)
        else:
            with open(below, "wb") as file:
                file.write((b"%07d\n" * (what // 8 + 1) % tuple(range(what // 8 + 1)))[:what])


def volume(path):
    stats = os.statvfs(path)
    return [stats.f_bsize, stats.f_blocks, stats.f_files, stats.f_namemax]


calls = {
    "make": make,
    "stat": lambda path: stat_of(os.stat(path)),
    "lstat": lambda path: stat_of(os.lstat(path)),
    "list": listing,
    "readlink": os.readlink,
    "pread": pread,
    "digest": digest,
    "sendfile": sendfile,
    "mmap": mapped,
    "keep": keep_open,
    "kept": lambda path: text(os.pread(opened[path], 1000, 0)),
    "closed": lambda path: os.close(opened.pop(path)),
    "create": lambda path: os.open(path, os.O_WRONLY | os.O_CREAT, 0o600),
    "write": lambda path: os.open(path, os.O_WRONLY),
    "remove": os.unlink,
    "mkdir": os.mkdir,
    "volume": volume,
    "attribute": lambda path: os.getxattr(path, "user.none"),
}


def answer(command):
    number, call = command.pop("number"), calls[command.pop("call")]
    try:
        outcome = {"value": call(**command)}
    except OSError as error:
        outcome = {"errno": error.errno}
    line = json.dumps({"number": number, "thread": threading.get_native_id(), **outcome})
    with lock:
        print(line, flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, args=(json.loads(line),), daemon=True).start()
# Whoever gave the commands is gone, and so may threads that still wait.
os._exit(0)
