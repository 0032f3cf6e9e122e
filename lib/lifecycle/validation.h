/* The parts of a validation. Each reads the record as it is shown, and knows nothing of the store. */
#ifndef AIFT_LIB_LIFECYCLE_VALIDATION_H
#define AIFT_LIB_LIFECYCLE_VALIDATION_H

#include "aift/validate.h"
#include "lifecycle/gates.h"
#include "train/baseline.h"

/* {npv, roi, irr, payback, payback_discounted, rate, monte_carlo}; a null where the record has no cash flows. */
aift_status aift__validation_finance(aift_context *context, const aift__json *record, int64_t draws,
                                     uint64_t seed, aift__json **out);

/* Adds risks [{text, inherent, residual}], goals {score, items [{goal, score, weight}]}, swot and prototypes. */
aift_status aift__validation_judgement(const aift__json *record, const aift__policy *policy, aift__json *to);

/* Measures the gates of the law: lawful basis, risk class, data protection impact assessment. `sources` are the records of
 * data sources that the use case's requirements name; `unknown` of them are not in the store. */
void aift__validation_law(const aift__json *record, const aift__json *sources, size_t unknown,
                          aift__gate gates[AIFT__GATES]);

/* {risk_class, personal_data, annex_iv [{group, title, present}], gdpr [{item, article, present}], ccpa}. */
aift_status aift__validation_duties(const aift__json *record, const aift__json *sources, aift__json **out);

/* Measures the gates of the data, and adds the object `baseline` to what is told, if it was measured. */
aift_status aift__validation_data(const aift_dataset *data, aift_model *model,
                                  const aift_validate_options *options, aift__gate gates[AIFT__GATES],
                                  aift__baseline *baseline, aift__json *to);

/* The rows of a source of the inventory that the use case's requirements name. AIFT_E_STATE: they do not, or it was
 * removed; AIFT_E_UNSUPPORTED: its kind. */
aift_status aift__validation_source(aift_store *store, const aift__json *usecase, const char *id,
                                    aift_dataset **out);

/* Writes the notebook that repeats the baseline. */
aift_status aift__validation_notebook(aift_context *context, const char *usecase,
                                      const aift_validate_options *options, const aift__baseline *baseline);

#endif
