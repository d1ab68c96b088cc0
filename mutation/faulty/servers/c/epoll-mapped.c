/* SPED: the loop maps each file and copies from there. The disk is waited for in a page fault, in no system call. */
#include "looping.h"
#include <sys/mman.h>

#define PIECE_BYTES 16384

static void look(struct connection *connection, const char *file) {
  size_t size = 0;
  int source = open_file(file, &size);
  answer(connection, source >= 0, NULL, source, size);
}

static int send_more(struct connection *connection) {
  char piece[PIECE_BYTES];
  char *mapped = mmap(NULL, connection->size, PROT_READ, MAP_PRIVATE, connection->source, 0);
  int is_sent = mapped == MAP_FAILED ? -1 : 1;
  while (is_sent == 1 && connection->sent < connection->size) {
    size_t left = connection->size - connection->sent;
    size_t size = left < PIECE_BYTES ? left : PIECE_BYTES;
    memcpy(piece, mapped + connection->sent, size);
    ssize_t gone = write(connection->channel, piece, size);
    if (gone < 0)
      is_sent = errno == EAGAIN ? 0 : -1;
    else
      connection->sent += (size_t)gone;
  }
  if (mapped != MAP_FAILED) munmap(mapped, connection->size);
  return is_sent;
}

/* There is nothing else to watch. */
static void on_other(int ready) { (void)ready; }

int main(int count, char **arguments) {
  if (count != 3) return 2;
  begin(arguments[1], arguments[2]);
  run();
}
