/* The portfolio: what ranks and roadmaps are made from, out of the store, and what they look like. */
#ifndef AIFT_LIB_LIFECYCLE_PORTFOLIO_H
#define AIFT_LIB_LIFECYCLE_PORTFOLIO_H

#include "aift/portfolio.h"
#include "base/buf.h"
#include "codec/json.h"
#include "lifecycle/date.h"
#include "lifecycle/rank.h"
#include "lifecycle/verify.h"
#include "store/sql.h"

enum {
    AIFT__PORTFOLIO_INPUTS = 8 * 13, /* bytes of a use case's inputs */
    AIFT__PORTFOLIO_PEOPLE = 1,      /* the place of its people among them; that of the time is 0 */
    AIFT__PORTFOLIO_BLOCK = 32,      /* records whose lines lie together */
    AIFT__PORTFOLIO_LINE = 2 + AIFT__PORTFOLIO_INPUTS + AIFT__ID_CAP, /* bytes at most */
    AIFT__PORTFOLIO_SMALL = 1000, /* use cases: all pairs of them are looked at */
    AIFT__PORTFOLIO_MAX = 1 << 30 /* bytes of what is written */
};

/* ---- tables that follow from the records (portfolio_tables.c) ---- */

extern const char aift__portfolio_tables[]; /* what makes them */
/* The rows of a use case; `old` is what it was, or NULL. */
aift_status aift__portfolio_write(aift__sql *sql, int64_t n, const aift__json *stored, const aift__json *old);
/* The rows of all records that there are. */
aift_status aift__portfolio_fill(aift__sql *sql);
/* Lines, one after the other (portfolio_lines.c). */
typedef struct aift__portfolio_lines {
    int64_t first;                 /* the number of the record at the place 0 */
    unsigned place;                /* the least of the next line */
    const unsigned char *at, *end; /* bytes that are left */
} aift__portfolio_lines;

typedef struct aift__portfolio_line {
    int64_t n; /* of the record */
    bool open; /* neither rejected nor retired */
    const unsigned char *inputs;
    const char *id;
    const unsigned char *bytes; /* all of it */
    size_t size;
} aift__portfolio_line;

/* Of a row of "block, lines", as long as that is the present row. */
aift__portfolio_lines aift__portfolio_lines_of(const aift__sql_rows *rows);
/* The next line; AIFT_E_FORMAT: it is damaged. */
aift_status aift__portfolio_next(aift__portfolio_lines *lines, aift__portfolio_line *line, bool *more);
/* The line of a record, AIFT__PORTFOLIO_LINE bytes at most. AIFT_E_FORMAT: its id is too long. */
aift_status aift__portfolio_line_of(int64_t n, const aift__json *stored, unsigned char *line, size_t *size);
/* The place of a score among the inputs, and what stands at a place; NaN: it is not known. */
size_t aift__portfolio_score(const char *name);
int64_t aift__portfolio_int(const unsigned char *inputs, size_t place);
double aift__portfolio_real(const unsigned char *inputs, size_t place);
/* Whether they are what the record says; whether they have no more than the records. */
aift_status aift__portfolio_verify(aift__verify *v, const aift__record_row *row);
aift_status aift__portfolio_verify_all(aift__verify *v);

/* ---- what is asked for (portfolio_weights.c) ---- */

/* A method with the names of its inputs. */
typedef struct aift__portfolio_method {
    aift__rank_method of;
    aift__json *names; /* whose texts the names of the weighted matrix are; NULL: of another method */
} aift__portfolio_method;

/* `method` NULL: rice, or the weighted matrix where there are weights (JSON or CSV). */
aift_status aift__portfolio_method_make(aift_context *context, const char *method, const char *weights,
                                        aift__portfolio_method *out);
void aift__portfolio_method_free(aift__portfolio_method *method);

/* ---- a portfolio, ranked (portfolio_read.c) ---- */

typedef struct aift__portfolio {
    aift_context *context;
    const aift__rank_method *method;
    size_t rows, cap;
    aift__rank_row *row;
    int64_t *n;     /* of the record */
    double *people; /* NaN: not known */
    double *values; /* [row * method->n + input] */
    aift__buf ids;
    aift__rank_range known[AIFT__RANK_INPUTS];
    aift__ranked *ranked; /* best first; n_ranked */
    size_t n_ranked;
    aift__rank_axes axes;
} aift__portfolio;

/* All use cases that are neither rejected nor retired, the `most` best of them in order. Within a transaction of reading. */
aift_status aift__portfolio_read(aift_store *store, const aift__rank_method *method, size_t most,
                                 aift__portfolio *out);
void aift__portfolio_free(aift__portfolio *portfolio);
/* The use case's title; freed with aift__free. */
aift_status aift__portfolio_title(aift_store *store, int64_t n, char **out);

/* ---- a public call (portfolio_call.c) ---- */

typedef struct aift__portfolio_call {
    size_t format; /* of the formats */
    aift__portfolio_method method;
    aift__buf text; /* of the answer */
} aift__portfolio_call;

/* Reads what is asked for, and begins to read the store. `formats` end in NULL, the first is that of NULL. AIFT_E_INVALID. */
aift_status aift__portfolio_begin(aift_store *store, const char *format, const char *const *formats,
                                  const char *method, const char *weights, aift__portfolio_call *out);
/* Ends it, and gives the text away unless `status` is a failure. */
aift_status aift__portfolio_end(aift_store *store, aift_status status, aift__portfolio_call *call,
                                aift_text **out);
/* Adds the value's text, or gives back what making it gave. */
aift_status aift__portfolio_put_json(aift_context *context, aift_status status, const aift__json *value,
                                     aift__buf *out);

/* ---- a page of the ranking, as it is shown (portfolio_ranking.c) ---- */

typedef struct aift__ranking {
    const aift__portfolio *portfolio;
    size_t first, end; /* of portfolio->ranked */
    char **titles;     /* of those */
    double share;      /* that inputs were changed by; 0: that was not asked for */
    aift__reversal *reversals;
    size_t n_reversals;
    size_t all_reversals; /* of those that were looked at: more than there is room for are counted */
    size_t from;          /* what their rows count from, in portfolio->ranked */
    size_t looked_at;     /* so many from there on */
} aift__ranking;

aift_status aift__ranking_make(aift_store *store, const aift__portfolio *portfolio, size_t first, size_t end,
                               double share, aift__ranking *out);
void aift__ranking_free(aift__ranking *ranking); /* a zeroed one is accepted */
/* The id of a use case, counted from the first that is shown; of one that a reversal is about. */
const char *aift__ranking_id(const aift__ranking *ranking, size_t shown);
const char *aift__ranking_turned(const aift__ranking *ranking, size_t row);
/* "value*0.8", "UC-7.reach*1.2". */
aift_status aift__ranking_change(const aift__ranking *ranking, const aift__reversal *reversal,
                                 aift__buf *out);

aift_status aift__ranking_json(const aift__ranking *ranking, aift__json *to);
aift_status aift__ranking_csv(aift_store *store, const aift__ranking *ranking, aift__buf *out);

/* ---- a roadmap (portfolio_plan.c) ---- */

typedef struct aift__planned {
    const char *id;
    int64_t n;   /* of the record */
    size_t row;  /* of the portfolio */
    size_t rank; /* place in portfolio->ranked */
    char *title, *state;
    char start[AIFT__DATE_SIZE], end[AIFT__DATE_SIZE]; /* the end is the day after the last */
    int64_t first_day, end_day;                        /* from the roadmap's start */
    double people;
    const size_t *after; /* of the plan */
    size_t n_after;
} aift__planned;

typedef struct aift__left_out {
    const char *id;
    char *reason;
} aift__left_out;

typedef struct aift__plan_of {
    const aift__portfolio *portfolio;
    char start[AIFT__DATE_SIZE], end[AIFT__DATE_SIZE];
    double capacity;
    int64_t days;         /* altogether */
    aift__planned *items; /* by their first days */
    size_t n;
    aift__left_out *left_out;
    size_t n_left_out;
    size_t *after; /* of all items */
} aift__plan_of;

/* AIFT_E_INVALID: the start, or a circle; AIFT_E_RANGE as aift__roadmap(). */
aift_status aift__plan_make(aift_store *store, const aift__portfolio *portfolio, const char *start,
                            double capacity, aift__plan_of *out);
void aift__plan_free(aift__plan_of *plan); /* a zeroed one is accepted */

aift_status aift__plan_json(const aift__plan_of *plan, aift__json *to);
aift_status aift__plan_csv(const aift__plan_of *plan, aift__buf *out);
aift_status aift__plan_mermaid(const aift__plan_of *plan, aift__buf *out);
/* So many use cases at most; an SVG of its own, or a part of a page. */
aift_status aift__plan_svg(const aift__plan_of *plan, size_t rows, bool own, aift__buf *out);

/* For pictures: a beginning (the label is a text of this library), and a text, escaped and cut after so many characters. */
aift_status aift__svg_begin(aift__buf *out, const char *label, int width, int height);
aift_status aift__svg_text(aift__buf *out, const char *text, size_t most);
/* The bytes of a text that fit in a width, with room for dots where it goes on, at 14 pixels; what they take. */
size_t aift__svg_fit(const char *text, int width, int *used);
aift_status aift__svg_cut(aift__buf *out, const char *text,
                          size_t size); /* so many bytes; dots where it goes on */
extern const char *const aift__quadrant_colours[];

/* ---- the page (portfolio_page.c, portfolio_chart.c, portfolio_firm.c) ---- */

/* A name as people read it, escaped: "ice_confidence" is "ice confidence". */
aift_status aift__ranking_words(const char *name, aift__buf *out);
/* Which use cases would change places; nothing where that was not asked for. */
aift_status aift__ranking_firmness(const aift__ranking *ranking, aift__buf *out);

/* Impact and effort of the use cases that are shown, as SVG. */
aift_status aift__ranking_chart(const aift__ranking *ranking, aift__buf *out);
/* `plan` NULL: there is no roadmap. */
aift_status aift__portfolio_page(aift_store *store, const aift__ranking *ranking, const aift__plan_of *plan,
                                 aift__buf *out);

#endif
