/* Prints each transition that the checker takes: before, what happened, after. For the comparison with the code. */
c_code {
  static char earlier[8192];
  static char later[8192];
  static const char *ends[] = { "none", "end", "reset" };
  static const char *workers[] = { "gone", "starting", "running", "hung", "dead" };

  static char *add_job(char *text, int job) {
    if (job < FILES) return text + sprintf(text, "Locate %c", 'a' + job);
    job -= FILES;
    return text + sprintf(text, "Load %c%d", 'a' + job / CHUNKS, job % CHUNKS);
  }

  static char *add_work(char *text, int owner, int job, int tries) {
    text = add_job(text, job);
    if (owner == NOBODY) return text + sprintf(text, " for nobody tries %d", tries);
    return text + sprintf(text, " for %d tries %d", owner, tries);
  }

  static int file_asked(int c) {
    return FILES == 1 ? 0 : (now.world >> (c * REQUESTS + now.request[c])) & 1;
  }

  static char *add_served(char *text, int c) {
    int file = 'a' + file_asked(c);
    switch (now.phase[c]) {
      case UNKNOWN: return text + sprintf(text, "unknown");
      case READ: text += sprintf(text, "Read %d", now.answered[c]); break;
      case LINGER: text += sprintf(text, "Linger"); break;
      case FIND: text += sprintf(text, "Find %d %c", now.request[c], file); break;
      case HEADER: text += sprintf(text, "Header %d %c", now.request[c], file); break;
      case SEND:
        text += sprintf(text, "Send %d ", now.request[c]);
        if (now.failed[c]) text += sprintf(text, "error");
        else text += sprintf(text, "%c %d", file, now.parts[c]);
        text += sprintf(text, "%s%s", now.last[c] ? " last" : "", now.waits[c] ? " waits" : "");
    }
    return text + sprintf(text, "%s held %d", now.peer_ended[c] ? " ended" : " reads", now.held[c]);
  }

  static char *add_client(char *text, int c) {
    if (now.client[c] == AWAY) return text + sprintf(text, "client %d away | ", c);
    if (now.client[c] == OVER && now.link[c] == CLOSED) return text + sprintf(text, "client %d gone | ", c);
    text += sprintf(text, "client %d ", c);
    if (now.client[c] == OVER) text += sprintf(text, "over");
    else text += sprintf(text, "here sent %d%s%s%s", now.sent[c],
      now.took[c] ? " took" : "", now.ended[c] ? " ended" : "", now.stalled[c] ? " stalled" : "");
    if (now.link[c] == CLOSED) text += sprintf(text, ", closed");
    else text += sprintf(text, ", %s arrived %d then %s%s", now.link[c] == BACKLOG ? "backlog" : "open",
      now.arrived[c], ends[now.inward_end[c]], now.unsent[c] ? " unsent" : "");
    text += sprintf(text, "%s then %s, ", now.outbound[c] ? " outbound" : "", ends[now.outward_end[c]]);
    text = add_served(text, c);
    return text + sprintf(text, " | ");
  }

  static char *add_message(char *text, int s, const char *where, int job, int failed, int old) {
    if (job == 0) return text;
    text = add_job(text + sprintf(text, " %s ", where), job - 1);
    return text + sprintf(text, "%s%s", old || now.member[s] != BUSY ? " of old" : "", failed ? " failed" : "");
  }

  static char *add_helper(char *text, int s) {
    int turn;
    if (now.member[s] == GONE) return text;
    text += sprintf(text, " | helper %d:%s%s", s, workers[now.worker[s]], now.killed[s] ? " killed" : "");
    text = add_message(text, s, "inbox", now.inbox[s], 0, 0);
    text = add_message(text, s, "working", now.working[s], 0, 0);
    text = add_message(text, s, "says", now.says[s], now.says_failed[s], now.says_old[s]);
    text = add_message(text, s, "says", now.says_next[s], now.says_next_failed[s], 0);
    switch (now.member[s]) {
      case STARTING: text += sprintf(text, ", Starting timed"); break;
      case GIVEN_UP: text += sprintf(text, ", Hung"); break;
      case IDLE:
        for (turn = 0; turn < now.freed && now.free[turn] != s; turn++);
        text += sprintf(text, ", Idle%s turn %d", now.proven[s] ? " proven" : "", turn);
        break;
      case BUSY:
        text += sprintf(text, ", Busy%s ", now.proven[s] ? " proven" : "");
        text = add_work(text, now.job_owner[s], now.job_what[s], now.job_tries[s]);
        text += sprintf(text, " timed");
    }
    return text;
  }

  static char *add_left(char *text, const char *name, int left) {
    return left == 0 ? text : text + sprintf(text, " %s %d", name, left);
  }

  static void describe(char *text) {
    int i;
    if (!now.started) { sprintf(text, "not started"); return; }
    text += sprintf(text, "world %d | ", now.world);
    for (i = 0; i < CLIENTS; i++) text = add_client(text, i);
    text += sprintf(text, "queue");
    for (i = 0; i < now.queued; i++) {
      text = add_work(text + sprintf(text, " ("), now.queue_owner[i], now.queue_what[i], now.queue_tries[i]);
      text += sprintf(text, ")");
    }
    text += sprintf(text, " | names");
    for (i = 0; i < FILES; i++) if (now.known[i]) text += sprintf(text, " %c", 'a' + i);
    text += sprintf(text, " | memory");
    for (i = 0; i < PIECES; i++)
      if (now.memory[i]) text += sprintf(text, " %c%d", 'a' + i / CHUNKS, i % CHUNKS);
    text += sprintf(text, " | backlog");
    for (i = 0; i < now.waiting; i++) text += sprintf(text, " %d", now.backlog[i]);
    text += sprintf(text, " | spawning %s | left", now.paused ? "paused" : "allowed");
    text = add_left(text, "stall", now.stalls);
    text = add_left(text, "reset", now.resets);
    text = add_left(text, "halfClose", now.half_closes);
    text = add_left(text, "diskError", now.disk_errors);
    text = add_left(text, "helperDeath", now.deaths);
    text = add_left(text, "helperHang", now.hangs);
    text = add_left(text, "spawnFailure", now.spawn_failures);
    text = add_left(text, "duplicateNotification", now.duplicates);
    for (i = 0; i < SLOTS; i++) text = add_helper(text, i);
  }

  static void remember(void) { describe(earlier); }

  static void tell(const char *words) {
    describe(later);
    printf("@%s\t", earlier);
    printf(words, now.actor);
    printf("\t%s\n", later);
  }
}
