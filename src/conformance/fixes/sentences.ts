/** Hints that several cases share. */

export const strictOptions =
  "HttpProtocolOptions Strict (the default): Unsafe lets such a value pass."

export const strictHost =
  'Leave "host-strict" (and "header-strict") enabled in server.http-parseopts.'

export const hostInNginx =
  'if ($http_host !~ "^([A-Za-z0-9._~%-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]*)?$") { return ' +
  "400; } in the server block."

export const hostInCaddy =
  "@badhost not vars_regexp {http.request.hostport} " +
  "^([A-Za-z0-9._~%-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]*)?$ and respond @badhost 400"

export const hostInNode =
  "Answer 400 where request.headers.host does not match " +
  "/^([\\w.~!$&'()*+,;=%-]*|\\[[\\da-f:.]+\\])(:\\d*)?$/i: Node does not check its grammar."

export const strictParser =
  "Leave insecureHTTPParser at false in createServer (no --insecure-http-parser): with " +
  "it such a request passes."

export const closedByCaddy =
  "@old protocol http/1.0 and header @old Connection close: every HTTP/1.0 connection " +
  "is closed behind its answer."

export const digitsOnly =
  "Read Content-Length as digits and nothing else (no sign, no letter, no second " +
  "number; equal values in a list are one), and answer 400 and close otherwise."

export const refusedByCaddy =
  '@notget not method GET HEAD, header @notget Allow "GET, HEAD" and respond @notget ' +
  "405: file_server itself serves every method."

export const allowInNginx =
  'error_page 405 @method; location @method { add_header Allow "GET, HEAD" always; ' +
  "return 405; } in the server block."

export const allowInNode =
  "Before serve-static answer every method but GET and HEAD with writeHead(405, { " +
  'Allow: "GET, HEAD" }); its fallthrough makes 404 of them.'

export const noTagInCaddy =
  "header -Etag leaves out the tag, which is made of size and seconds; or publish by " +
  "rename with another time."

export const noTagInLighttpd =
  'static-file.etags = "disable"; or publish by rename with another time or size.'

export const noTagInNginx =
  "etag off; leaves out the tag, which is made of size and seconds; or publish by " +
  "rename with another time or size."

export const decodedOnce =
  "Decode each %XX of the path once, whatever the case of its digits and before you " +
  "look for the file."

export const nulInCaddy = "@nul path_regexp \\x00, then respond @nul 400"

export const insideTheRoot =
  "Decode once, split at slashes, resolve dot segments and refuse what climbs above " +
  "the root, then open below it (openat2 with RESOLVE_BENEATH)."

export const regularInApache =
  'RewriteCond "%{DOCUMENT_ROOT}%{REQUEST_URI}" !-f, the same with !-d, and ' +
  'RewriteRule "^" - [R=404,L] in the virtual host, where no Alias leads elsewhere.'

export const threeFormats =
  "Parse IMF-fixdate, RFC 850 dates and asctime dates alike, all in GMT; a two-digit " +
  "year more than 50 years ahead is in the past."

export const noRangesInNode =
  "serveStatic(root, { acceptRanges: false }) ignores Range and sends the whole file."

export const noRangesInLighttpd =
  'server.range-requests = "disable" ignores Range and sends the whole file.'

export const rangesInCaddy =
  "@oddrange { header Range * and not header_regexp Range ^bytes=([0-9]|-0*[1-9]) } " +
  "and request_header @oddrange -Range: what is odd is ignored."

export const anyPieces =
  "Append each read to a buffer and parse from saved state, so that no line, CRLF, " +
  "number or chunk has to come in one read."
