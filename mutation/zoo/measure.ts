/** Lets the suite judge one animal or one faulty machine. */
import type { ActiveCase } from "../../src/conformance/case.ts"
import { activeCases } from "../../src/conformance/cases/index.ts"
import { buildRoot } from "../../src/conformance/root.ts"
import type { Report } from "../../src/conformance/result.ts"
import { simulatedNetwork } from "../../src/cli/simulated-network.ts"
import type { MachineOf } from "../../src/cli/shrunk.ts"
import { defaultLimits } from "../../src/state-machine/limits.ts"
import { reference } from "../../src/state-machine/server.ts"
import { type Fault, faults } from "../faulty/index.ts"
import { animals } from "./animals/index.ts"
import { judgeSubject, type Limits } from "./judge.ts"
import { deadRow, honestId, keptIds, referenceId, type Row, rowOf } from "./kills.ts"
import { memoryNetwork, type Server } from "./network.ts"
import { goodManners } from "./twin/manners.ts"
import { twin } from "./twin/twin.ts"

/** What everybody is judged by. Those that write many MiB again and again are for those they were made for. */
const casesFor = (writesMuch: boolean): ReadonlyArray<ActiveCase> =>
  activeCases.filter(({ chapter }) => writesMuch || chapter !== "changes")

const tenSeconds = goodManners.limitMillis
const twinLimits: Limits = {
  headLimitMillis: tenSeconds,
  bodyLimitMillis: tenSeconds,
  idleLimitMillis: tenSeconds,
  sendLimitMillis: tenSeconds
}
const machineLimits: Limits = {
  headLimitMillis: defaultLimits.headMillis,
  bodyLimitMillis: defaultLimits.bodyMillis,
  idleLimitMillis: defaultLimits.idleMillis,
  sendLimitMillis: defaultLimits.sendMillis
}

/** A machine that goes round in circles never comes to rest; an honest run has a tenth of this. */
const entriesMax = 3_000_000

const judgeMachine = async (
  id: string,
  machineOf: MachineOf,
  onCase?: (id: string) => void
): Promise<Report> => {
  let entries = 0
  const network = simulatedNetwork({
    machineOf,
    observe: () => {
      entries += 1
      if (entries > entriesMax) throw new Error("it never comes to rest")
    }
  })
  return judgeSubject(
    { name: id, network, secret: network.secret, rootFolder: undefined, limits: machineLimits },
    casesFor(false),
    onCase
  )
}

const measuredMachine = async (fault: Fault, kept: ReadonlySet<string>): Promise<Row> => {
  let during = "control"
  try {
    const report = await judgeMachine(fault.id, fault.machine, (caseId) => {
      during = caseId
    })
    return rowOf(fault.id, "machine", report, kept)
  } catch {
    // It broke under what is not run as a case: the first plain requests, or another manner of sending.
    return deadRow(fault.id, "machine", during)
  }
}

export const measuredIds: ReadonlyArray<string> = [
  honestId,
  ...animals.map(({ id }) => id),
  referenceId,
  ...faults.map(({ id }) => id)
]

/** Judges animals and machines in one folder of files, one after another. */
export class Zookeeper {
  readonly folder: string
  readonly #secret: string | undefined
  readonly remove: () => Promise<void>
  readonly #kept = new Map<string, ReadonlySet<string>>()

  private constructor(root: Awaited<ReturnType<typeof buildRoot>>) {
    this.folder = root.folder
    this.#secret = root.secret
    this.remove = root.remove
  }

  static async hire(): Promise<Zookeeper> {
    return new Zookeeper(await buildRoot())
  }

  async measure(id: string): Promise<Row> {
    const animal = animals.find((each) => each.id === id)
    const fault = faults.find((each) => each.id === id)
    if (animal !== undefined) {
      const report = await this.judge(id, animal.start(this.folder), animal.changes)
      const writes = animal.changes ?? false
      const kept = this.#keptBy(`twin ${writes}`, () => this.#judgeTwin(writes))
      return rowOf(id, "animal", report, await kept)
    }
    if (id === honestId) {
      const report = await this.#judgeTwin(true)
      return rowOf(id, "twin", report, keptIds(report))
    }
    const kept = this.#keptBy(referenceId, () => judgeMachine(referenceId, reference))
    if (fault !== undefined) return measuredMachine(fault, await kept)
    return rowOf(id, "machine", await judgeMachine(id, reference), await kept)
  }

  judge(id: string, server: Server, writesMuch = false): Promise<Report> {
    return judgeSubject(
      {
        name: id,
        network: memoryNetwork(server),
        secret: this.#secret,
        rootFolder: this.folder,
        limits: twinLimits
      },
      casesFor(writesMuch)
    )
  }

  #judgeTwin(writesMuch: boolean): Promise<Report> {
    return this.judge(honestId, twin()(this.folder), writesMuch)
  }

  /** What the right one of a kind keeps, judged once. */
  async #keptBy(name: string, judge: () => Promise<Report>): Promise<ReadonlySet<string>> {
    const kept = this.#kept.get(name) ?? keptIds(await judge())
    this.#kept.set(name, kept)
    return kept
  }
}
