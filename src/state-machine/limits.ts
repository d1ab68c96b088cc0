/**
 * Every bound on what a peer, a helper or the disk can make the server hold or wait for. Units stand last.
 */
export interface Limits {
  readonly connectionsMax: number
  /** Connections beyond `connectionsMax` that are told 503; with these too, accepting pauses. */
  readonly overloadMax: number
  /** From the accept, or the first byte of a later request, to the end of its head. Total, not per read. */
  readonly headMillis: number
  /** Between an answer and the first byte of the next request. */
  readonly idleMillis: number
  /** From the end of a head to the end of the body that is skipped. Total. */
  readonly bodyMillis: number
  /** From the job's submission to an answer for the client, whether queued or running. */
  readonly findMillis: number
  /** How long a stale name waits for a helper before it is served as it is. */
  readonly staleMillis: number
  /** For the peer to take all bytes of one `Send`. */
  readonly sendMillis: number
  readonly lingerMillis: number
  readonly drainMillis: number
  /** Back-off after the descriptors ran out. */
  readonly acceptPauseMillis: number

  readonly requestLineBytesMax: number
  readonly headBytesMax: number
  readonly fieldsMax: number
  readonly emptyLinesMax: number
  /** A request body is skipped up to here and refused beyond. */
  readonly bodyBytesMax: number
  /** What one `Read` delivers at most. */
  readonly readBytesMax: number
  /** Bytes of later requests held while one is answered; reading pauses beyond. */
  readonly pipelinedBytesMax: number
  readonly lingerBytesMax: number

  readonly rangesMax: number
  /** Files are loaded and sent in slices of this size. */
  readonly chunkBytes: number

  readonly helpersMin: number
  readonly helpersMax: number
  /** On demand, no more than these start at once: a start costs far more than a job. */
  readonly helpersStartingMax: number
  /** Helpers that were given up but have not exited yet. */
  readonly helpersHungMax: number
  readonly queueMax: number
  readonly jobMillis: number
  /** From a spawn to a helper that is ready. */
  readonly startMillis: number
  readonly triesMax: number
  readonly spawnPauseMillis: number

  readonly namesMax: number
  readonly headsMax: number
  readonly contentBytesMax: number
  /** Larger files pass through and don't displace the cached ones. */
  readonly cacheableBytesMax: number
  /** A name is warm for this many ticks of the clock after a helper looked. */
  readonly freshSeconds: number
}

export const defaultLimits: Limits = {
  connectionsMax: 1024,
  overloadMax: 64,
  headMillis: 10_000,
  idleMillis: 15_000,
  bodyMillis: 10_000,
  findMillis: 20_000,
  staleMillis: 200,
  sendMillis: 30_000,
  lingerMillis: 2_000,
  drainMillis: 10_000,
  acceptPauseMillis: 100,

  // RFC 9112 section 3 recommends 8000 octets at least; other servers: nginx 8 KiB, Apache 8190.
  requestLineBytesMax: 16 * 1024,
  headBytesMax: 32 * 1024,
  fieldsMax: 100,
  emptyLinesMax: 4,
  bodyBytesMax: 1024 * 1024,
  readBytesMax: 64 * 1024,
  pipelinedBytesMax: 32 * 1024,
  lingerBytesMax: 8 * 1024 * 1024,

  rangesMax: 16,
  chunkBytes: 128 * 1024,

  helpersMin: 2,
  helpersMax: 8,
  helpersStartingMax: 2,
  helpersHungMax: 8,
  queueMax: 1024,
  jobMillis: 8_000,
  startMillis: 10_000,
  triesMax: 2,
  spawnPauseMillis: 250,

  // Flash: 6000 entries in the pathname cache (ATC 1999, node 20).
  namesMax: 6000,
  headsMax: 6000,
  contentBytesMax: 64 * 1024 * 1024,
  cacheableBytesMax: 4 * 1024 * 1024,
  freshSeconds: 1
}

/** Choices that `spec/freedoms.md` leaves to whoever runs the server. */
export interface Policy {
  readonly indexNames: ReadonlyArray<string>
  /** Serve names that begin with a dot. `/.well-known` is always served. */
  readonly hiddenServed: boolean
  /** Value of the `Server` field; empty for none. */
  readonly serverName: string
  /** Separates the parts of `multipart/byteranges`; unguessable in a real run. */
  readonly boundary: string
}

export const defaultPolicy: Policy = {
  indexNames: ["index.html"],
  hiddenServed: false,
  serverName: "amped",
  boundary: "amped-part"
}

export interface Settings {
  readonly limits: Limits
  readonly policy: Policy
}

export const defaultSettings: Settings = { limits: defaultLimits, policy: defaultPolicy }

/** Names each relation between limits that does not hold; empty when they agree. */
export const limitsBroken = (limits: Limits): ReadonlyArray<string> => {
  const relations: ReadonlyArray<readonly [string, boolean]> = [
    ["requestLineBytesMax <= headBytesMax", limits.requestLineBytesMax <= limits.headBytesMax],
    ["readBytesMax >= 1", limits.readBytesMax >= 1],
    ["chunkBytes >= 1", limits.chunkBytes >= 1],
    ["1 <= helpersMax", limits.helpersMax >= 1],
    // Without a queue and a helper in reserve, no job would ever cause a spawn.
    ["queueMax >= 1", limits.queueMax >= 1],
    ["helpersStartingMax >= 1", limits.helpersStartingMax >= 1],
    ["helpersMin <= helpersMax", limits.helpersMin <= limits.helpersMax],
    ["triesMax >= 1", limits.triesMax >= 1],
    ["staleMillis <= findMillis", limits.staleMillis <= limits.findMillis],
    // A hung helper must be noticed while its client still waits, or the retry helps nobody.
    ["jobMillis * triesMax <= findMillis", limits.jobMillis * limits.triesMax <= limits.findMillis],
    ["cacheableBytesMax <= contentBytesMax", limits.cacheableBytesMax <= limits.contentBytesMax],
    ["connectionsMax >= 1", limits.connectionsMax >= 1],
    ["namesMax >= 1", limits.namesMax >= 1],
    ["headsMax >= 1", limits.headsMax >= 1]
  ]
  return relations.filter(([, holds]) => !holds).map(([name]) => name)
}
