/** SPED twice: each of two processes has a loop of its own, and reads files on it. */
import cluster from "node:cluster"
import { listen, readNow } from "./serving.ts"

if (cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
} else listen(readNow)
