/* The portfolio of a store's use cases: which comes first, how firm that is, and when each is built.
 *
 * docs/portfolio.md has the calculations and the shapes of all answers.
 *
 * Threads: as for a store: one thread at a time.
 */
#ifndef AIFT_PORTFOLIO_H
#define AIFT_PORTFOLIO_H

#include <stddef.h>
#include <stdint.h>

#include "aift/macros.h"
#include "aift/status.h"
#include "aift/store.h"
#include "aift/text.h"

/** Options of aift_portfolio_rank. */
typedef struct aift_rank_options {
    size_t struct_size; /**< sizeof(aift_rank_options) */
    const char *
        method AIFT_NULLABLE; /**< "rice", "wsjf", "ice" or "weighted"; NULL: rice, or weighted where there are
                                            weights */
    const char *
        weights AIFT_NULLABLE; /**< of the weighted matrix: JSON, {NAME: {"weight", "cost": true or false}}, or
                                            CSV with the columns name, weight, cost */
    const char *
        format AIFT_NULLABLE; /**< "json", "csv" (a spreadsheet, which aift_store_import takes again) or "html";
                                            NULL: json */
    const char *after AIFT_NULLABLE; /**< those behind that `next`; NULL: from the first */
    double sensitivity; /**< the share that an input or weight is changed by, below 1; default 0.2; 0: that
                                            is not asked for */
    int64_t limit;      /**< at most so many use cases; default 50; 0: all */
} aift_rank_options;
/** The defaults of aift_rank_options. */
#define AIFT_RANK_OPTIONS_INIT                                                                               \
    {                                                                                                        \
        sizeof(aift_rank_options), NULL, NULL, NULL, NULL, 0.2, 50                                           \
    }

/** Options of aift_portfolio_roadmap. */
typedef struct aift_roadmap_options {
    size_t struct_size;                /**< sizeof(aift_roadmap_options) */
    const char *method AIFT_NULLABLE;  /**< of the ranking, as in aift_rank_options */
    const char *weights AIFT_NULLABLE; /**< as in aift_rank_options */
    const char *format AIFT_NULLABLE;  /**< "json", "mermaid", "svg", "html" or "csv"; NULL: json */
    const char *start AIFT_NULLABLE;   /**< the first day, YYYY-MM-DD; required */
    double capacity;                   /**< people at work at the same time, above 0; required */
} aift_roadmap_options;
/** The defaults of aift_roadmap_options. */
#define AIFT_ROADMAP_OPTIONS_INIT                                                                            \
    {                                                                                                        \
        sizeof(aift_roadmap_options), NULL, NULL, NULL, NULL, 0                                              \
    }

AIFT_BEGIN_DECLS

/** Fills in the defaults, the same bytes as AIFT_RANK_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_rank_options_init(aift_rank_options *options AIFT_OUT);

/** Fills in the defaults, the same bytes as AIFT_ROADMAP_OPTIONS_INIT.
 *  Threads: safe. Since: 0.1 */
AIFT_API void aift_roadmap_options_init(aift_roadmap_options *options AIFT_OUT);

/** Ranks all use cases that are neither rejected nor retired, by their scores: {method, items [{rank, id, title, score,
 *  low, high, missing, quadrant}], sensitivity_scope {complete, usecases, pairs}, sensitivity [{change, pair}], total, next}. Without an input the score is null and lies
 *  between low and high, and low is what it ranks by. The sensitivity is that of all use cases; where there are more
 *  than 1,000, or more than 100,000 pairs, of those that are shown: sensitivity_scope tells.
 *  @param options NULL means the defaults.
 *  @param out     release with aift_text_release().
 *  @return AIFT_OK, AIFT_E_INVALID (an option; `after` is no `next`), AIFT_E_FORMAT (the weights), AIFT_E_NOT_FOUND (a
 *          criterion that no use case has), AIFT_E_RANGE (an input that cannot be, as an effort of 0: names use case and
 *          field), AIFT_E_BUSY, AIFT_E_IO, AIFT_E_NOMEM.
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_portfolio_rank(aift_store *store, const aift_rank_options *options AIFT_NULLABLE,
                                         aift_text **out AIFT_OUT AIFT_OWNED);

/** Lays the use cases out in time, the best-ranked first, as soon as those that they depend on are done and their people
 *  are free: {method, start, end, capacity, items [{id, title, start, end, people, after}], left_out [{id, reason}]}. An end
 *  is the day after the last. Use cases that are deployed, retired or rejected have no place in it.
 *  @param options  `start` and `capacity` are required.
 *  @param left_out the number of use cases that lack effort or people, or depend on such.
 *  @param out      release with aift_text_release().
 *  @return AIFT_OK, also where some are left out; AIFT_E_INVALID (an option; a circle of dependencies, whose ids the message
 *          has), and as aift_portfolio_rank().
 *  Threads: one at a time for a store. Since: 0.1 */
AIFT_API aift_status aift_portfolio_roadmap(aift_store *store, const aift_roadmap_options *options,
                                            int64_t *left_out AIFT_OUT, aift_text **out AIFT_OUT AIFT_OWNED);

AIFT_END_DECLS

#endif
