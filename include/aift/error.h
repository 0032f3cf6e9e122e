/* The parts of the message that goes with a failure, for programs that show or pass them on by themselves. */
#ifndef AIFT_ERROR_H
#define AIFT_ERROR_H

#include "aift/macros.h"

/** A part of aift_last_error(): "mails.csv: line 7: label is 3: expected a text" has the first five. */
typedef enum aift_error_part {
    AIFT_ERROR_PLACE = 0,    /**< the file, or else the operator or object, that it is about: "mails.csv" */
    AIFT_ERROR_LINE = 1,     /**< the line of the file, from 1: "7" */
    AIFT_ERROR_FIELD = 2,    /**< the field, option or argument: "label" */
    AIFT_ERROR_VALUE = 3,    /**< the value met: "3" */
    AIFT_ERROR_EXPECTED = 4, /**< what was expected: "a text" */
    AIFT_ERROR_RECORD = 5    /**< the id of the record of a store that it is about: "UC-1" */
} aift_error_part;

AIFT_BEGIN_DECLS

/** A part of the message of the last call of this thread that failed. It is known from how the library makes the message,
 *  not read out of the text, so that quoted data are never taken for a part. Not every message has every part.
 *  @return a string owned by the thread, valid until its next failing call; "" where the message does not have it.
 *  Threads: safe; each thread has its own. Since: 0.1 */
AIFT_API const char *aift_last_error_part(aift_error_part part) AIFT_BORROWED;

AIFT_END_DECLS

#endif
