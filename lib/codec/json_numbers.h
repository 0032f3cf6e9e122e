/* JSON text with the numbers that the JSON library refuses written so that it takes them. */
#ifndef AIFT_LIB_CODEC_JSON_NUMBERS_H
#define AIFT_LIB_CODEC_JSON_NUMBERS_H

#include <stddef.h>

/* Text on its way to the parser, piece by piece. A whole number beyond int64 becomes a real, a number beyond
 * double the greatest double of its sign; all else passes as it is. */
typedef struct aift__json_feed {
    const char *at, *end; /* what is left of the text */
    const char *piece[2]; /* what goes out first, in this order */
    size_t size[2];
} aift__json_feed;

void aift__json_feed_init(aift__json_feed *feed, const char *text, size_t size);
/* The next 1 to `size` bytes into buffer; 0 at the end. */
size_t aift__json_feed_read(void *buffer, size_t size, void *feed);

#endif
