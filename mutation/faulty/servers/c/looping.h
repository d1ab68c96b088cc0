/*
 * An epoll loop for many connections. A program says what is done with a request (`look`) and what is left to do when
 * the head is gone (`send_more`: 1 when all is sent, 0 when the client must take some first, -1 when it is gone).
 */
#include "serving.h"
#include <sys/epoll.h>

struct connection {
  int channel;
  /* Counts the connections that had this descriptor, so that a late answer finds the right one or none. */
  unsigned generation;
  int is_open, is_asked, is_last;
  struct received received;
  char head[256];
  size_t head_bytes, head_sent;
  /* The body: in memory, or in a file. */
  const char *octets;
  int source;
  size_t size, sent;
};

static void look(struct connection *connection, const char *file);
static int send_more(struct connection *connection);
/* A descriptor is ready that is no connection. */
static void on_other(int ready);

#define DESCRIPTORS_MAX 4096
static struct connection *connections[DESCRIPTORS_MAX];
static int loop, listener;
static const char *root;

static void watch(int descriptor, unsigned events, int operation) {
  struct epoll_event event = {.events = events, .data.fd = descriptor};
  if (epoll_ctl(loop, operation, descriptor, &event) != 0) fail("epoll_ctl");
}

static void hang_up(struct connection *connection) {
  if (connection->source >= 0) close(connection->source);
  close(connection->channel);
  connection->source = -1;
  connection->is_open = 0;
  connection->generation++;
}

static void flush(struct connection *connection) {
  while (connection->head_sent < connection->head_bytes) {
    ssize_t gone = write(connection->channel, connection->head + connection->head_sent,
                         connection->head_bytes - connection->head_sent);
    if (gone < 0 && errno == EAGAIN) return watch(connection->channel, EPOLLOUT, EPOLL_CTL_MOD);
    if (gone < 0) return hang_up(connection);
    connection->head_sent += (size_t)gone;
  }
  int is_sent = connection->sent == connection->size ? 1 : send_more(connection);
  if (is_sent == 0) return watch(connection->channel, EPOLLOUT, EPOLL_CTL_MOD);
  if (is_sent < 0 || connection->is_last) return hang_up(connection);
  if (connection->source >= 0) close(connection->source);
  connection->source = -1;
  connection->is_asked = 0;
  watch(connection->channel, EPOLLIN, EPOLL_CTL_MOD);
}

/* `octets` or `source`, whichever holds the body. */
static void answer(struct connection *connection, int is_there, const char *octets, int source,
                   size_t size) {
  connection->head_bytes =
      (size_t)head_of(connection->head, sizeof connection->head, is_there, size);
  connection->head_sent = connection->sent = 0;
  connection->octets = octets;
  connection->source = source;
  connection->size = is_there ? size : 0;
  flush(connection);
}

/* One request at a time: the next is looked at when the answer has been sent. */
static void take_requests(struct connection *connection) {
  char file[PATH_MAX];
  while (connection->is_open && !connection->is_asked) {
    int taken = take(&connection->received, root, file);
    if (taken == 0) return;
    connection->is_asked = 1;
    connection->is_last = taken != 1;
    if (taken > 0) {
      look(connection, file);
      continue;
    }
    connection->size = connection->sent = connection->head_sent = 0;
    connection->head_bytes = sizeof bad_request - 1;
    memcpy(connection->head, bad_request, sizeof bad_request);
    flush(connection);
  }
}

static void on_connection(void) {
  int channel = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (channel < 0) return;
  if (channel >= DESCRIPTORS_MAX) {
    close(channel);
    return;
  }
  struct connection *connection = connections[channel];
  if (connection == NULL) connection = connections[channel] = calloc(1, sizeof *connection);
  if (connection == NULL) fail("calloc");
  unsigned generation = connection->generation;
  *connection = (struct connection){.channel = channel, .generation = generation, .source = -1};
  connection->is_open = 1;
  watch(channel, EPOLLIN, EPOLL_CTL_ADD);
}

static void on_ready(struct connection *connection, unsigned events) {
  struct received *received = &connection->received;
  if (events & EPOLLOUT)
    flush(connection);
  else {
    ssize_t count = read(connection->channel, received->octets + received->count,
                         HEAD_BYTES_MAX - received->count);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return hang_up(connection);
    received->count += (size_t)count;
  }
  take_requests(connection);
}

static void begin(const char *port, const char *folder) {
  root = folder;
  listener = listening(port);
  fcntl(listener, F_SETFL, O_NONBLOCK);
  loop = epoll_create1(EPOLL_CLOEXEC);
  watch(listener, EPOLLIN, EPOLL_CTL_ADD);
}

static void run(void) {
  for (;;) {
    struct epoll_event events[64];
    int count = epoll_wait(loop, events, 64, -1);
    for (int index = 0; index < count; index++) {
      int ready = events[index].data.fd;
      struct connection *connection = connections[ready];
      if (ready == listener)
        on_connection();
      else if (connection == NULL)
        on_other(ready);
      else if (connection->is_open)
        on_ready(connection, events[index].events);
    }
  }
}
