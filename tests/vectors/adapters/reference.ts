/** The reference machine behind pipes, as any implementation is: the protocol in a few lines. */
import { createInterface } from "node:readline"
import { referenceImplementation } from "../../../src/conformance/vectors/reference.ts"

const reference = referenceImplementation()
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line)
  const answer =
    question.start === undefined
      ? await reference.event(question.event)
      : await reference.start(question.start)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
