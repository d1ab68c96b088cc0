/** Node's own thread pool, four threads if nothing else is said, reads every file again for each request. */
import { readFile } from "node:fs/promises"
import { listen, missingIfNoFile } from "./serving.ts"

listen((file) => readFile(file).catch(missingIfNoFile))
