/** `npm run zoo`. */
import { writeFileSync } from "node:fs"
import { encodeRows, killsFile } from "./kills.ts"
import { measuredIds } from "./measure.ts"
import { measureAll } from "./run.ts"
const rows = await measureAll({
  ids: measuredIds,
  onRow: (row, millis) =>
    process.stderr.write(
      `${row.id.padEnd(28)} ${row.exitCode} ${String(row.rejectedBy.length).padStart(3)} unclear ${row.unclear} ${Math.round(millis)} ms  ${row.rejectedBy.slice(0, 9).join(" ")} ${row.diedOf ?? ""}\n`
    )
})
writeFileSync(killsFile, encodeRows(rows))
