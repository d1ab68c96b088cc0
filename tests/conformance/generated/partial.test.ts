import { expect, test } from "vitest"
import { judgeEvidence } from "../../../src/conformance/generated/oracle.ts"
import { answer, evidence, get, index, known } from "./answers.ts"

test("joined and sorted parts are a choice, others are wrong", () => {
  const boundary = "Content-Type: multipart/byteranges; boundary=b"
  const piece = (range: string, text: string) =>
    `--b\r\nContent-Range: bytes ${range}/12\r\n\r\n${text}\r\n`
  const parts = (...pieces: ReadonlyArray<string>) =>
    answer(206, `${pieces.join("")}--b--\r\n`, [boundary]) + index
  const judge = (found: string) =>
    judgeEvidence(evidence(get(["Range: bytes=6-7,0-1"]), found), known)
  expect(judge(parts(piece("6-7", "wo"), piece("0-1", "he")))).toEqual({
    verdict: "allowed",
    choices: []
  })
  expect(judge(parts(piece("0-1", "he"), piece("6-7", "wo")))).toMatchObject({ verdict: "allowed" })
  expect(judge(answer(206, "hello wo", ["Content-Range: bytes 0-7/12"]) + index)).toMatchObject({
    verdict: "allowed"
  })
  expect(judge(parts(piece("6-7", "wo")))).toMatchObject({ difference: "206 with other parts" })
  expect(judge(parts(piece("6-7", "wx"), piece("0-1", "he")))).toMatchObject({
    difference: "206 with other octets"
  })
})
