/** What files hold. Never stored: a function of path, version and position. */

/**
 * The byte at an offset of one version of a file. Neighbouring versions and offsets differ, so that a byte
 * of the wrong version or the wrong place can be told from the right one.
 */
export const byteAt = (path: string, version: string, offset: number): number => {
  let hash = 0x811c9dc5
  for (const character of `${path}\n${version}\n${offset}`)
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return (hash ^ (hash >>> 15)) & 0xff
}
