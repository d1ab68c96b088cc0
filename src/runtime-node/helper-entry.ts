/** Where the helper program is: beside us, as a source or as a bundle. */
const self = import.meta.url

export const helperEntry: URL = self.endsWith(".ts")
  ? new URL("./helper/main.ts", self)
  : new URL("./helper.mjs", self)
