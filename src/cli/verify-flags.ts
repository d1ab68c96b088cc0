/** What can be said to `amped verify`. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const several = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.atLeast(0))

const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

const count = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.optional)

export const verifyFlags = {
  url: text("url", "A server that already runs: http://localhost:8080, or unix:/run/a.sock"),
  root: text("root", "The empty folder that the server of --url serves: it is filled, and emptied"),
  host: text("host", "The loopback address for a command to listen on: ::1 for IPv6"),
  port: count("port", "Where the command will listen, if {port} can't tell it"),
  preset: text("preset", "A server as shipped: nginx, lighttpd, apache-event, caddy, node …"),
  profile: text("profile", "What the server declares about itself, and how it is started: a file"),
  expect: text("expect", "Known deviations: a file; none for no list at all"),
  updateExpect: toggle("update-expect", "Write what this run found into the file of --expect"),
  case: several("case", "Only cases whose id fits: R-08c, 'B-*'; may be repeated"),
  skip: several("skip", "No cases whose id fits: 'S-*'; may be repeated"),
  requirement: several("requirement", "Only cases of a rule or clause: rfc9112#section-3.2"),
  level: several("level", "Only cases of a level: MUST, SHOULD, MAY, security, operations, policy"),
  tag: several("tag", "Only cases with a tag or of a chapter: smuggling, range"),
  list: toggle("list", "List the chosen cases and run none"),
  explain: text("explain", "Show a case, with its clause, its reason and hints, and run none"),
  repeat: count("repeat", "Run each case so often, and tell how often it was kept"),
  seed: count("seed", "Of everything random: generated requests, cuts, the simulation"),
  jobs: count("jobs", "How many cases run at once; 2 if not given"),
  timeout: count("timeout", "Seconds for one case; what takes longer is not judged"),
  failFast: toggle("fail-fast", "End at the first verdict that nobody expected"),
  runs: count("runs", "Seeds to simulate, for the bundled server; 2000 if not given"),
  transcripts: toggle("transcripts", "With the bytes of each deviation"),
  json: toggle("json", "Print the result as JSON"),
  ndjson: text("ndjson", "Write each event of the run to this file as it happens"),
  html: text("html", "Write a page for the browser to this file"),
  junit: text("junit", "Write JUnit XML to this file"),
  tap: text("tap", "Write TAP 14 to this file; - is standard output"),
  markdown: text("markdown", "Write a summary in Markdown to this file"),
  github: toggle("github", "Print annotations for GitHub Actions"),
  wire: text("wire", "Write the octets of each verdict that is no pass to a file in this folder")
}

export const verifyCommand = Argument.String("command").pipe(
  Argument.withDescription(
    "After --: starts the server to verify; {port} and {root} are filled in"
  ),
  Argument.variadic()
)

type Success<Param> = Param extends Flag.Flag<infer Value> ? Value : never

export type VerifyGiven = {
  readonly [Name in keyof typeof verifyFlags]: Success<(typeof verifyFlags)[Name]>
} & { readonly command: ReadonlyArray<string> }
