/* SPED: the loop opens each file, and sendfile reads it there. */
#include "looping.h"
#include <sys/sendfile.h>

static void look(struct connection *connection, const char *file) {
  size_t size = 0;
  int source = open_file(file, &size);
  answer(connection, source >= 0, NULL, source, size);
}

static int send_more(struct connection *connection) {
  while (connection->sent < connection->size) {
    ssize_t gone = sendfile(connection->channel, connection->source, NULL,
                            connection->size - connection->sent);
    if (gone < 0 && errno == EAGAIN) return 0;
    if (gone <= 0) return -1;
    connection->sent += (size_t)gone;
  }
  return 1;
}

/* There is nothing else to watch. */
static void on_other(int ready) { (void)ready; }

int main(int count, char **arguments) {
  if (count != 3) return 2;
  begin(arguments[1], arguments[2]);
  run();
}
