#!/usr/bin/env python3
"""A part of the machine, from the vectors' own description: connections, heads, answers that need no file.

What needs a file or a helper is answered with "unsupported". With --mistake NAME it makes that mistake:
  goes-on        reads on after a request that it refused, where the next one may be smuggled
  partial-write  takes the first report of a Send for all of it
"""
import json
import re
import sys
from email.utils import formatdate

MISTAKE = sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--mistake" else ""

TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
REQUEST_LINE = re.compile(rf"({TOKEN}) ([!-~\x80-\xff]+) HTTP/([0-9])\.([0-9])")
FIELD_VALUE = re.compile(r"[\t -~\x80-\xff]*")
PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*")
QUERY = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@%/?\[\]{}|\\^`]*")
HOST = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*(?::[0-9]*)?")
KNOWN_METHODS = ("POST", "PUT", "DELETE", "CONNECT", "TRACE", "PATCH")
ALLOW = [("allow", "GET, HEAD, OPTIONS")]


class Unsupported(Exception):
    pass


class Refused(Exception):
    """A request that is answered because of its own form; nothing after it can be trusted."""

    def __init__(self, rule, status, method="", target=""):
        super().__init__(rule)
        self.rule, self.status, self.method, self.target = rule, status, method, target


class Connection:
    def __init__(self, number):
        self.number = number
        self.phase = "read"
        self.held = ""
        self.reading = self.peer_ended = self.last = False
        self.begun = True
        self.discarded = self.in_flight = self.body_given = self.status = 0
        self.method = self.target = ""
        self.closes = False


def elements(fields, name):
    values = ",".join(value for key, value in fields if key == name)
    return [part.strip(" \t").lower() for part in values.split(",") if part.strip(" \t")]


def read_head(held, limits):
    """Method, target, minor version, fields and what follows; None when the head is not complete."""
    start, line, fields, empty = 0, None, [], 0
    while True:
        asked = line[:2] if line else ("", "")
        first = held[start : start + 1]
        if line is None and first and not re.match(rf"{TOKEN}|\r|\n", first):
            raise Refused("read/not-http", 400)
        feed = held.find("\n", start)
        size = (len(held) if feed < 0 else feed + 1) - start
        if line is None and size > limits["requestLineBytesMax"]:
            begin = re.match(rf"({TOKEN}) ", held[start : start + 17])
            raise Refused("read/target-too-long", 414, begin.group(1) if begin else "")
        if start + size > limits["headBytesMax"]:
            raise Refused("read/head-too-large", 431, *asked)
        if feed < 0:
            return line, None
        proper = feed > start and held[feed - 1] == "\r" and "\r" not in held[start : feed - 1]
        text = held[start : feed - 1]
        start = feed + 1
        if line is None:
            if not proper:
                raise Refused("read/bad-request-line", 400)
            if text == "":
                empty += 1
                if empty > limits["emptyLinesMax"]:
                    raise Refused("read/bad-request-line", 400)
                continue
            parts = REQUEST_LINE.fullmatch(text)
            if parts is None:
                raise Refused("read/bad-request-line", 400)
            if parts.group(3) != "1":
                raise Refused("read/version-unsupported", 505)
            line = (parts.group(1), parts.group(2), int(parts.group(4)))
        elif proper and text == "":
            return line, (fields, held[start:])
        else:
            name, colon, value = text.partition(":")
            value = value.strip(" \t")
            if not (proper and colon and re.fullmatch(TOKEN, name) and FIELD_VALUE.fullmatch(value)):
                raise Refused("read/bad-field", 400, *asked)
            if len(fields) >= limits["fieldsMax"]:
                raise Refused("read/head-too-large", 431, *asked)
            fields.append((name.lower(), value))


def check_head(line, fields, limits):
    """Raises what refuses the request: Host, framing, target, in this order."""
    method, target, minor = line
    hosts = [value for name, value in fields if name == "host"]
    bad_host = len(hosts) > 1 or (not hosts and minor > 0)
    if hosts and hosts[0].startswith("["):
        raise Unsupported("IP literals")
    bad_host = bad_host or not all(HOST.fullmatch(host) for host in hosts)
    if bad_host:
        raise Refused("read/bad-host", 400, method, target)
    codings = elements(fields, "transfer-encoding")
    lengths = [value for name, value in fields if name == "content-length"]
    if codings:
        if lengths or minor == 0:
            raise Refused("read/bad-framing", 400, method, target)
        if codings == ["chunked"]:
            raise Unsupported("bodies")
        if "chunked" in codings[:-1] or any(re.match("chunked.", coding) for coding in codings):
            raise Refused("read/bad-framing", 400, method, target)
        raise Refused("read/coding-unknown", 501, method, target)
    if lengths:
        if len(lengths) > 1 or not re.fullmatch("[0-9]+", lengths[0]):
            raise Refused("read/bad-framing", 400, method, target)
        if int(lengths[0]) > limits["bodyBytesMax"]:
            raise Refused("read/body-too-large", 413, method, target)
        if int(lengths[0]) > 0:
            raise Unsupported("bodies")
    if method == "CONNECT" or not target.startswith(("/", "*")):
        if re.match("http://", target, re.IGNORECASE) or method == "CONNECT":
            raise Unsupported("the absolute form and CONNECT")
        raise Refused("read/bad-target", 400, method, target)
    if target == "*":
        if method != "OPTIONS":
            raise Refused("read/bad-target", 400, method, target)
        return
    path, _, query = target.partition("?")
    if not (PATH.fullmatch(path) and QUERY.fullmatch(query)):
        raise Refused("read/bad-target", 400, method, target)


def intent(line, fields):
    """Rule, status and fields of an answer that needs no file."""
    method, target, minor = line
    if method in KNOWN_METHODS:
        return "read/method-not-allowed", 405, ALLOW
    if method not in ("GET", "HEAD", "OPTIONS"):
        return "read/method-unknown", 501, []
    if minor > 0 and any(one != "100-continue" for one in elements(fields, "expect")):
        return "read/expectation-unknown", 417, []
    if method == "OPTIONS":
        return "read/options", 204, ALLOW
    path = target.partition("?")[0]
    if re.search(r"%(?![0-9A-Fa-f]{2})", path):
        return "find/bad-encoding", 400, []
    raise Unsupported("names of files")


class Machine:
    def __init__(self, settings):
        self.limits = settings["limits"]
        self.now = 0
        self.accepting = "open"
        self.draining = False
        self.connections = {}
        self.rules, self.commands = [], []

    def step(self, event):
        self.rules, self.commands = [], []
        getattr(self, event["_tag"], self.unknown)(event)
        return {"commands": self.commands, "rules": self.rules}

    def unknown(self, event):
        raise Unsupported("helpers")

    def do(self, tag, **members):
        self.commands.append({"_tag": tag, **members})

    def start_timer(self, connection, name):
        timer = {"_tag": "Connection", "connection": connection.number}
        self.do("StartTimer", timer=timer, millis=self.limits[name])

    def log(self, connection, rule):
        self.do("Log", record={
            "connection": connection.number, "method": connection.method, "target": connection.target,
            "status": connection.status, "rule": rule,
            "bodyBytes": max(0, connection.body_given - connection.in_flight),
        })

    # The listener.

    def Started(self, event):
        if self.limits["helpersMin"] > 0:
            raise Unsupported("helpers")
        self.now = event["unixSeconds"]
        self.rules.append("dispatcher/start")
        self.do("ResumeAccept")

    def ClockTicked(self, event):
        self.now = event["unixSeconds"]
        self.rules.append("dispatcher/clock")

    def Accepted(self, event):
        number, count = event["connection"], len(self.connections)
        full = self.limits["connectionsMax"] + self.limits["overloadMax"]
        if self.draining or count >= full:
            self.rules.append("accept/draining" if self.draining else "accept/full")
            self.do("Close", connection=number, how="reset")
            if not self.draining:
                self.pause()
            return
        connection = self.connections[number] = Connection(number)
        if count >= self.limits["connectionsMax"]:
            self.answer(connection, "accept/over-limit", 503, [], True)
            if count + 1 >= full:
                self.pause()
            return
        self.rules.append("accept/admit")
        self.start_timer(connection, "headMillis")
        self.read_on(connection)

    def pause(self):
        if self.accepting == "open":
            self.accepting = "full"
            self.do("PauseAccept")

    def AcceptFailed(self, event):
        self.rules.append("accept/exhausted")
        if self.accepting == "open":
            self.accepting = "exhausted"
            self.do("PauseAccept")
            self.do("StartTimer", timer={"_tag": "Accept"}, millis=self.limits["acceptPauseMillis"])

    def resume(self):
        self.accepting = "open"
        self.rules.append("accept/resume")
        self.do("ResumeAccept")

    def DrainRequested(self, event):
        self.rules.append("dispatcher/drain")
        if self.draining:
            return
        self.draining, self.accepting = True, "closed"
        self.do("StopAccept")
        self.do("StartTimer", timer={"_tag": "Drain"}, millis=self.limits["drainMillis"])
        for _, connection in sorted(self.connections.items()):
            if connection.phase == "read" and connection.held == "":
                self.linger(connection, "dispatcher/drain")
                self.read_on(connection)
            else:
                connection.last = True
        self.drained()

    def drained(self):
        if self.draining and not self.connections and "dispatcher/drained" not in self.rules:
            self.rules.append("dispatcher/drained")
            self.do("StopTimer", timer={"_tag": "Drain"})
            self.do("Stop")

    def TimerFired(self, event):
        timer = event["timer"]
        if timer["_tag"] == "Accept":
            if self.accepting == "exhausted":
                self.resume()
            else:
                self.rules.append("faults/late-event")
        elif timer["_tag"] == "Drain":
            self.rules.append("dispatcher/drain-timeout")
            for _, connection in sorted(self.connections.items()):
                self.cut(connection, "dispatcher/drain-timeout")
            self.drained()
        elif timer["_tag"] == "Connection":
            self.with_connection(timer, self.timer_of)
        else:
            raise Unsupported("helpers")

    # Connections.

    def with_connection(self, event, handler):
        connection = self.connections.get(event["connection"])
        if connection is None:
            self.rules.append("faults/late-event")
            return
        handler(connection, event)
        if connection.number in self.connections:
            self.read_on(connection)

    def read_on(self, connection):
        room = len(connection.held) < self.limits["pipelinedBytesMax"]
        if (room or connection.phase != "send") and not (connection.reading or connection.peer_ended):
            connection.reading = True
            self.do("Read", connection=connection.number)

    def Received(self, event):
        self.with_connection(event, self.received)

    def PeerEnded(self, event):
        self.with_connection(event, self.ended)

    def PeerReset(self, event):
        self.with_connection(event, lambda connection, _: self.cut(connection, "faults/peer-reset"))

    def Sent(self, event):
        self.with_connection(event, self.sent)

    def received(self, connection, event):
        connection.reading = False
        if connection.phase == "linger":
            connection.discarded += len(event["bytes"])
            if connection.discarded > self.limits["lingerBytesMax"]:
                return self.close(connection, "send/linger-end", "gracefully")
            self.rules.append("send/linger")
        elif connection.phase == "send":
            self.rules.append("read/pipelined")
            if not (connection.closes or connection.last):
                connection.held += event["bytes"]
        else:
            if not connection.begun:
                self.start_timer(connection, "headMillis")
                connection.begun = True
            connection.held += event["bytes"]
            self.parse(connection)

    def ended(self, connection, _):
        connection.reading = False
        connection.peer_ended = True
        if connection.phase == "linger":
            self.close(connection, "send/linger-end", "gracefully")
        elif connection.phase == "send":
            self.rules.append("faults/peer-ended")
        else:
            self.parse(connection)

    def timer_of(self, connection, _):
        if connection.phase == "linger":
            self.close(connection, "send/linger-end", "gracefully")
        elif connection.phase == "send":
            self.cut(connection, "send/stalled")
        elif connection.held == "":
            self.linger(connection, "read/idle-timeout")
        else:
            line = read_head(connection.held, self.limits)[0] or ("", "")
            connection.method, connection.target = line[:2]
            self.answer(connection, "read/head-timeout", 408, [], True)

    def parse(self, connection):
        if connection.held == "" and connection.peer_ended:
            return self.linger(connection, "read/peer-ended")
        try:
            line, complete = read_head(connection.held, self.limits)
            if complete is None:
                if connection.peer_ended:
                    return self.linger(connection, "read/peer-ended")
                self.rules.append("read/partial")
                return None
            fields, rest = complete
            check_head(line, fields, self.limits)
        except Refused as refused:
            connection.held = ""
            connection.method, connection.target = refused.method, refused.target
            return self.answer(connection, refused.rule, refused.status, [], MISTAKE != "goes-on")
        connection.held = rest
        connection.method, connection.target, minor = line
        self.rules.append("read/complete")
        options = elements(fields, "connection")
        closes = "close" in options or (minor == 0 and "keep-alive" not in options)
        rule, status, extra = intent(line, fields)
        told = [] if closes or minor > 0 else [("connection", "keep-alive")]
        return self.answer(connection, rule, status, extra + told, closes)

    def answer(self, connection, rule, status, fields, closes):
        self.rules += [rule, "send/first"]
        connection.closes = closes or connection.last or (connection.peer_ended and not connection.held)
        # The words are our own: nobody may depend on them.
        body = "" if status == 204 else f"This is a {status}, because of {rule}.\n"
        fields = [("date", formatdate(self.now, usegmt=True)), *fields]
        if connection.closes:
            fields = [(name, value) for name, value in fields if name != "connection"]
            fields.append(("connection", "close"))
        if status == 503:
            fields.append(("retry-after", "1"))
        if status != 204:
            fields.append(("content-length", str(len(body))))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        text = f"HTTP/1.1 {status} {rule}\r\n{head}\r\n"
        body = "" if connection.method == "HEAD" else body
        connection.phase, connection.status = "send", status
        connection.in_flight, connection.body_given = len(text + body), len(body)
        self.do("Send", connection=connection.number, parts=[{"_tag": "Text", "text": text + body}])
        self.start_timer(connection, "sendMillis")

    def sent(self, connection, event):
        connection.in_flight -= event["bytes"]
        if connection.in_flight > 0 and MISTAKE != "partial-write":
            self.rules.append("send/progress")
            return
        connection.in_flight = 0
        if connection.closes or connection.last:
            self.log(connection, "send/last")
            return self.linger(connection, "send/last")
        self.log(connection, "send/complete")
        self.rules.append("send/complete")
        connection.phase, connection.begun = "read", connection.held != ""
        connection.method = connection.target = ""
        self.start_timer(connection, "headMillis" if connection.begun else "idleMillis")
        if connection.begun or connection.peer_ended:
            self.parse(connection)

    def linger(self, connection, rule):
        self.do("Finish", connection=connection.number)
        if connection.peer_ended:
            return self.close(connection, rule, "gracefully")
        self.rules.append(rule)
        connection.phase, connection.held = "linger", ""
        self.start_timer(connection, "lingerMillis")

    def cut(self, connection, rule):
        if connection.phase == "linger" and rule == "dispatcher/drain-timeout":
            return self.close(connection, "send/linger-end", "gracefully")
        if connection.phase == "send":
            self.log(connection, rule)
        self.close(connection, rule, "reset")

    def close(self, connection, rule, how):
        self.rules.append(rule)
        self.do("StopTimer", timer={"_tag": "Connection", "connection": connection.number})
        self.do("Close", connection=connection.number, how=how)
        del self.connections[connection.number]
        if self.accepting == "full" and len(self.connections) < self.limits["connectionsMax"]:
            self.resume()
        self.drained()


def main():
    machine = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "start" in question:
                machine = Machine(question["start"]["settings"])
                answer = {"ready": True}
            else:
                answer = machine.step(question["event"])
        except Unsupported as reason:
            answer = {"unsupported": str(reason)}
        print(json.dumps(answer), flush=True)


main()
