/** The bodies of simulated.test.ts on both Node arms, with fewer runs: real sockets take real time. */
import fc from "fast-check"
import { assert, test } from "vitest"
import { complaints } from "./judged.ts"
import { runOnNode } from "./node-arm.ts"
import { workloadArbitrary } from "./workload.ts"

const runs = Math.ceil(Number(process.env["RUNS"] ?? 100) / 10)

// Rejects a runtime that breaks the port's contract: a Sent that is short or doubled, a late timer, a helper that
// answers twice.
test.each(["threads", "processes"] as const)(
  "trace/replay accept/completes dispatcher/never-blocks: every run with helper %s keeps every rule",
  async (helpers) => {
    await fc.assert(
      fc.asyncProperty(workloadArbitrary, async (workload) => {
        const { judgement, rejection, summary, taken } = await runOnNode(workload, helpers)
        assert.isUndefined(rejection)
        assert.strictEqual(complaints(judgement.violations), "")
        assert.strictEqual(summary.connections, 0)
        // Every client reads all the time, so a send that is never over is the runtime's fault.
        assert.notInclude([...taken], "send/stalled")
      }),
      // Real time is not the same twice: a shrunk run may not fail again, so few tries are worth it.
      { numRuns: runs, endOnFailure: true }
    )
  },
  60_000
)
