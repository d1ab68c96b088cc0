/** How a connection is kept and ended: how to mend it. */
import type { Fixes } from "./fix.ts"

export const connectionFixes: Fixes = {
  "C-01": {
    any: "Keep the connection open behind an answer to HTTP/1.1 unless either side said close.",
    nginx: "keepalive_timeout above 0",
    apache: "KeepAlive On.",
    node: "keepAliveTimeout above 0 leaves it open; do not set Connection: close."
  },
  "C-02": {
    any:
      "Send the answers of a connection in the order of its requests: begin the next only " +
      "when the last octet of this one is queued."
  },
  "C-03": {
    any:
      "Remember close when the head is parsed, send Connection: close with the answer, and " +
      "discard all later octets of the connection.",
    node:
      "In a clientError listener return without destroying the socket where error.code is " +
      "HPE_CLOSED_CONNECTION, so that the answer under way is still sent."
  },
  "C-04a": {
    any: "Close behind the answer to an HTTP/1.0 request without keep-alive."
  },
  "C-04b": {
    any:
      "Where you keep an HTTP/1.0 connection on keep-alive, send Connection: keep-alive " +
      "and a length with the answer; else close."
  },
  "C-06": {
    any:
      "After an early answer shut down the sending side only, then read and discard for a " +
      "while before you close.",
    nginx: "lingering_close on (the default), and lingering_time long enough for your clients."
  },
  "C-08": {
    any:
      "Take the end of input for the end of requests only: finish the answers that are " +
      "due, then close.",
    node: "server.httpAllowHalfOpen = true before listen."
  },
  "C-09": {
    any:
      "Keep the parser's state between reads, or parse anew only when a head is complete; " +
      "never assume that a read ends at a line."
  },
  "C-09b": {
    any:
      "Keep the parser's state between reads, so that a read of one octet, even between CR " +
      "and LF, changes nothing."
  },
  "C-07": {
    any:
      "Close an idle connection after a declared limit with a plain close (FIN), without " +
      "unread input that would make it a reset.",
    nginx: "keepalive_timeout 5s;",
    lighttpd: "server.max-keep-alive-idle = 5",
    apache: "KeepAliveTimeout 5",
    caddy: "servers { timeouts { idle 5s } } in the global options.",
    node: "server.keepAliveTimeout = 5000"
  },
  "C-10": {
    any:
      "Hold idle connections in an event loop (epoll, kqueue), not in a thread or process " +
      "each, and raise the limit of descriptors.",
    nginx: "Raise worker_connections, and worker_rlimit_nofile with it.",
    lighttpd:
      "Raise server.max-fds and server.max-connections above the idle clients that you expect.",
    apache:
      "Use mpm_event and a short KeepAliveTimeout: with mpm_prefork each idle connection " +
      "holds one of MaxRequestWorkers processes."
  }
}
