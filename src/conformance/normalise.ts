/** Exchanges made comparable: what may differ between two answers to the same request is left out. */
import type { Exchange } from "./exchange.ts"
import { digest } from "./root.ts"

/** Date moves on by itself; everything else must be equal. */
const volatileFields = new Set(["date"])

export const comparable = (exchange: Exchange): string =>
  JSON.stringify({
    responses: exchange.responses.map((response) => ({
      status: response.status,
      fields: response.fields
        .filter(({ name }) => !volatileFields.has(name.toLowerCase()))
        .map(({ name, value }) => `${name.toLowerCase()}: ${value}`),
      body: digest(response.body),
      complete: response.complete
    })),
    leftoverBytes: exchange.leftoverBytes,
    ended: exchange.end !== "open"
  })
