/*
 * AMPED as it should be: an epoll loop, six helper processes that read files, a pair of sockets to each, a queue of
 * jobs in front, and a memory of what was served.
 */
#include "looping.h"
#include <sys/prctl.h>

#define HELPERS 6
#define FILE_BYTES_MAX (1 << 20)

struct job {
  int channel;
  unsigned generation;
  char file[PATH_MAX];
  struct job *next;
};

struct done {
  int is_there;
  size_t size;
};

struct helper {
  int channel;
  struct job *job;
  /* What has come of its answer. */
  char octets[sizeof(struct done) + FILE_BYTES_MAX];
  size_t count;
};

struct known {
  char *file, *octets;
  struct done done;
  struct known *next;
};

static struct helper helpers[HELPERS];
static struct job *queue;
static struct known *all_known;

static void help(int channel) {
  static char octets[FILE_BYTES_MAX];
  struct job job;
  while (recv(channel, &job, sizeof job, MSG_WAITALL) == (ssize_t)sizeof job) {
    struct done done = {0, 0};
    int source = open_file(job.file, &done.size);
    done.is_there = source >= 0 && done.size <= FILE_BYTES_MAX;
    done.size = done.is_there ? read_whole(source, octets, done.size) : 0;
    if (source >= 0) close(source);
    write_whole(channel, (char *)&done, sizeof done);
    write_whole(channel, octets, done.size);
  }
  _exit(0);
}

/* A helper without a job reads, so a job always fits into its pair of sockets. */
static void give_jobs(void) {
  for (struct helper *helper = helpers; helper < helpers + HELPERS && queue != NULL; helper++) {
    if (helper->job != NULL) continue;
    helper->job = queue;
    queue = queue->next;
    if (write(helper->channel, helper->job, sizeof *helper->job) < 0) fail("write to a helper");
  }
}

static void look(struct connection *connection, const char *file) {
  for (struct known *known = all_known; known != NULL; known = known->next)
    if (strcmp(known->file, file) == 0)
      return answer(connection, known->done.is_there, known->octets, -1, known->done.size);
  // Nothing is read from it until it has its answer.
  watch(connection->channel, 0, EPOLL_CTL_MOD);
  struct job *job = calloc(1, sizeof *job), **last = &queue;
  if (job == NULL) fail("calloc");
  job->channel = connection->channel;
  job->generation = connection->generation;
  strcpy(job->file, file);
  while (*last != NULL) last = &(*last)->next;
  *last = job;
  give_jobs();
}

static int send_more(struct connection *connection) {
  while (connection->sent < connection->size) {
    ssize_t gone = write(connection->channel, connection->octets + connection->sent,
                         connection->size - connection->sent);
    if (gone < 0) return errno == EAGAIN ? 0 : -1;
    connection->sent += (size_t)gone;
  }
  return 1;
}

static struct known *remember(const struct helper *helper, struct done done) {
  struct known *known = malloc(sizeof *known);
  char *octets = malloc(done.size + 1), *file = strdup(helper->job->file);
  if (known == NULL || octets == NULL || file == NULL) fail("malloc");
  memcpy(octets, helper->octets + sizeof done, done.size);
  *known = (struct known){file, octets, done, all_known};
  return all_known = known;
}

static void on_other(int ready) {
  struct helper *helper = helpers;
  while (helper->channel != ready) helper++;
  ssize_t more = recv(ready, helper->octets + helper->count, sizeof helper->octets - helper->count,
                      MSG_DONTWAIT);
  if (more <= 0) fail("a helper ended");
  helper->count += (size_t)more;
  struct done done = {0, 0};
  if (helper->count < sizeof done) return;
  memcpy(&done, helper->octets, sizeof done);
  if (helper->count < sizeof done + done.size) return;
  struct known *known = remember(helper, done);
  struct job *job = helper->job;
  helper->job = NULL;
  helper->count = 0;
  struct connection *connection = connections[job->channel];
  if (connection->is_open && connection->generation == job->generation) {
    answer(connection, done.is_there, known->octets, -1, done.size);
    take_requests(connection);
  }
  free(job);
  give_jobs();
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  begin(arguments[1], arguments[2]);
  for (int index = 0; index < HELPERS; index++) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) fail("socketpair");
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(listener);
      help(pair[1]);
    }
    close(pair[1]);
    helpers[index].channel = pair[0];
    watch(pair[0], EPOLLIN, EPOLL_CTL_ADD);
  }
  run();
}
