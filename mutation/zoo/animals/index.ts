/** Every animal. Adding one to its list is all that it takes to have it tried. */
import type { Animal } from "../animal.ts"
import { answerAnimals } from "./answers.ts"
import { conditionAnimals } from "./conditions.ts"
import { connectionAnimals } from "./connections.ts"
import { fileAnimals } from "./files.ts"
import { framingAnimals } from "./framing.ts"
import { methodAnimals } from "./methods.ts"
import { nameAnimals } from "./names.ts"
import { nullServers } from "./null.ts"
import { spoilers } from "./octets.ts"
import { pipelined } from "./pipelining.ts"
import { rangeAnimals } from "./ranges.ts"
import { readingAnimals } from "./reading.ts"

export const animals: ReadonlyArray<Animal> = [
  ...nullServers,
  ...spoilers,
  ...connectionAnimals,
  ...pipelined,
  ...readingAnimals,
  ...framingAnimals,
  ...methodAnimals,
  ...nameAnimals,
  ...fileAnimals,
  ...conditionAnimals,
  ...rangeAnimals,
  ...answerAnimals
]
