/** What can be said to `npm run architectures`. */
import { parseArgs } from "node:util"

export interface Options {
  /** Of servers; all of them if none is named. */
  readonly ids: ReadonlyArray<string>
  /** How often each real server is fingerprinted. */
  readonly times: number
  /** Busy loops beside. */
  readonly load: number
  /** Where to keep the JSON of each fingerprint. */
  readonly folder: string | undefined
  /** Publish nothing; fail where something is wrong. */
  readonly isCheck: boolean
}

export const readOptions = (argv: ReadonlyArray<string>): Options => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      times: { type: "string", default: "1" },
      load: { type: "string", default: "0" },
      folder: { type: "string" },
      check: { type: "boolean", default: false }
    }
  })
  return {
    ids: positionals,
    times: Number(values.times),
    load: Number(values.load),
    folder: values.folder,
    isCheck: values.check
  }
}
