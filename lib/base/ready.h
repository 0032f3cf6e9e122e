/* Waiting for a socket. */
#ifndef AIFT_LIB_BASE_READY_H
#define AIFT_LIB_BASE_READY_H

#include "base/base.h"

/* Waits until it can be read from (`to_write`: written to), or has failed, for so long at most. */
void aift__ready_wait(int socket, bool to_write, int milliseconds);

#endif
