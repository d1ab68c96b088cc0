/** Fingerprints of servers whose architecture is known, one after the other. */
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { fingerprintOf } from "../../src/conformance/fingerprint/outside.ts"
import type { Fingerprint } from "../../src/conformance/fingerprint/result.ts"
import { laboratory, type LaboratoryServer } from "../faulty/servers/catalogue.ts"
import { commandOf } from "../faulty/servers/command.ts"
import { realServers, type RealServer } from "../faulty/servers/real-servers.ts"
import { differencesOf } from "./compare.ts"

export type KnownServer = RealServer | LaboratoryServer

export const knownServers: ReadonlyArray<KnownServer> = [...realServers, ...laboratory]

export interface Measured {
  readonly server: KnownServer
  /** Undefined where it could not be made: then the only difference says why. */
  readonly fingerprint: Fingerprint | undefined
  readonly differences: ReadonlyArray<string>
}

/** Whether what it needs is installed here. */
export const isHere = async (server: KnownServer): Promise<boolean> => {
  const [program = "", ...parameters] = asks(server)
  try {
    await promisify(execFile)(program, parameters)
    return true
  } catch {
    return false
  }
}

const asks = (server: KnownServer): ReadonlyArray<string> => {
  if (!("language" in server)) return server.asks
  return {
    node: [process.execPath, "--version"],
    python: ["python3", "--version"],
    c: ["gcc", "--version"]
  }[server.language]
}

export const measure = async (server: KnownServer): Promise<Measured> => {
  const programs = mkdtempSync(path.join(os.tmpdir(), "amped-architectures-"))
  try {
    const command = await commandOf(server, programs)
    const subject = { kind: "command", command } as const
    const made = await Effect.runPromise(
      Effect.result(fingerprintOf({ subject, name: server.id, version: "" }))
    )
    if (Result.isFailure(made))
      return { server, fingerprint: undefined, differences: [made.failure.message] }
    const fingerprint = made.success
    return { server, fingerprint, differences: differencesOf(server.expected, fingerprint) }
  } finally {
    rmSync(programs, { recursive: true, force: true })
  }
}
