/*
 * AMPED as guarded commands: one dispatcher, helpers that may wait, clients, pipes, two caches. It follows the
 * chapters of this specification and shares nothing with the code; `npm run formal` compares the two. Names in comments
 * such as find/locate are rules of the chapters.
 *
 * Every action is one atomic sequence that begins with its guard. A handler of the dispatcher contains the
 * statements that could wait (a page that is not in memory, a pipe or a queue that is full) as statements that
 * block: if one ever does, the sequence is left half-way with `handling` set, and the watcher sees it.
 *
 * The bounds are set by -D; README.md lists them.
 */
#ifndef CLIENTS
#define CLIENTS 1
#endif
#ifndef HELPERS
#define HELPERS 1
#endif
#ifndef FILES
#define FILES 1
#endif
#ifndef CHUNKS
#define CHUNKS 1
#endif
#ifndef REQUESTS
#define REQUESTS 1
#endif
#ifndef PIPELINED
#define PIPELINED 0
#endif
#ifndef RESERVE
#define RESERVE HELPERS
#endif
#ifndef QUEUE
#define QUEUE (CLIENTS * REQUESTS)
#endif
#ifndef ROOM
#define ROOM (FILES * CHUNKS)
#endif
#ifndef TRIES
#define TRIES 2
#endif
/* Bit w: the run may be in world w, where client c asks for file (w >> (c * REQUESTS + r)) & 1 in request r. */
#ifndef WORLDS
#define WORLDS 1
#endif
/* What may go wrong, and how often. */
#ifndef RESETS
#define RESETS 0
#endif
#ifndef STALLS
#define STALLS 0
#endif
#ifndef HALF_CLOSES
#define HALF_CLOSES 0
#endif
#ifndef DISK_ERRORS
#define DISK_ERRORS 0
#endif
#ifndef DEATHS
#define DEATHS 0
#endif
#ifndef HANGS
#define HANGS 0
#endif
#ifndef SPAWN_FAILURES
#define SPAWN_FAILURES 0
#endif
#ifndef DUPLICATES
#define DUPLICATES 0
#endif

/*
 * Variants. FOREVER: who is gone comes again as another client, and what may go wrong may do so without an end, so
 * that runs are infinite. TIME_ANY: time may pass at any moment. TIMERS: a connection has deadlines, too.
 * SMALL_BUFFER: the network holds one piece, so that a client that does not read stops its connection.
 * HELPERS_MAY_STOP, CLIENTS_MAY_STOP: no fairness is owed by them. BATCH: one dispatcher that takes all that is
 * ready and handles it before it looks again, instead of a process for each source.
 */
#ifdef FOREVER
#define SPEND(budget, number) skip
#else
#define SPEND(budget, number) budget = budget - (number)
#endif

/* Helpers that were given up and are not gone yet: beyond this bound none is spawned (helpers/bounded-pool). */
#ifndef HUNG_MAX
#define HUNG_MAX HANGS
#endif
#define SLOTS (HELPERS + HUNG_MAX)
#define PIECES (FILES * CHUNKS)
/* Jobs that are tried again are not counted by the bound of the queue, so it has room for them besides. */
#define QUEUE_ROOM (QUEUE + SLOTS)
#define NOBODY CLIENTS

/* Jobs: a number each. */
#define LOCATE(file) (file)
#define LOAD(file, part) (FILES + (file) * CHUNKS + (part))
#define IS_LOCATE(job) ((job) < FILES)
#define PIECE(job) ((job) - FILES)

/* A client. */
#define AWAY 0
#define HERE 1
#define OVER 2
/* Its connection, and what ends a direction of it. */
#define NO_LINK 0
#define BACKLOG 1
#define OPEN 2
#define CLOSED 3
#define NOT_YET 0
#define END 1
#define RESET 2
/* Where the dispatcher stands with it. */
#define UNKNOWN 0
#define READ 1
#define FIND 2
#define HEADER 3
#define SEND 4
#define LINGER 5
/* A helper, as it is and as the dispatcher sees it. */
#define GONE 0
#define STARTING 1
#define RUNNING 2
#define HUNG 3
#define DEAD 4
#define IDLE 2
#define BUSY 3
#define GIVEN_UP 4
/* What a handler goes on with. */
#define NOTHING 0
#define PARSE 1
#define NAME 2
#define CONTENT 3
#define ANSWER_FILE 4
#define ANSWER_ERROR 5

bool started;
byte world;

byte client[CLIENTS];
byte sent[CLIENTS];
bool took[CLIENTS];
bool ended[CLIENTS];
bool stalled[CLIENTS];
byte link[CLIENTS];
byte arrived[CLIENTS];
byte inward_end[CLIENTS];
bool unsent[CLIENTS];
bool outbound[CLIENTS];
byte outward_end[CLIENTS];

byte phase[CLIENTS];
byte held[CLIENTS];
byte answered[CLIENTS];
byte request[CLIENTS];
byte parts[CLIENTS];
bool failed[CLIENTS];
bool last[CLIENTS];
bool waits[CLIENTS];
bool peer_ended[CLIENTS];

byte worker[SLOTS];
bool killed[SLOTS];
byte inbox[SLOTS];
byte working[SLOTS];
byte says[SLOTS];
bool says_failed[SLOTS];
bool says_old[SLOTS];
byte says_next[SLOTS];
bool says_next_failed[SLOTS];

byte member[SLOTS];
bool proven[SLOTS];
byte job_owner[SLOTS];
byte job_what[SLOTS];
byte job_tries[SLOTS];
byte free[SLOTS];
byte freed;

byte queue_owner[QUEUE_ROOM];
byte queue_what[QUEUE_ROOM];
byte queue_tries[QUEUE_ROOM];
byte queued;
byte backlog[CLIENTS];
byte waiting;
bool known[FILES];
bool memory[PIECES];
bool paused;

byte stalls = STALLS;
byte resets = RESETS;
byte half_closes = HALF_CLOSES;
byte disk_errors = DISK_ERRORS;
byte deaths = DEATHS;
byte hangs = HANGS;
byte spawn_failures = SPAWN_FAILURES;
byte duplicates = DUPLICATES;

/* Scratch of a handler: all 0 between two. */
bool handling;
byte actor;
byte who;
byte what;
byte tries;
byte slot;
byte at;
byte count;
byte live;
byte beginning;
byte given_up;
byte ask;
byte heard;
bool heard_failed;
byte resumed;
bool more;
bool again;
bool timed_out;
bool not_started;
bool lost_busy;
bool keeps_still;
bool refused;

#if FILES == 1
#define ASKED(c, r) 0
#else
#define ASKED(c, r) ((world >> ((c) * REQUESTS + (r))) & 1)
#endif
#define FILE_OF(c) ASKED(c, request[c])

#ifdef PRINT
#include "print.pml"
#define BEFORE c_code { remember(); };
#define DONE(words) c_code { tell(words); }; actor = 0
#else
#define BEFORE
#define DONE(words) actor = 0
#endif
#define ENTER(number) actor = number; BEFORE handling = true
#define LEAVE(words) bounds_hold(); handling = false; DONE(words)

/* ---- What can happen: guards ---- */

#define can_connect(c) (started && client[c] == AWAY)
#define attentive(c) (client[c] == HERE && !stalled[c] && outward_end[c] != RESET)
#define can_take(c) (attentive(c) && outbound[c])
#define can_see_end(c) (attentive(c) && !outbound[c] && outward_end[c] == END)
#define can_see_reset(c) (client[c] == HERE && outward_end[c] == RESET)
#define answer_taken(c) (took[c] && !outbound[c] && !unsent[c])
#define can_send(c) (attentive(c) && !ended[c] && sent[c] < REQUESTS && (sent[c] == 0 || answer_taken(c)))
#define client_moves(c) (can_connect(c) || can_take(c) || can_see_end(c) || can_see_reset(c) || can_send(c))

#define ready_to_accept (waiting > 0)
/* One read is outstanding from accept to close, except after the peer's end (read/held-bytes-bounded). */
#define reads(c) (link[c] == OPEN && phase[c] != UNKNOWN && !peer_ended[c])
#define ready_to_receive(c) (reads(c) && arrived[c] > 0)
#define ready_to_end(c) (reads(c) && arrived[c] == 0 && inward_end[c] == END)
#define ready_to_reset(c) (link[c] == OPEN && inward_end[c] == RESET)
#ifdef SMALL_BUFFER
#define ready_to_write(c) (link[c] == OPEN && unsent[c] && !outbound[c])
#else
#define ready_to_write(c) (link[c] == OPEN && unsent[c])
#endif
#define connection_ready(c) (ready_to_receive(c) || ready_to_end(c) || ready_to_reset(c) || ready_to_write(c))

#define can_start(s) (worker[s] == STARTING)
#define can_work(s) (worker[s] == RUNNING && !killed[s] && working[s] > 0)
#define can_pick(s) (worker[s] == RUNNING && !killed[s] && working[s] == 0 && inbox[s] > 0)
#define ready_to_notify(s) (!killed[s] && says[s] > 0)
#define ready_to_lose(s) (killed[s] || (worker[s] == DEAD && says[s] == 0))
#define helper_moves(s) (can_start(s) || can_work(s) || can_pick(s) || ready_to_notify(s) || ready_to_lose(s))

#define connected_moves(c) (client_moves(c) || connection_ready(c))
#if CLIENTS == 1
#define network_moves (ready_to_accept || connected_moves(0))
#elif CLIENTS == 2
#define network_moves (ready_to_accept || connected_moves(0) || connected_moves(1))
#else
#define network_moves (ready_to_accept || connected_moves(0) || connected_moves(1) || connected_moves(2))
#endif
#if CLIENTS == 1
#define connections_ready connection_ready(0)
#elif CLIENTS == 2
#define connections_ready (connection_ready(0) || connection_ready(1))
#else
#define connections_ready (connection_ready(0) || connection_ready(1) || connection_ready(2))
#endif
#if SLOTS == 1
#define helpers_ready helper_ready(0)
#elif SLOTS == 2
#define helpers_ready (helper_ready(0) || helper_ready(1))
#else
#define helpers_ready (helper_ready(0) || helper_ready(1) || helper_ready(2))
#endif
#if SLOTS == 1
#define helpers_move helper_moves(0)
#elif SLOTS == 2
#define helpers_move (helper_moves(0) || helper_moves(1))
#elif SLOTS == 3
#define helpers_move (helper_moves(0) || helper_moves(1) || helper_moves(2))
#else
#define helpers_move (helper_moves(0) || helper_moves(1) || helper_moves(2) || helper_moves(3))
#endif
/* In the compared runs time passes only where nothing else but a fault can happen; otherwise at any time. */
#ifdef TIME_ANY
#define time_may_pass true
#else
#define time_may_pass (!network_moves && !helpers_move)
#endif
#define dispatcher_has_work (ready_to_accept || connections_ready || helpers_ready || due_to_spawn)
#define due_to_spawn (paused && time_may_pass)
#define hung(s) (member[s] == BUSY && worker[s] == HUNG)
#if HANGS == 0
#define some_deadline false
#elif SLOTS == 2
#define some_deadline (hung(0) || hung(1))
#elif SLOTS == 3
#define some_deadline (hung(0) || hung(1) || hung(2))
#else
#define some_deadline (hung(0) || hung(1) || hung(2) || hung(3))
#endif
/*
 * In the compared runs a pause is shorter than any other deadline, and a job's is shorter than a connection's;
 * with PATIENT_JOBS it is the other way about.
 */
#if CLIENTS == 1
#define connections_left (phase[0] != UNKNOWN)
#elif CLIENTS == 2
#define connections_left (phase[0] != UNKNOWN || phase[1] != UNKNOWN)
#else
#define connections_left (phase[0] != UNKNOWN || phase[1] != UNKNOWN || phase[2] != UNKNOWN)
#endif
#ifdef TIME_ANY
#define job_is_first true
#define connection_is_first true
#else
#ifdef PATIENT_JOBS
#define job_is_first (!paused && !connections_left)
#define connection_is_first (!paused)
#else
#define job_is_first (!paused)
#define connection_is_first (!paused && !some_deadline)
#endif
#endif
#define due_to_give_up(s) (HANGS > 0 && member[s] == BUSY && time_may_pass && job_is_first)
#define due_to_close(c) (phase[c] != UNKNOWN && time_may_pass && connection_is_first)

/* ---- The pool (helpers.md) ---- */

inline leave_free(s) {
  /* Out of the order of the idle. */
  at = 0;
  do
  :: at < freed && free[at] != s -> at++
  :: else -> break
  od;
  do
  :: at + 1 < freed -> free[at] = free[at + 1]; at++
  :: else -> break
  od;
  freed--;
  free[freed] = 0;
  at = 0
}

inline join_free(s) {
  /* Behind all others that are idle. */
  member[s] = IDLE;
  free[freed] = s;
  freed++
}

inline clear_job(s) {
  job_owner[s] = 0;
  job_what[s] = 0;
  job_tries[s] = 0
}

inline clear_member(s) {
  member[s] = GONE;
  proven[s] = false;
  clear_job(s);
  worker[s] = GONE;
  killed[s] = false;
  inbox[s] = 0;
  working[s] = 0;
  says[s] = 0;
  says_failed[s] = false;
  says_old[s] = false;
  says_next[s] = 0;
  says_next_failed[s] = false
}

inline take_from_queue(from) {
  at = from;
  do
  :: at + 1 < queued ->
    queue_owner[at] = queue_owner[at + 1];
    queue_what[at] = queue_what[at + 1];
    queue_tries[at] = queue_tries[at + 1];
    at++
  :: else -> break
  od;
  queued--;
  queue_owner[queued] = 0;
  queue_what[queued] = 0;
  queue_tries[queued] = 0;
  at = 0
}

/* helpers/submit, helpers/one-job: a job goes to the helper that has been free longest. */
inline submit() {
  slot = free[0];
  leave_free(slot);
  member[slot] = BUSY;
  job_owner[slot] = queue_owner[0];
  job_what[slot] = queue_what[0];
  job_tries[slot] = queue_tries[0];
  take_from_queue(0);
  write_pipe(slot, job_what[slot])
}

/* Waits while the pipe is full; a pipe without a reader takes anything, and nothing comes of it. */
inline write_pipe(s, job) {
  if
  :: worker[s] == DEAD || killed[s] -> skip
  :: else ->
    inbox[s] == 0;
    inbox[s] = job + 1
  fi
}

inline count_members() {
  at = 0;
  do
  :: at < SLOTS ->
    live = live + (member[at] == STARTING || member[at] == IDLE || member[at] == BUSY);
    beginning = beginning + (member[at] == STARTING);
    given_up = given_up + (member[at] == GIVEN_UP);
    at++
  :: else -> break
  od;
  at = 0
}

/* helpers/spawn: `more` when one more is wanted. */
inline wanted() {
  count_members();
  more = (!paused && given_up <= HUNG_MAX && live < HELPERS
    && (live < RESERVE || (beginning < queued && beginning < HELPERS)));
  live = 0;
  beginning = 0;
  given_up = 0
}

/* helpers/submit, then helpers/spawn: after every change of the pool. */
inline settle() {
  do
  :: freed > 0 && queued > 0 -> submit()
  :: else -> break
  od;
#ifdef FAULT_BLOCKING_PIPE
  /* What waits is written to a busy helper's pipe as well. */
  if
  :: queued > 0 && member[0] == BUSY -> write_pipe(0, queue_what[0])
  :: else -> skip
  fi;
#endif
  wanted();
  do
  :: more ->
    slot = 0;
    do
    :: member[slot] != GONE -> slot++
    :: else -> break
    od;
    member[slot] = STARTING;
    worker[slot] = STARTING;
    wanted()
  :: else -> break
  od;
  slot = 0
}

/* helpers/queue, helpers/overload: the job `what` for `who`; `refused` when the queue is full. */
inline enqueue() {
#ifdef FAULT_NO_OVERLOAD
  refused = false;
#else
  refused = (freed == 0 && queued >= QUEUE);
#endif
  if
  :: refused -> skip
  :: else ->
    queued < QUEUE_ROOM;
    queue_owner[queued] = who;
    queue_what[queued] = what;
    queue_tries[queued] = TRIES - 1;
    queued++;
    settle()
  fi
}

/* helpers/lost-retry: before all that wait. */
inline put_first() {
  queued < QUEUE_ROOM;
  at = queued;
  do
  :: at > 0 ->
    queue_owner[at] = queue_owner[at - 1];
    queue_what[at] = queue_what[at - 1];
    queue_tries[at] = queue_tries[at - 1];
    at--
  :: else -> break
  od;
  queue_owner[0] = who;
  queue_what[0] = what;
  queue_tries[0] = tries;
  queued++
}

/* faults/peer-reset. Nobody waits any more: what is queued is taken out, what runs is left to end. */
inline withdraw(c) {
#ifdef FAULT_NOT_WITHDRAWN
  skip;
#else
  at = 0;
  do
  :: at < queued && queue_owner[at] != c -> at++
  :: else -> break
  od;
  if
  :: at < queued -> slot = at; take_from_queue(slot)
  :: else -> skip
  fi;
#endif
  at = 0;
  do
#ifndef FAULT_NOT_DISOWNED
  :: at < SLOTS && member[at] == BUSY && job_owner[at] == c -> job_owner[at] = NOBODY; at++
#endif
  :: at < SLOTS && !(member[at] == BUSY && job_owner[at] == c) -> at++
  :: else -> break
  od;
  at = 0;
  slot = 0
}

/* ---- A connection ---- */

inline forget_exchange(c) {
  request[c] = 0;
  parts[c] = 0;
  failed[c] = false;
  last[c] = false;
  waits[c] = false
}

/* Everything held for it is given up. What is on its way to the client stays unless the end is a reset. */
inline close_connection(c, how) {
  link[c] = CLOSED;
  arrived[c] = 0;
  inward_end[c] = NOT_YET;
  unsent[c] = false;
  outbound[c] = (how == RESET -> false : outbound[c]);
  outward_end[c] = how;
  phase[c] = UNKNOWN;
  held[c] = 0;
  answered[c] = 0;
  peer_ended[c] = false;
  forget_exchange(c);
  be_gone(c)
}

inline be_gone(c) {
  if
  :: client[c] == OVER && link[c] == CLOSED ->
    outbound[c] = false;
    outward_end[c] = NOT_YET
  :: else -> skip
  fi
}

/* send/linger, or the end when the peer has ended already. */
inline linger(c) {
  if
  :: peer_ended[c] -> close_connection(c, END)
  :: else ->
    phase[c] = LINGER;
    outward_end[c] = END;
    held[c] = 0;
    answered[c] = 0;
    forget_exchange(c)
  fi
}

/* The head leaves, with the first part of the body. */
inline hand_over(c) {
  if
  :: failed[c] -> skip
  :: else ->
    /* The page is touched here: caches/unknown-goes-to-helper. */
    memory[FILE_OF(c) * CHUNKS + parts[c]];
    parts[c]++
  fi;
  unsent[c] = true;
  waits[c] = false
}

inline begin_send(c, error) {
  failed[c] = error;
  last[c] = (request[c] == REQUESTS - 1 || (peer_ended[c] && held[c] == 0));
  phase[c] = SEND;
  hand_over(c)
}

/* send/failed: the head is out, so no error can be told any more. */
inline fail(c) {
  if
  :: phase[c] == SEND -> close_connection(c, RESET)
  :: else -> begin_send(c, true)
  fi
}

/* The request at hand goes on until something has to be waited for. */
inline go_on(c) {
  do
  :: ask == PARSE ->
    /* read/complete */
#ifdef FAULT_LAST_FIRST
    request[c] = answered[c] + held[c] - 1;
#else
    request[c] = answered[c];
#endif
    held[c]--;
    ask = NAME
  :: ask == NAME ->
    if
    :: known[FILE_OF(c)] -> ask = CONTENT  /* find/warm */
    :: else ->
      /* find/locate, find/overload */
      who = c;
      what = LOCATE(FILE_OF(c));
      enqueue();
      ask = (refused -> ANSWER_ERROR : NOTHING);
      phase[c] = FIND
    fi
  :: ask == CONTENT ->
    what = LOAD(FILE_OF(c), parts[c]);
    if
#ifndef FAULT_ASKS_ALWAYS
    :: memory[PIECE(what)] -> ask = ANSWER_FILE  /* caches/resident */
#endif
#ifdef FAULT_BLOCKING_READ
    :: else -> ask = ANSWER_FILE
#else
    :: else ->
      /* header/load, send/load; header/overload, and send/failed where the head is out */
      who = c;
      enqueue();
      ask = (refused -> ANSWER_ERROR : NOTHING);
      if
      :: phase[c] == SEND -> waits[c] = true
      :: else -> phase[c] = HEADER
      fi
#endif
    fi
  :: ask == ANSWER_FILE ->
    ask = NOTHING;
    if
    :: phase[c] == SEND -> hand_over(c)  /* send/slice */
    :: else -> begin_send(c, false)  /* send/first */
    fi
  :: ask == ANSWER_ERROR -> ask = NOTHING; fail(c)
  :: else -> break
  od;
  refused = false;
  who = 0;
  what = 0
}

/* ---- Handlers: one event each, to completion ---- */

/* What a connection waits for a helper to do. */
#define wants_job(c) (phase[c] == FIND || phase[c] == HEADER || (phase[c] == SEND && waits[c]))

/* P5: the queue is bounded, and a job in it has somebody waiting. P3, P9: see below. */
inline bounds_hold() {
  assert(queued <= QUEUE + HELPERS);
  at = 0;
  do
  :: at < queued -> assert(wants_job(queue_owner[at])); at++
  :: else -> break
  od;
  who = 0;
  do
  :: who < CLIENTS ->
    count = 0;
    at = 0;
    do
    :: at < queued -> count = count + (queue_owner[at] == who); at++
    :: else -> break
    od;
    at = 0;
    do
    :: at < SLOTS -> count = count + (member[at] == BUSY && job_owner[at] == who); at++
    :: else -> break
    od;
    /* P3: no job is for a request that does not wait for it. P9: nobody waits without a job. */
    assert(count <= wants_job(who));
    assert(count >= wants_job(who));
    who++
  :: else -> break
  od;
  who = 0;
  at = 0;
  count = 0
}

/* accept/admit */
inline on_accept() {
  ENTER(backlog[0]);
  at = 0;
  do
  :: at + 1 < waiting -> backlog[at] = backlog[at + 1]; at++
  :: else -> break
  od;
  waiting--;
  backlog[waiting] = 0;
  link[actor] = OPEN;
  phase[actor] = READ;
  LEAVE("connection %d is accepted")
}

inline on_receive(c) {
  ENTER(c);
  held[actor] = held[actor] + arrived[actor];
  arrived[actor] = 0;
  if
  :: phase[actor] == READ -> ask = PARSE; go_on(actor)
  :: else -> skip  /* read/pipelined */
  fi;
  LEAVE("connection %d receives")
}

/* read/peer-ended, send/linger-end, faults/peer-ended */
inline on_end(c) {
  ENTER(c);
  peer_ended[actor] = true;
  if
  :: phase[actor] == READ || phase[actor] == LINGER -> close_connection(actor, END)
  :: else -> skip
  fi;
  LEAVE("connection %d sees the end")
}

/* faults/peer-reset */
inline on_reset(c) {
  ENTER(c);
  withdraw(actor);
  close_connection(actor, RESET);
  LEAVE("connection %d sees a reset")
}

/* Bytes that are on their way out are in memory because the cache holds them or the send does (caches/evict). */
#ifdef FAULT_NOT_PINNED
#define in_memory(c) (failed[c] || memory[FILE_OF(c) * CHUNKS + parts[c] - 1])
#else
#define in_memory(c) (failed[c] || memory[FILE_OF(c) * CHUNKS + parts[c] - 1] || unsent[c])
#endif

inline on_write(c) {
  ENTER(c);
  in_memory(actor);
  unsent[actor] = false;
  if
  :: client[actor] == OVER -> inward_end[actor] = RESET
  :: else -> outbound[actor] = true
  fi;
  if
  :: failed[actor] || parts[actor] == CHUNKS ->
    /* P6 */
    assert(request[actor] == answered[actor]);
    if
    :: last[actor] -> linger(actor)  /* send/last */
    :: else ->
      /* send/complete */
      answered[actor]++;
      forget_exchange(actor);
      phase[actor] = READ;
      if
      :: held[actor] > 0 -> ask = PARSE
      :: held[actor] == 0 && peer_ended[actor] -> close_connection(actor, END)
      :: else -> skip
      fi
    fi
  :: else ->
#ifndef FAULT_NOT_RESUMED
    ask = CONTENT
#endif
  fi;
  go_on(actor);
  LEAVE("connection %d writes")
}

/* helpers/ready */
inline on_ready(s) {
  ENTER(s);
  worker[actor] = RUNNING;
  join_free(actor);
  settle();
  LEAVE("helper %d is ready")
}

inline pop_notification(s) {
  if
  :: again -> says_old[s] = true
  :: else ->
    says[s] = says_next[s];
    says_failed[s] = says_next_failed[s];
    says_next[s] = 0;
    says_next_failed[s] = false;
    says_old[s] = false
  fi
}

/* Content comes into the cache, and drives out what it must. There is room for one piece, or for all. */
inline learn_content(piece) {
  at = 0;
  do
  :: at < PIECES -> memory[at] = (at == piece || (memory[at] && ROOM == PIECES)); at++
  :: else -> break
  od;
  at = 0
}

/* helpers/notified, helpers/unclaimed, helpers/late-notification */
inline on_notification(s) {
  ENTER(s);
  heard = says[actor] - 1;
  heard_failed = says_failed[actor];
#ifdef FAULT_NO_TICKET
  refused = (member[actor] != BUSY);
#else
  refused = (member[actor] != BUSY || says_old[actor]);
#endif
  /* P3: what is believed is about the job at hand. */
  assert(refused || (!says_old[actor] && heard == job_what[actor]));
  pop_notification(actor);
  SPEND(duplicates, again);
#ifdef FAULT_LOST_WAKE_UP
  refused = (refused || queued > 0);
#endif
  if
  :: refused -> refused = false
  :: else ->
    who = job_owner[actor];
    what = heard;
    proven[actor] = true;
    clear_job(actor);
    join_free(actor);
    settle();
    if
    :: heard_failed -> skip
    :: !heard_failed && IS_LOCATE(what) -> known[what] = true
    :: else -> learn_content(PIECE(what))
    fi;
    if
    :: who == NOBODY -> skip
    :: else ->
      /* P3: the request that waits is the one that asked. */
      assert(IS_LOCATE(what) -> phase[who] == FIND : phase[who] == HEADER || phase[who] == SEND);
      assert(what == (IS_LOCATE(what) -> LOCATE(FILE_OF(who)) : LOAD(FILE_OF(who), parts[who])));
      ask = (heard_failed -> ANSWER_ERROR : (IS_LOCATE(what) -> CONTENT : ANSWER_FILE));
      resumed = who;
      go_on(resumed);
      resumed = 0
    fi
  fi;
  heard = 0;
  heard_failed = false;
  who = 0;
  what = 0;
  if
  :: again -> again = false; LEAVE("helper %d notifies, and will again")
  :: else -> LEAVE("helper %d notifies")
  fi
}

/* helpers/lost-retry, helpers/lost-fail: the job `what` of `who`, which has `tries` left. */
inline try_again() {
  if
#ifdef FAULT_NOT_RETRIED
  :: true -> settle()
#else
  :: who == NOBODY -> settle()
  :: who != NOBODY && tries == 0 ->
    settle();
    resumed = who;
    fail(resumed);
    resumed = 0
  :: else ->
#ifndef FAULT_TRIED_FOR_EVER
    tries--;
#endif
    put_first();
    settle()
#endif
  fi
}

/*
 * helpers/lost, helpers/hung, helpers/spawn-failed: the helper is gone, failed to start, or ran out of time. After
 * a helper that never answered nothing is spawned for a while; who was idle or starting then changes nothing else.
 */
inline on_loss(s) {
  ENTER(s);
  timed_out = (!ready_to_lose(actor) && member[actor] == BUSY);
  not_started = (worker[actor] == STARTING);
  who = job_owner[actor];
  what = job_what[actor];
  tries = job_tries[actor];
  lost_busy = (member[actor] == BUSY);
  paused = (paused || member[actor] == STARTING
    || ((member[actor] == IDLE || (lost_busy && !timed_out)) && !proven[actor]));
  keeps_still = (member[actor] != BUSY && member[actor] != GIVEN_UP && !proven[actor]);
  SPEND(spawn_failures, not_started);
  if
  :: member[actor] == IDLE -> leave_free(actor)
  :: else -> skip
  fi;
  if
  :: timed_out -> give_up(actor)
  :: else -> clear_member(actor)
  fi;
  if
  :: lost_busy -> try_again()
  :: !lost_busy && !keeps_still -> settle()
  :: else -> skip
  fi;
  who = 0;
  what = 0;
  tries = 0;
  lost_busy = false;
  keeps_still = false;
  if
  :: timed_out -> timed_out = false; LEAVE("time to job of helper %d")
  :: not_started -> not_started = false; LEAVE("helper %d fails to start")
  :: else -> LEAVE("helper %d is lost")
  fi
}

/* helpers/deadline: killed, and no longer one of the pool. */
inline give_up(s) {
  clear_job(s);
  member[s] = GIVEN_UP;
  proven[s] = false;
  killed[s] = true;
  inbox[s] = 0
}

/* helpers/spawn-again */
inline on_spawn_time() {
  ENTER(0);
#ifndef FAULT_PAUSED_FOR_EVER
  paused = false;
#endif
  settle();
  LEAVE("time to spawn")
}

/* read/idle-timeout, find/timeout, header/timeout, send/stalled, send/linger-end: no peer or helper is trusted. */
inline on_connection_time(c) {
  ENTER(c);
  if
  :: phase[actor] == READ -> linger(actor)
  :: phase[actor] == LINGER -> close_connection(actor, END)
  :: else -> withdraw(actor); fail(actor)
  fi;
  LEAVE("time to connection %d")
}

/* ---- Clients ---- */

inline connect(c) {
  actor = c;
  BEFORE
  client[actor] = HERE;
  link[actor] = BACKLOG;
  backlog[waiting] = actor;
  waiting++;
  DONE("client %d connects")
}

inline send_requests(c) {
  actor = c;
  BEFORE
  took[actor] = false;
  count = (PIPELINED -> REQUESTS : 1);
  sent[actor] = sent[actor] + count;
  if
  :: link[actor] == CLOSED -> outbound[actor] = false; outward_end[actor] = RESET
  :: else -> arrived[actor] = arrived[actor] + count
  fi;
  count = 0;
  DONE("client %d sends")
}

inline take(c) {
  actor = c;
  BEFORE
  outbound[actor] = false;
  took[actor] = true;
  DONE("client %d takes")
}

inline be_over(c, how) {
  client[c] = OVER;
  sent[c] = 0;
  took[c] = false;
  ended[c] = false;
  stalled[c] = false;
  if
  :: link[c] == CLOSED -> skip
  :: link[c] != CLOSED && how == RESET -> inward_end[c] = RESET; outbound[c] = false
  :: else -> inward_end[c] = (inward_end[c] == NOT_YET -> END : inward_end[c])
  fi;
  be_gone(c)
}

inline see_end(c) {
  actor = c;
  BEFORE
  be_over(actor, END);
  DONE("client %d sees the end")
}

inline see_reset(c) {
  actor = c;
  BEFORE
  be_over(actor, END);
  DONE("client %d sees a reset")
}

/* Another client, with a connection of its own. */
inline come_again(c) {
  actor = c;
  BEFORE
  client[actor] = AWAY;
  link[actor] = NO_LINK;
  DONE("client %d is another")
}

inline half_close(c) {
  actor = c;
  BEFORE
  SPEND(half_closes, 1);
  ended[actor] = true;
  inward_end[actor] = (link[actor] == CLOSED -> NOT_YET : END);
  DONE("client %d half-closes early")
}

/* It neither sends nor takes again. */
inline stall(c) {
  actor = c;
  BEFORE
  SPEND(stalls, 1);
  stalled[actor] = true;
  DONE("client %d stalls")
}

inline reset_early(c) {
  actor = c;
  BEFORE
  SPEND(resets, 1);
  be_over(actor, RESET);
  DONE("client %d resets early")
}

/* ---- Helpers ---- */

inline pick(s) {
  actor = s;
  BEFORE
  working[actor] = inbox[actor];
  inbox[actor] = 0;
  DONE("helper %d takes its job")
}

inline finish(s, error) {
  actor = s;
  BEFORE
  if
  :: says[actor] == 0 -> says[actor] = working[actor]; says_failed[actor] = error
  :: else -> says_next[actor] = working[actor]; says_next_failed[actor] = error
  fi;
  working[actor] = 0;
  SPEND(disk_errors, error)
}

inline die(s, unheard) {
  actor = s;
  BEFORE
  SPEND(deaths, 1);
  worker[actor] = DEAD;
  inbox[actor] = 0;
  working[actor] = 0;
  if
  :: unheard ->
    says[actor] = 0;
    says_failed[actor] = false;
    says_old[actor] = false;
    says_next[actor] = 0;
    says_next_failed[actor] = false
  :: else -> skip
  fi
}

inline hang(s) {
  actor = s;
  BEFORE
  SPEND(hangs, 1);
  worker[actor] = HUNG;
  DONE("helper %d hangs")
}

/* ---- Processes: one for each source of events ---- */

#define in_world(number) ((WORLDS >> (number)) & 1)

/* dispatcher/start */
active proctype start() {
  atomic {
    do
    :: (WORLDS >> (actor + 1)) > 0 -> actor++
    :: in_world(actor) -> break
    od;
    world = actor;
    BEFORE
    started = true;
    settle();
    DONE("the dispatcher starts in world %d")
  };
end:
  false
}

#define FIRST_CLIENT 1
#define me (_pid - FIRST_CLIENT)
#define attending(c) (client[c] == HERE && !stalled[c])
active [CLIENTS] proctype client_side() {
end:
  do
  :: atomic { can_connect(me) -> connect(me) }
  :: atomic { can_send(me) -> send_requests(me) }
  :: atomic { can_take(me) -> take(me) }
  :: atomic { can_see_end(me) -> see_end(me) }
  :: atomic { can_see_reset(me) -> see_reset(me) }
  :: atomic { attending(me) && !ended[me] && sent[me] < REQUESTS && half_closes > 0 -> half_close(me) }
  :: atomic { attending(me) && resets > 0 -> reset_early(me) }
  :: atomic { attending(me) && stalls > 0 -> stall(me) }
#ifdef FOREVER
  :: atomic { client[me] == OVER && link[me] == CLOSED -> come_again(me) }
#endif
#ifdef CLIENTS_MAY_STOP
  :: atomic { true -> skip }
#endif
  od
}
#undef me

#define FIRST_HELPER (FIRST_CLIENT + CLIENTS)
#define me (_pid - FIRST_HELPER)
#define mortal(s) ((worker[s] == RUNNING || worker[s] == HUNG) && !killed[s] && deaths > 0)
active [SLOTS] proctype helper_side() {
end:
  do
  :: atomic { can_pick(me) -> pick(me) }
  :: atomic { can_work(me) -> finish(me, false); DONE("helper %d is done") }
  :: atomic { can_work(me) && disk_errors > 0 -> finish(me, true); DONE("helper %d meets a disk error") }
  :: atomic { can_work(me) && hangs > 0 -> hang(me) }
  :: atomic { mortal(me) -> die(me, false); DONE("helper %d dies") }
  :: atomic { mortal(me) && says[me] > 0 -> die(me, true); DONE("helper %d dies with its notifications") }
#ifdef HELPERS_MAY_STOP
  :: atomic { true -> skip }
#endif
  od
}
#undef me

#define lost_or_late(me) (ready_to_lose(me) || (can_start(me) && spawn_failures > 0) || due_to_give_up(me))

inline notify(s) {
  if
  :: again = false
  :: duplicates > 0 -> again = true
  fi;
  on_notification(s)
}

#ifndef BATCH
#define FIRST_CONNECTION (FIRST_HELPER + SLOTS)
#define me (_pid - FIRST_CONNECTION)
active [CLIENTS] proctype connection_handlers() {
end:
  do
  :: atomic { ready_to_receive(me) -> on_receive(me) }
  :: atomic { ready_to_end(me) -> on_end(me) }
  :: atomic { ready_to_reset(me) -> on_reset(me) }
  :: atomic { ready_to_write(me) -> on_write(me) }
  od
}
#undef me

#define FIRST_CHANNEL (FIRST_CONNECTION + CLIENTS)
#define me (_pid - FIRST_CHANNEL)
active [SLOTS] proctype helper_handlers() {
end:
  do
  :: atomic { can_start(me) -> on_ready(me) }
  :: atomic { ready_to_notify(me) -> notify(me) }
  :: atomic { lost_or_late(me) -> on_loss(me) }
  od
}
#undef me

active proctype accept_handler() {
end:
  do
  :: atomic { ready_to_accept -> on_accept() }
  od
}

active proctype timer_handler() {
end:
  do
  :: atomic { due_to_spawn -> on_spawn_time() }
  od
}

#ifdef TIMERS
#define FIRST_DEADLINE (FIRST_CHANNEL + SLOTS + 2)
#define me (_pid - FIRST_DEADLINE)
active [CLIENTS] proctype deadlines() {
end:
  do
  :: atomic { due_to_close(me) -> on_connection_time(me) }
  od
}
#undef me
#endif
#else
/* Sources: 0 accepts, then the connections, then the helpers, then the pause. A set of them is a number of bits. */
#define SOURCES (CLIENTS + SLOTS + 2)
#define connection_of(source) ((source) - 1)
#define helper_of(source) ((source) - 1 - CLIENTS)
#define is_connection(source) ((source) >= 1 && (source) <= CLIENTS)
#define is_helper(source) ((source) > CLIENTS && (source) <= CLIENTS + SLOTS)
#define helper_ready(s) (can_start(s) || ready_to_notify(s) || ready_to_lose(s) || due_to_give_up(s))
#define is_ready(source) ( \
  ((source) == 0 && ready_to_accept) || \
  (is_connection(source) && connection_ready(connection_of(source))) || \
  (is_helper(source) && helper_ready(helper_of(source))) || \
  ((source) == SOURCES - 1 && due_to_spawn))
byte ready_set;
byte owed_set;
byte source;
byte served;

/* A source that is ready stays so until it is handled: nothing between two looks can take that away. */
inline handle() {
  served = source;
  source = 0;
  ready_set = ready_set & (255 - (1 << served));
  owed_set = owed_set & (255 - (1 << served));
  if
  :: served == 0 && ready_to_accept -> on_accept()
  :: is_connection(served) && ready_to_reset(connection_of(served)) -> on_reset(connection_of(served))
  :: is_connection(served) && ready_to_receive(connection_of(served)) -> on_receive(connection_of(served))
  :: is_connection(served) && ready_to_end(connection_of(served)) -> on_end(connection_of(served))
  :: is_connection(served) && ready_to_write(connection_of(served)) -> on_write(connection_of(served))
  :: is_helper(served) && can_start(helper_of(served)) -> on_ready(helper_of(served))
  :: is_helper(served) && ready_to_notify(helper_of(served)) -> notify(helper_of(served))
  :: is_helper(served) && lost_or_late(helper_of(served)) -> on_loss(helper_of(served))
  :: served == SOURCES - 1 && due_to_spawn -> on_spawn_time()
  :: else -> assert(is_ready(served))
  fi;
  served = 0
}

inline look() {
  source = 0;
  do
  :: source < SOURCES && is_ready(source) ->
    /* P4: what was ready at the last look was handled since, or is ready no more. */
    assert(!(owed_set & (1 << source)));
    ready_set = ready_set | (1 << source);
    source++
  :: source < SOURCES && !is_ready(source) -> source++
  :: else -> break
  od;
  source = 0;
  owed_set = ready_set
}

active proctype dispatcher() {
end:
  do
  :: atomic { ready_set == 0 && dispatcher_has_work -> look() }
#ifdef FAULT_UNFAIR
  /* Any one of what is ready, and then it looks again. */
  :: atomic { ready_set != 0 ->
    do
    :: (ready_set >> (source + 1)) > 0 -> source++
    :: (ready_set >> source) & 1 -> break
    od;
    owed_set = 0;
    handle();
    ready_set = 0
  }
#else
  :: atomic { ready_set != 0 ->
    do
    :: !((ready_set >> source) & 1) -> source++
    :: else -> break
    od;
    handle();
#ifdef FAULT_EARLY_LOOK
    ready_set = 0
#endif
  }
#endif
  od
}
#define at_select (ready_set == 0)
#endif

#ifdef WATCH
/*
 * P1: executable if and only if a handler was left half-way. P10: at rest everything is done: nobody waits, no
 * job is left, all are gone.
 */
#define finished(c) ((client[c] == OVER || stalled[c]) && link[c] == CLOSED)
#if CLIENTS == 1
#define all_finished finished(0)
#elif CLIENTS == 2
#define all_finished (finished(0) && finished(1))
#else
#define all_finished (finished(0) && finished(1) && finished(2))
#endif
#ifdef TIMERS
#define at_rest (!network_moves && !helpers_move && !paused && !some_deadline && !connections_left)
#else
#define at_rest (!network_moves && !helpers_move && !paused && !some_deadline)
#endif
active proctype watcher() {
end:
  do
  :: handling -> assert(!handling)
  :: started && !handling && at_rest && !all_finished ->
    assert(all_finished)
  od
}
#endif

#ifdef PROPERTY
/* The request of client WHO at hand: read in full, not yet answered in full. */
#ifndef WHO
#define WHO 0
#endif
#ifndef WHICH
#define WHICH 0
#endif
#define asked (phase[WHO] >= FIND && phase[WHO] <= SEND && request[WHO] == WHICH)
#define all_of(file) (memory[(file) * CHUNKS] && memory[(file) * CHUNKS + CHUNKS - 1])
#define warm (phase[WHO] == READ && arrived[WHO] > 0 && known[ASKED(WHO, 0)] && all_of(ASKED(WHO, 0)))
#define served_out (outbound[WHO] || client[WHO] == OVER)
#define orphaned (worker[0] == DEAD && member[0] == BUSY && job_owner[0] == WHO)
ltl completion { [] (asked -> <> !asked) }
ltl independence { [] (warm -> <> served_out) }
ltl recovery { [] (orphaned -> <> !orphaned) }
#ifdef BATCH
ltl returning { []<> at_select }
#endif
#endif
