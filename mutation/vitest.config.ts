import { configDefaults, defineConfig } from "vitest/config"

// Properties and examples of the machine judge mutants. The tidy test would reject instrumented sources before
// the first mutant, and tests with real sockets would cost minutes each.
export default defineConfig({
  test: {
    include: ["properties/**/*.test.ts", "tests/state-machine/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ".stryker/**", "properties/runs/node.test.ts"],
    setupFiles: ["./properties/setup.ts"],
    pool: "threads",
    maxWorkers: 2
  }
})
