/** Methods, and what every response says of itself: how to mend it. */
import type { Fixes } from "./fix.ts"
import {
  allowInNginx,
  allowInNode,
  noTagInCaddy,
  noTagInLighttpd,
  noTagInNginx,
  refusedByCaddy
} from "./sentences.ts"

export const methodsFixes: Fixes = {
  "M-01": {
    any: "Serve GET with 200, the exact octets of the file and their number in Content-Length."
  },
  "M-01b": {
    any:
      "Go on from the offset that the last write really reached, on short writes and " +
      "EAGAIN alike, until all octets are sent."
  },
  "M-02": {
    any:
      "Run HEAD through the code of GET, with the same fields, and leave out only the " +
      "body, chunks and trailers included."
  },
  "M-04": {
    any:
      "Compare methods octet by octet, without folding case: get is not GET but an unknown " +
      "method, 501.",
    caddy: refusedByCaddy
  },
  "M-05a": {
    any:
      "Answer 405 with Allow: GET, HEAD, OPTIONS (what you really do) for a known method " +
      "that the file does not take.",
    nginx: allowInNginx,
    caddy: refusedByCaddy,
    node: allowInNode
  },
  "M-05b": {
    any: "Answer POST on a file with 405 and Allow: GET, HEAD, OPTIONS (what you really do).",
    nginx: allowInNginx,
    caddy: refusedByCaddy,
    node: allowInNode
  },
  "M-05c": {
    any:
      "Answer PUT on a file with 405 and Allow: GET, HEAD, OPTIONS; never with 2xx where " +
      "nothing was stored.",
    nginx: allowInNginx,
    caddy: refusedByCaddy,
    node: allowInNode
  },
  "M-07": {
    any: "Answer OPTIONS on a file with 204 (or 200) and Allow: GET, HEAD, OPTIONS.",
    nginx: allowInNginx,
    caddy: refusedByCaddy,
    node: allowInNode
  },
  "M-08": {
    any:
      "Refuse TRACE with 405 or 501, or leave Authorization, Cookie and the like out of " +
      "the echo.",
    apache: "TraceEnable off"
  },
  "M-09": {
    any:
      "Give every 404 a short body that says what was not found, with its " +
      "Content-Type and length.",
    caddy: 'handle_errors { respond "{err.status_code} {err.status_text}" }'
  },
  "M-13": {
    any:
      "Remember in the response that the request was HEAD, and drop the body where it is " +
      "written, error pages included."
  },
  "M-14c": {
    any:
      "Send Content-Type by the file's suffix, Last-Modified from its time (not from the " +
      "clock), and an ETag, with each 200 for a file.",
    nginx: "etag on (the default), and types with a default_type.",
    lighttpd: "mimetype.assign with a default, and static-file.etags enabled.",
    apache: "TypesConfig (mod_mime) for the types, and FileETag MTime Size or FileETag Digest."
  },
  "M-14d": {
    any:
      "Send the smaller of the file's modification time and Date as Last-Modified, or " +
      "leave the field out.",
    nginx:
      'add_header Last-Modified ""; leaves the field out; or touch files that are dated in ' +
      "the future.",
    lighttpd:
      'setenv.set-response-header = ( "Last-Modified" => "" ) (mod_setenv) leaves the ' +
      "field out; or touch files that are dated in the future.",
    caddy:
      "header -Last-Modified leaves the field out; or touch files that are dated in the future.",
    node:
      "In the setHeaders option of serve-static set Last-Modified to the present where " +
      "stat.mtime is later."
  },
  "M-14e": {
    any:
      "Make a strong ETag of the content, or of what changes with each write (inode, size, " +
      "ctime in nanoseconds); else mark it weak with W/.",
    nginx: noTagInNginx,
    lighttpd: noTagInLighttpd,
    apache: "FileETag Digest (a hash of the content), or FileETag None.",
    caddy: noTagInCaddy
  },
  "M-16": {
    any:
      "Send only the product's name in Server, without version, system or modules, or " +
      "leave the field out.",
    nginx: "server_tokens off;",
    lighttpd: 'server.tag = "" leaves the field out.',
    apache: "ServerTokens Prod",
    caddy: "header -Server leaves the field out."
  }
}
