/**
 * The laboratory: small servers of our own, each with one mistake, or built after one of the classical architectures.
 * Every one is known from inside, so what a fingerprint says of it from outside can be wrong or right.
 */
import {
  blockedInLookup,
  blockedInRead,
  type Expected,
  isolated,
  loops,
  pool,
  saturated,
  unbounded
} from "./expected.ts"

export const languages = ["node", "python", "c"] as const
export type Language = (typeof languages)[number]

/** What no hold of the disk can show, and what shows it instead. */
export interface Owed {
  readonly to: string
  readonly rule: "dispatcher/never-blocks"
  readonly why: string
}

export interface LaboratoryServer {
  /** The language, and the name of the file. */
  readonly id: string
  readonly language: Language
  /**
   * With the placeholders of a subject's command. `{folder}` is the folder of this catalogue, `{program}` what a
   * source in C was compiled to.
   */
  readonly command: ReadonlyArray<string>
  /** In one sentence; a server without one is sound. */
  readonly fault?: string
  /** The server that differs in nothing but the fault. */
  readonly twin?: string
  readonly expected: Expected
  readonly owed?: Owed
}

type Stated = Pick<LaboratoryServer, "fault" | "twin" | "expected" | "owed">

const commands: Readonly<Record<Language, (name: string) => ReadonlyArray<string>>> = {
  node: (name) => ["{node}", `{folder}/node/${name}.ts`, "{port}", "{root}"],
  // Without -B a folder of compiled modules is left beside the sources.
  python: (name) => ["python3", "-B", `{folder}/python/${name}.py`, "{port}", "{root}"],
  c: () => ["{program}", "{port}", "{root}"]
}

const inLanguage = (
  language: Language,
  servers: Readonly<Record<string, Stated & { readonly arguments?: ReadonlyArray<string> }>>
): ReadonlyArray<LaboratoryServer> =>
  Object.entries(servers).map(([name, { arguments: further = [], ...stated }]) => ({
    id: `${language}-${name}`,
    language,
    command: [...commands[language](name), ...further],
    ...stated
  }))

const inNode = inLanguage("node", {
  amted: {
    expected: isolated(4, "amted", "four threads of helpers, and contents are remembered")
  },
  amped: {
    expected: isolated(8, "amped", "eight processes of helpers, and contents are remembered")
  },
  "flash-style": {
    expected: isolated(8, "amped", "the dispatcher reads only what a helper has made warm")
  },
  "sync-read": {
    fault: "The handler itself opens and reads the file.",
    twin: "node-amted",
    expected: loops(1, "the only thread waits for the first operation that is held")
  },
  "stock-pool": {
    fault: "Every request, of a warm file too, reads by Node's pool of four threads.",
    twin: "node-amted",
    expected: saturated(4, "amted", "the loop never waits, but all four threads do")
  },
  "stat-only": {
    fault: "The loop looks each name up by itself before it asks a helper.",
    twin: "node-amted",
    expected: blockedInLookup(4, null, 1, "reads are helpers', the stat is the loop's")
  },
  "open-only": {
    fault: "The loop opens the file and gives a helper only the descriptor to read.",
    twin: "node-amted",
    expected: blockedInLookup(4, null, 1, "an open looks the name up, and it is the loop's")
  },
  "name-known-content-not": {
    fault: "A name that is remembered is taken for a warm file, and read on the loop.",
    twin: "node-amted",
    expected: blockedInRead("names are looked up by four threads, contents are read by the loop")
  },
  "warm-needs-helper": {
    fault: "Nothing is remembered, so each warm file needs a helper again.",
    twin: "node-amped",
    expected: saturated(4, "amped", "four processes of helpers, all of them held")
  },
  "queue-full-blocks": {
    fault: "When the queue of jobs is full, the loop waits for a place in it.",
    twin: "node-amted",
    expected: {
      ...isolated(4, "amted", "four jobs are held and eight wait: the thirteenth stops the loop"),
      read: 4,
      lookup: 4,
      malformedAtRead: "dead",
      malformedAtLookup: "dead",
      architecture: "partial-amped",
      rejectedFor: "dispatcher/never-blocks"
    }
  },
  "cluster-sync": {
    fault: "Each of two processes has a loop of its own, and reads on it.",
    twin: "node-amted",
    expected: loops(2, "the second loop goes on until it is given a cold file too")
  },
  "log-fsync": {
    fault: "The loop writes and syncs the access log before each answer.",
    twin: "node-amted",
    arguments: ["{scratch}/access.log"],
    expected: isolated(4, "amted", "the log is not among the files that can be held"),
    owed: {
      to: "amped trace",
      rule: "dispatcher/never-blocks",
      why: "a log is written, and the file system of a trial is mounted read-only"
    }
  }
})

const inPython = inLanguage("python", {
  "helped-loop": {
    expected: isolated(5, "amted", "five threads of helpers, and contents are remembered")
  },
  "executor-cached": {
    expected: isolated(6, "amted", "an executor of six threads, and contents are remembered")
  },
  "thread-per-connection": {
    fault: "Each connection costs a thread; there is no dispatcher at all.",
    twin: "python-helped-loop",
    expected: unbounded("thread-per-connection", "whoever waits is alone, only their number grows")
  },
  "process-per-connection": {
    fault: "Each connection costs a process; there is no dispatcher at all.",
    twin: "python-helped-loop",
    expected: unbounded("process-per-connection", "whoever waits is alone, only their number grows")
  },
  iterative: {
    fault: "One connection at a time is served, from its beginning to its end.",
    twin: "python-helped-loop",
    expected: pool(1, "iterative", "an incomplete request is enough to stop it")
  },
  "pre-forked": {
    fault: "Four processes serve, each one connection from its beginning to its end.",
    twin: "python-helped-loop",
    expected: pool(4, "pool-of-processes", "four connections that wait for anything stop it")
  },
  "select-loop": {
    fault: "The loop reads the files between two events.",
    twin: "python-helped-loop",
    expected: loops(1, "the only thread waits for the first operation that is held")
  },
  executor: {
    fault: "Every request, of a warm file too, reads by an executor of six threads.",
    twin: "python-executor-cached",
    expected: saturated(6, "amted", "the loop never waits, but all six threads do")
  },
  "slow-reader-blocks": {
    fault: "An answer is sent whole before the loop goes on, however slowly it is taken.",
    twin: "python-helped-loop",
    expected: isolated(5, "amted", "its clients in these sweeps take what they are sent"),
    owed: {
      to: "amped verify --case K-02",
      rule: "dispatcher/never-blocks",
      why: "it waits for a client, and no sweep has clients that leave answers lying"
    }
  }
})

const inC = inLanguage("c", {
  amped: {
    expected: isolated(6, "amped", "six processes of helpers, and contents are remembered")
  },
  "epoll-sendfile": {
    fault: "The loop opens the file and lets sendfile read it.",
    twin: "c-amped",
    expected: loops(1, "epoll is no help with files: sendfile waits for the disk")
  },
  "epoll-mapped": {
    fault: "The loop copies out of a mapped file, and a page fault reads it.",
    twin: "c-amped",
    expected: loops(1, "a page fault waits as a read does, though no system call shows it")
  },
  "pre-threaded": {
    fault: "Three threads serve, each one connection from its beginning to its end.",
    twin: "c-amped",
    expected: pool(3, "pool-of-threads", "three connections that wait for anything stop it")
  }
})

export const laboratory: ReadonlyArray<LaboratoryServer> = [...inNode, ...inPython, ...inC]
