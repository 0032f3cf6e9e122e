/* Waiting for a socket, by the system's poll. */
#include <poll.h>

#include "base/ready.h"

void aift__ready_wait(int socket, bool to_write, int milliseconds)
{
    struct pollfd asked = {.fd = socket, .events = to_write ? POLLOUT : POLLIN};
    (void)poll(&asked, 1, milliseconds); /* a failure shows where it is read */
}
