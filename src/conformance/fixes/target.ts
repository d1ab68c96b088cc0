/** The request line, the target and the Host field: how to mend it. */
import type { Fixes } from "./fix.ts"
import { hostInCaddy, hostInNginx, hostInNode, strictHost, strictOptions } from "./sentences.ts"

export const targetFixes: Fixes = {
  "R-01": {
    any:
      "Split the request line at single spaces and answer 400 and close to a second one, " +
      "or read runs of spaces as one."
  },
  "R-02": {
    any:
      "Compare the method with those you know and answer 501 to any other, before you look " +
      "for a resource.",
    caddy:
      "@notget not method GET HEAD, then respond @notget 405: file_server itself serves " +
      "every method.",
    node:
      "Check request.method before the handler: 405 or 501 for all but GET and HEAD; the " +
      "parser refuses unknown names."
  },
  "R-02b": {
    any: "Give methods a limit of their own, and answer 501 (or 400) to what is longer or unknown."
  },
  "R-03": {
    any:
      "Limit the target by itself and answer 414 beyond the limit, before the limit of the " +
      "whole head gives 431.",
    nginx:
      "large_client_header_buffers 4 8k; a request line longer than one buffer is answered " +
      "with 414",
    apache: "LimitRequestLine 8190 (the default) gives 414 beyond it.",
    caddy: "@long path_regexp [^/]{256,}, then respond @long 404: no file can have such a name.",
    node:
      "createServer({ maxHeaderSize: 131072 }), and writeHead(414) where " +
      "request.url.length is above your limit."
  },
  "R-04": {
    any: "Make the buffer for a request line at least 8,000 octets long.",
    nginx: "large_client_header_buffers 4 8k or more: the request line must fit into one buffer.",
    apache: "LimitRequestLine 8190 or more."
  },
  "R-05": {
    any:
      "Expect HTTP-version right behind the second space of the request line, and answer " +
      "400 to anything else; do not search for the last space."
  },
  "R-14": {
    any: "Answer 400 to a # in the request target."
  },
  "R-17": {
    any:
      "Answer 400 where the target is neither absolute-form nor * nor begins with a slash; " +
      "never join it to the root."
  },
  "R-10": {
    any:
      "Where the target begins with http:// take its authority for Host and the rest for " +
      "the path, or / if there is none."
  },
  "R-11": {
    any:
      "Where the target is in absolute-form, choose the site by its authority and ignore " +
      "the value of Host, after you have checked its syntax."
  },
  "R-12": {
    any: "Answer CONNECT with 501 or 405, or 400 where its port is missing or 0.",
    node:
      "Handle the server's connect event: socket.end with a 405 (or 501) and Connection: " +
      "close; unhandled, the socket is closed without a word."
  },
  "R-13a": {
    any:
      "Answer OPTIONS * by itself, before the path is looked up: 204 or 200 with Allow, or " +
      "refuse it with 4xx or 501."
  },
  "R-13b": {
    any: "Take * for a target in OPTIONS only, and answer 400 for any other method."
  },
  "R-15": {
    any: "Answer 400 where the authority of an absolute-form target contains an @.",
    node:
      "Answer 400 where request.url has a scheme and does not match " +
      "/^https?:\\/\\/[^/@?]+(\\/|\\?|$)/i."
  },
  "R-16": {
    any:
      "Answer 400 where nothing stands between // and the next slash of an " +
      "absolute-form target.",
    apache:
      'RewriteCond "%{THE_REQUEST}" "^[^ ]+ https?:///" [NC] and RewriteRule "^" - ' +
      "[R=400,L] in the server or virtual host.",
    node:
      "Answer 400 where request.url has a scheme and does not match " +
      "/^https?:\\/\\/[^/@?]+(\\/|\\?|$)/i."
  },
  "R-18": {
    any:
      "Answer 400 where an absolute-form target has another scheme than http or https; " +
      "never hand a URI without a path to the file lookup.",
    node:
      "Answer 400 where request.url has a scheme and does not match " +
      "/^https?:\\/\\/[^/@?]+(\\/|\\?|$)/i: a middleware may throw on it."
  },
  "R-06": {
    any: "Answer 400 to an HTTP/1.1 request without a Host field; there is no default for it.",
    node: "Leave requireHostHeader at true in createServer."
  },
  "R-07": {
    any:
      "Count the Host fields while you parse, and answer 400 at the second one, even where " +
      "both are equal.",
    apache: "HttpProtocolOptions Strict (the default): Unsafe joins them.",
    node:
      "Answer 400 where request.headersDistinct.host has more than one value: " +
      "request.headers keeps only the first."
  },
  "R-08a": {
    any:
      'Check Host against uri-host [ ":" port ] octet by octet, and answer ' +
      "400 to a space in it.",
    lighttpd: strictHost,
    apache: strictOptions,
    node: hostInNode
  },
  "R-08c": {
    any:
      'Check Host against uri-host [ ":" port ], and answer 400 to an @: userinfo is no ' +
      "part of it.",
    nginx: hostInNginx,
    lighttpd: strictHost,
    apache: strictOptions,
    node: hostInNode
  },
  "R-08d": {
    any: 'Check Host against uri-host [ ":" port ], and answer 400 to a slash in it.',
    lighttpd: strictHost,
    node: hostInNode
  },
  "R-08e": {
    any:
      "Allow only digits behind the colon that ends the name in Host, and answer 400 to " +
      "anything else.",
    nginx: hostInNginx,
    lighttpd: strictHost,
    apache: strictOptions,
    caddy: hostInCaddy,
    node: hostInNode
  },
  "R-08f": {
    any:
      "Where Host begins with [ require an address and a ] before the port, and answer 400 " +
      "otherwise.",
    nginx: hostInNginx,
    lighttpd: strictHost,
    caddy: hostInCaddy,
    node: hostInNode
  },
  "R-08v": {
    any:
      "Allow the sub-delims of RFC 3986, the comma among them, in the name of Host; a name " +
      "that you don't serve may be 404, 421 or 400."
  },
  "R-09": {
    any: "Require Host from HTTP/1.1 on only; serve the default site to HTTP/1.0 without it."
  }
}
