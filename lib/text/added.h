/* Added tokens: found in the text before the model sees it, those with "normalized" in the normalized text,
 * the others in the text as it is given. */
#ifndef AIFT_LIB_TEXT_ADDED_H
#define AIFT_LIB_TEXT_ADDED_H

#include "text/part.h"

typedef struct aift__added_token {
    char *text; /* NUL-ended */
    size_t size;
    char *normalized; /* what it is looked for as; NULL: as it is, in the text given */
    size_t normalized_size;
    int32_t id;
    bool single_word, lstrip, rstrip;
} aift__added_token;

/* The tokens that are looked for at one time. */
typedef struct aift__added_set {
    const struct aift__added *added;
    aift__matcher matcher; /* its numbers are places in the list */
    bool starts[256];      /* bytes that a token begins with */
} aift__added_set;

typedef struct aift__added {
    aift_context *context;
    aift__added_token *tokens;
    size_t n;
    aift__matcher contents; /* the texts of all; the numbers are ids */
    aift__added_set given, normalized;
    int32_t last_id; /* the highest id; -1: none */
} aift__added;

/* Reads the array `added_tokens`, after all parts. The ids must be those that Hugging Face gives them: the
 * vocabulary's own, and for new ones its size and up, in the order of the list. */
aift_status aift__added_read(aift__added *added, const aift__plan *plan, const aift__json *list);
void aift__added_finish(aift__added *added); /* a zeroed one is accepted */

const char *aift__added_token_of(const aift__added *added, int32_t id); /* NULL: not one of them */

/* Where the search stands; begins zeroed. */
typedef struct aift__added_cursor {
    size_t at;                       /* where to look on */
    size_t done;                     /* the end of the last token found, white space included */
    size_t spaces_begin, spaces_end; /* the last run of white space looked at */
} aift__added_cursor;

/* The next token of the set in the text, at [*begin, *end); the text between cursor->done and *begin stands
 * before it. The caller sets `done` to *end. NULL: there are no more. As in Hugging Face's, a token that
 * takes the white space behind it does not keep the next one from being found in that. */
const aift__added_token *aift__added_next(const aift__added_set *set, const char *text, size_t size,
                                          aift__added_cursor *cursor, size_t *begin, size_t *end);

#endif
