/* Texts: as JSON, cut to a width, and with what is no UTF-8 replaced. */
#ifndef AIFT_CLI_TEXT_H
#define AIFT_CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Makes control characters blanks, so that a file's name cannot break a line. */
void cli_text_one_line(char *text);

void cli_text_write_json(FILE *to, const char *text);

/* Columns that a text takes on a terminal, one a code point. */
size_t cli_text_width(const char *text);

/* Prints a text in exactly `width` columns, cut with "..." or filled up on its right or left. */
void cli_text_column(FILE *to, const char *text, size_t width, bool right);

/* 12,345,678 */
const char *cli_text_count(char buf[32], long long number);
/* 0:45, 12:03, 1:02:03 */
const char *cli_text_time(char buf[32], double seconds);
/* 912, 5.2k, 1.3M */
const char *cli_text_rate(char buf[32], double rate);
/* A word of a shell command: as it is, or in quotes. Prints it. */
void cli_text_shell(FILE *to, const char *text);

/* A copy with U+FFFD in the place of each run of bytes that begins no valid UTF-8, as long as the longest
 * valid beginning, or one byte (as Python and web browsers do); freed with free(). NULL: out of memory. */
char *cli_text_replace_invalid(const char *text, size_t size, size_t *out_size);

#endif
