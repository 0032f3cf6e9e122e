/* Allocations that do not come through a context's allocator: malloc and its kin stand here in front of the C library's
 * and look at who calls.
 *
 * Those that libaift, or a library that reads files for it, asks for can be made to fail. Not so those of libgomp,
 * oneDNN and OpenBLAS (docs/errors.md says why), of the C library and of the test.
 */
#ifndef AIFT_TESTS_ALLOCATIONS_H
#define AIFT_TESTS_ALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/* False in a build with a sanitizer, which has a malloc of its own: the others do nothing then. */
bool allocations_are_seen(void);

/* The nth of them from now on fails (1 is the next), and if `sticky` every one after it; 0: none. */
void allocations_fail(int64_t nth, bool sticky);
bool allocations_failed(void);  /* has one failed since? */
int64_t allocations_live(void); /* blocks that they hold */

/* Prints how many each library had fail. */
void allocations_print(void);

#endif
