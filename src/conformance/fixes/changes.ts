/** Files that change while they are sent: how to mend it. */
import type { Fixes } from "./fix.ts"
import { noTagInCaddy, noTagInLighttpd, noTagInNginx, regularInApache } from "./sentences.ts"

export const changesFixes: Fixes = {
  "L-01": {
    any:
      "Where a file ends before the declared length, close the connection there; never " +
      "pad, and never go on with the next answer."
  },
  "L-02": {
    any:
      "Stop at the declared length, whatever the file has grown to; read from the " +
      "descriptor whose fstat gave the length."
  },
  "L-03": {
    any:
      "Compare size, mtime and ctime by fstat between reads and close where they changed, " +
      "or send no strong ETag for files that are written in place.",
    nginx: noTagInNginx,
    lighttpd: noTagInLighttpd,
    apache: "FileETag None; or publish by rename, never in place.",
    caddy: noTagInCaddy
  },
  "L-04": {
    any:
      "Send an answer from one descriptor that is opened once, and look at the name again " +
      "for the next request, or within a second."
  },
  "L-05": {
    any:
      "Go on sending from the open descriptor; from the next request on the name is 404, " +
      "and caches must notice within a second or so.",
    nginx: "open_file_cache off; (the default), or a short open_file_cache_valid."
  },
  "L-06": {
    any:
      "Go on with what is under way; open (or check) again for later requests and answer " +
      "403 or 404, not 500.",
    nginx: "open_file_cache off; (the default), or a short open_file_cache_valid."
  },
  "L-07": {
    any:
      "Decide by fstat of the opened descriptor whether it is a file or a folder, not by " +
      "an earlier stat of the name."
  },
  "L-08": {
    any:
      "Open and check in one step (openat2, or O_NOFOLLOW and then fstat), so that no link " +
      "can slip in between.",
    nginx: "disable_symlinks on from=$document_root; where links should not be followed."
  },
  "L-09": {
    any:
      "Open with O_NONBLOCK, fstat the descriptor, and answer 403 or 404 unless it is a " +
      "regular file; go on with the old one meanwhile.",
    apache: regularInApache,
    node:
      "Call fs.stat before serve-static, and answer 404 unless isFile() or isDirectory() " +
      "of it is true."
  }
}
