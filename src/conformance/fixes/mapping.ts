/** From the target to a file: how to mend it. */
import type { Fixes } from "./fix.ts"
import { decodedOnce, insideTheRoot, nulInCaddy, regularInApache } from "./sentences.ts"

export const mappingFixes: Fixes = {
  "U-01": {
    any: decodedOnce
  },
  "U-02": {
    any: decodedOnce
  },
  "U-02b": {
    any: decodedOnce
  },
  "U-07": {
    any:
      "Decode the path exactly once: %25 becomes a percent sign, and what follows it is " +
      "not decoded again."
  },
  "U-07b": {
    any:
      "Decode %20 to a space before you look for the file; leave + as it is, it means a " +
      "space in forms only."
  },
  "U-07c": {
    any:
      "Give the decoded octets to the file system as they are; neither change their " +
      "encoding nor normalise them."
  },
  "U-10": {
    any: "Cut the target at its first ? before you decode it; the query chooses no file."
  },
  "U-03": {
    any:
      "Remove dot segments after decoding, segment by segment, and serve what they name " +
      "inside the root; or answer 400 or 404."
  },
  "U-05a": {
    any: "Answer 400 where two hexadecimal digits do not follow a % in the path."
  },
  "U-05b": {
    any: "Answer 400 where a % stands in the last two octets of the path."
  },
  "U-06": {
    any:
      "Answer 400 (or 404) where the decoded path holds a NUL, before it reaches any " +
      "function that ends names there.",
    caddy: nulInCaddy
  },
  "U-08": {
    any:
      "Decide once whether %2F is a slash (decode, then split) or data (404), and use the " +
      "same path for access rules and for the lookup.",
    lighttpd:
      'server.http-parseopts += ( "url-path-2f-decode" => "enable" ) or ( ' +
      '"url-path-2f-reject" => "enable" ), not both.',
    apache: "AllowEncodedSlashes Off (the default) answers 404, On takes it for a slash."
  },
  "U-09": {
    any: "Answer 404 where a path with a slash at its end names a file and no folder."
  },
  "U-15": {
    any: "Answer 404 where opening fails with ENAMETOOLONG, as for ENOENT.",
    apache:
      'RewriteEngine On and RewriteRule "[^/]{256,}" - [R=404,L] in the server or virtual host.',
    caddy: "@long path_regexp [^/]{256,}, then respond @long 404."
  },
  "U-04a": {
    any: insideTheRoot
  },
  "U-04b": {
    any: insideTheRoot
  },
  "U-04c": {
    any: insideTheRoot
  },
  "U-04d": {
    any: insideTheRoot
  },
  "U-04e": {
    any:
      "Take a backslash for an ordinary octet of a name, or answer 400 to it; where the " +
      "system divides paths at it, split there as well before you look for dot segments."
  },
  "U-04f": {
    any:
      "Take a backslash for an ordinary octet of a name, or answer 400 to it; where the " +
      "system divides paths at it, split there as well before you look for dot segments."
  },
  "U-04g": {
    any:
      "Decode once only: %252e is a name that begins with %2e, and a second decoding would " +
      "make it a dot."
  },
  "U-04h": {
    any:
      "Decode percent-encoding to octets and leave them so; do not let a lenient UTF-8 " +
      "decoder turn %c0%ae into a dot."
  },
  "U-04i": {
    any: insideTheRoot
  },
  "U-04j": {
    any: insideTheRoot
  },
  "U-04k": {
    any:
      "Answer 400 (or 404) to a path with a NUL before anything removes the NUL or ends " +
      "the name there.",
    caddy: nulInCaddy
  },
  "U-04l": {
    any:
      "Compare a resolved path with the root plus a slash: a prefix without it lets a " +
      "sibling folder of the same beginning in."
  },
  "U-11": {
    any: "Answer 404 where a segment of the decoded path begins with a dot, except .well-known.",
    nginx: "location ~ /\\. { return 404; }",
    lighttpd: '$HTTP["url"] =~ "/\\." { url.access-deny = ( "" ) } (mod_access)',
    apache: 'RedirectMatch 404 "/\\.(?!well-known/)"',
    caddy: "file_server { hide .* }",
    node: 'serveStatic(root, { dotfiles: "ignore" }), its default.'
  },
  "U-13": {
    any:
      "Open below the root with openat2 and RESOLVE_BENEATH, or compare the resolved path " +
      "with the root; answer 403 or 404.",
    nginx: "disable_symlinks on from=$document_root;",
    lighttpd: 'server.follow-symlink = "disable"',
    apache: "Options -FollowSymLinks"
  },
  "M-10": {
    any:
      "Answer 403 or 404 for a folder without an index, unless a listing was asked for in " +
      "the configuration.",
    nginx: "autoindex off;",
    lighttpd: 'dir-listing.activate = "disable"',
    apache: "Options -Indexes",
    caddy: "Leave browse out of file_server."
  },
  "M-11": {
    any:
      "Redirect with 301 or 308 to the same path plus a slash, and collapse slashes at its " +
      "start, so that Location never begins with //.",
    apache: "DirectorySlash On (mod_dir, the default)",
    caddy: "Leave disable_canonical_uris out of file_server."
  },
  "U-14": {
    any:
      "Open with O_NONBLOCK, fstat the descriptor, and answer 403 or 404 unless it is a " +
      "regular file.",
    apache: regularInApache,
    node:
      "Call fs.stat before serve-static, and answer 404 unless isFile() or isDirectory() " +
      "of it is true."
  }
}
