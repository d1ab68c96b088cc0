import { configDefaults, defineConfig } from "vitest/config"

// Only the properties judge mutants: the tidy test would reject instrumented sources before the first
// mutant, and tests with real servers would cost minutes each.
export default defineConfig({
  test: {
    include: ["properties/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ".stryker/**"],
    setupFiles: ["./properties/setup.ts"],
    pool: "threads",
    maxWorkers: 2
  }
})
