/*
 * What the laboratory's servers in C share: reading a request, naming a file, the head of an answer. Connections know
 * nothing of files; each program says where contents come from.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES_MAX 16384

static const char bad_request[] =
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

struct received {
  char octets[HEAD_BYTES_MAX];
  size_t count;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listening(const char *port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(listener, 1024) != 0) fail("listen");
  // A client that goes away is seen by the write that fails.
  signal(SIGPIPE, SIG_IGN);
  return listener;
}

/* Plain names only: no dot in front, no escape, nothing that could lead out of the root. */
static int is_plain(const char *target) {
  for (const char *at = target; *at != '\0'; at++) {
    if (*at == '/' ? !isalnum((unsigned char)at[1]) && at[1] != '_' && at[1] != '-'
                   : !isalnum((unsigned char)*at) && strchr("._-", *at) == NULL)
      return 0;
  }
  return target[0] == '/';
}

/*
 * Takes the first request out and writes the path of what it asks for, which is empty where nothing can be there.
 * 1: taken. 2: taken, and the connection ends with the answer. 0: not complete. -1: no request, or none that will
 * ever be complete.
 */
static int take(struct received *received, const char *root, char file[PATH_MAX]) {
  char *octets = received->octets, *end = memmem(octets, received->count, "\r\n\r\n", 4);
  if (end == NULL) return received->count == HEAD_BYTES_MAX ? -1 : 0;
  end[0] = '\0';
  char *space = strncmp(octets, "GET /", 5) == 0 ? strchr(octets + 4, ' ') : NULL;
  if (space == NULL || strncmp(space, " HTTP/1.", 8) != 0) return -1;
  int is_last = space[8] == '0' || strcasestr(space, "\r\nConnection: close") != NULL;
  space[0] = '\0';
  int length = snprintf(file, PATH_MAX, "%s%s", root, octets + 4);
  if (length >= PATH_MAX || !is_plain(octets + 4)) file[0] = '\0';
  received->count -= (size_t)(end + 4 - octets);
  memmove(octets, end + 4, received->count);
  return is_last ? 2 : 1;
}

/* A plain file's descriptor and size; -1 where there is none. */
static int open_file(const char *file, size_t *size) {
  struct stat found;
  int opened = file[0] == '\0' ? -1 : open(file, O_RDONLY | O_CLOEXEC);
  if (opened < 0) return -1;
  if (fstat(opened, &found) == 0 && S_ISREG(found.st_mode)) {
    *size = (size_t)found.st_size;
    return opened;
  }
  close(opened);
  return -1;
}

/* What read(2) brings until the end, however it is cut. */
static inline size_t read_whole(int source, char *octets, size_t size) {
  size_t had = 0;
  for (ssize_t more; had < size && (more = read(source, octets + had, size - had)) > 0;)
    had += (size_t)more;
  return had;
}

static inline int write_whole(int target, const char *octets, size_t size) {
  size_t gone = 0;
  for (ssize_t more; gone < size && (more = write(target, octets + gone, size - gone)) > 0;)
    gone += (size_t)more;
  return gone == size;
}

static int head_of(char *head, size_t head_bytes_max, int is_there, size_t size) {
  return snprintf(head, head_bytes_max, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n",
                  is_there ? "200 OK" : "404 Not Found", is_there ? size : 0);
}
