/** Slow clients, many clients, lost clients, and the end of the server: how to mend it. */
import type { Fixes } from "./fix.ts"
import { regularInApache } from "./sentences.ts"

export const robustnessFixes: Fixes = {
  "K-01a": {
    any:
      "Start a timer with the first octet of a head (or with accept), and close, after a " +
      "408 perhaps, when it runs out.",
    nginx: "client_header_timeout 20s;",
    lighttpd: "server.max-read-idle = 20",
    apache: "RequestReadTimeout header=20 (mod_reqtimeout)",
    caddy: "servers { timeouts { read_header 10s } } in the global options.",
    node:
      "server.headersTimeout = 20000, and a connectionsCheckingInterval that is short " +
      "beside it."
  },
  "K-01b": {
    any:
      "Let the limit for a head count from its first octet to its end; do not start it " +
      "anew with each read.",
    nginx: "client_header_timeout 20s; is on the whole head.",
    apache: "RequestReadTimeout header=20: without MinRate the limit is on the whole head.",
    caddy: "servers { timeouts { read_header 10s } } in the global options.",
    node:
      "server.headersTimeout = 20000, and a connectionsCheckingInterval that is short " +
      "beside it."
  },
  "K-01c": {
    any: "Start a timer when the head is complete and the body is not, and close when it runs out.",
    nginx: "client_body_timeout 20s;",
    lighttpd: "server.max-read-idle = 20",
    apache: "RequestReadTimeout body=20 (mod_reqtimeout)",
    caddy: "servers { timeouts { read_body 30s } } in the global options.",
    node: "server.requestTimeout = 60000: it is on head and body together."
  },
  "K-01d": {
    any:
      "Limit a body by its whole time, or by a lowest rate, not only by the gap between " +
      "two reads.",
    apache: "RequestReadTimeout body=20,MinRate=500 (mod_reqtimeout)",
    caddy: "servers { timeouts { read_body 30s } } in the global options.",
    node: "server.requestTimeout = 60000: it is on head and body together."
  },
  "K-02b": {
    any:
      "Start a timer whenever output waits, restart it with each octet that is taken, and " +
      "reset the connection when it runs out.",
    nginx: "send_timeout 60s;",
    lighttpd: "server.max-write-idle = 60",
    apache: "Timeout 60",
    caddy: "servers { timeouts { write 60s } } in the global options.",
    node:
      "server.setTimeout(30000): the end comes after this time, or twice " +
      "this time at the latest."
  },
  "K-06": {
    any:
      "Do every lookup and read of files in helpers (threads or processes), and keep what was " +
      "served in memory of your own. See amped fingerprint.",
    nginx:
      "aio threads; moves reads to a pool, and open_file_cache saves most lookups; a name that " +
      "is not in it is looked up by the worker.",
    lighttpd: "server.max-worker limits the damage: each worker stops for itself.",
    apache: "Raise ThreadsPerChild and ServerLimit: each file that waits takes one thread.",
    node:
      "No fs.…Sync in a handler; raise UV_THREADPOOL_SIZE above 4, and answer hot files from " +
      "a cache of your own."
  },
  "K-02": {
    any:
      "Write without blocking: on EAGAIN put the connection aside until the socket is " +
      "writable, and read no more of its file meanwhile.",
    apache: "Use mpm_event, and raise MaxRequestWorkers above the slow clients that you expect.",
    node:
      "Send files with stream.pipeline: write without regard to its return " +
      "value fills the memory."
  },
  "K-07": {
    any:
      "Open with O_NONBLOCK, fstat the descriptor and refuse what is no regular file, so " +
      "that no open waits for a writer.",
    apache: regularInApache,
    node:
      "Call fs.stat before serve-static, and answer 404 unless isFile() or isDirectory(): " +
      "each open of a FIFO holds a thread of the pool."
  },
  "K-05": {
    any:
      "On reset or close release all that the response holds at once: file, timers, " +
      "buffers, its place in every queue.",
    node:
      "Send files with stream.pipeline, which closes the file when the response closes; " +
      "pipe alone leaves it open."
  },
  "K-05b": {
    any:
      "Release the buffers and timers of an unfinished request when its connection ends, " +
      "by FIN or by reset."
  },
  "K-05c": {
    any:
      "Treat ECONNABORTED from accept, and ENOTCONN or ECONNRESET right after it, as the " +
      "end of one client: close and accept the next."
  },
  "K-08": {
    any:
      "On EMFILE or ENFILE stop accepting until a connection has closed, instead of trying " +
      "again at once; keep places for files.",
    nginx: "Raise worker_rlimit_nofile above worker_connections, files included.",
    lighttpd: "Raise server.max-fds; server.max-connections defaults to a part of it."
  },
  "K-10": {
    any:
      "On the graceful signal close the listener, finish the answers under way, close idle " +
      "connections, and end within a limit.",
    nginx: "Stop with SIGQUIT, and set worker_shutdown_timeout.",
    lighttpd:
      "Stop with SIGINT, and set server.feature-flags += ( " +
      '"server.graceful-shutdown-timeout" => 10 )',
    apache: "Stop with SIGWINCH (apachectl graceful-stop), and set GracefulShutdownTimeout.",
    caddy: "grace_period 10s in the global options.",
    node:
      "On SIGTERM call server.close() and server.closeIdleConnections(), and " +
      "server.closeAllConnections() after a limit."
  },
  "K-11": {
    any:
      "On the fast signal close every connection at once; where a body has no declared " +
      "length, end it by a reset, never by a last chunk.",
    node: "server.closeAllConnections() and server.close()"
  },
  "K-12": {
    any:
      "Never wait without a limit for a worker that may hang in open or read: end the " +
      "process when the time for a graceful end is over.",
    apache: regularInApache,
    node:
      "Call fs.stat before opening, and process.exit when the time for a graceful end is " +
      "over: a thread of the pool may hang in open."
  }
}
