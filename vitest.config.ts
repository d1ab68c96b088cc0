import { defineConfig } from "vitest/config"

// ./node_modules/.bin/vitest outside npm silently runs under whatever Node the machine has, and mostly works.
if (!process.versions.node.startsWith("24."))
  throw new Error(`run the tests through npm or npx: they need Node 24, this is ${process.version}`)

export default defineConfig({
  test: {
    include: ["properties/**/*.test.ts", "tests/**/*.test.ts"],
    setupFiles: ["./properties/setup.ts"],
    pool: "threads",
    maxWorkers: 2,
    // A limit against hanging, and no statement about speed: machines that run tests are busy.
    testTimeout: 20_000,
    coverage: { provider: "v8", include: ["src/**"], thresholds: { lines: 95, branches: 95 } }
  }
})
