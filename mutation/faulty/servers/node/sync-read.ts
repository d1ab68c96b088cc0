/** SPED: the handler itself opens and reads the file. */
import { listen, readNow } from "./serving.ts"

listen(readNow)
