/* A pool of three threads, made beforehand: each accepts, and stays with its connection to the end. */
#include "serving.h"
#include <pthread.h>

#define THREADS 3

static int listener;
static const char *root;

static int answer(int channel, const char *file) {
  char head[256];
  size_t size = 0;
  int source = open_file(file, &size);
  char *octets = malloc(size + 1);
  if (octets == NULL) fail("malloc");
  if (source >= 0) size = read_whole(source, octets, size);
  int head_bytes = head_of(head, sizeof head, source >= 0, size);
  int is_sent = write_whole(channel, head, (size_t)head_bytes) && write_whole(channel, octets, size);
  if (source >= 0) close(source);
  free(octets);
  return is_sent;
}

static void converse(int channel) {
  struct received received = {.count = 0};
  char file[PATH_MAX];
  for (;;) {
    int taken = take(&received, root, file);
    if (taken < 0) write_whole(channel, bad_request, sizeof bad_request - 1);
    if (taken < 0 || (taken > 0 && !answer(channel, file)) || taken == 2) return;
    if (taken > 0) continue;
    ssize_t count =
        read(channel, received.octets + received.count, HEAD_BYTES_MAX - received.count);
    if (count <= 0) return;
    received.count += (size_t)count;
  }
}

static void *work(void *nothing) {
  for (;;) {
    int channel = accept(listener, NULL, NULL);
    if (channel < 0) continue;
    converse(channel);
    close(channel);
  }
  return nothing;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  root = arguments[2];
  listener = listening(arguments[1]);
  for (int index = 1; index < THREADS; index++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) != 0) fail("pthread_create");
  }
  work(NULL);
}
