/* The inside of a tokenizer. */
#ifndef AIFT_LIB_TEXT_TOKENIZER_STRUCT_H
#define AIFT_LIB_TEXT_TOKENIZER_STRUCT_H

#include <stdatomic.h>

#include "text/added.h"
#include "text/part.h"
#include "text/tokenizer.h"

/* `truncation` of the file. */
typedef struct aift__truncation {
    int32_t max_length; /* 0: the file has none */
    bool from_left;
    bool second_only; /* "OnlySecond": a text alone cannot be cut so */
} aift__truncation;

struct aift_tokenizer {
    aift_context *context;
    atomic_size_t references;
    aift__plan plan;
    aift__added added;
    aift__truncation truncation;
    char *json; /* the file */
    size_t json_size;
};

#endif
