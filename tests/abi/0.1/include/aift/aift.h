/* libaift: everything. Each header can also be included alone. */
#ifndef AIFT_AIFT_H
#define AIFT_AIFT_H

#include "aift/chain.h"
#include "aift/context.h"
#include "aift/dataset.h"
#include "aift/error.h"
#include "aift/io.h"
#include "aift/macros.h"
#include "aift/media.h"
#include "aift/metrics.h"
#include "aift/model.h"
#include "aift/plan.h"
#include "aift/portfolio.h"
#include "aift/predict.h"
#include "aift/profile.h"
#include "aift/show.h"
#include "aift/source.h"
#include "aift/status.h"
#include "aift/store.h"
#include "aift/tensor.h"
#include "aift/text.h"
#include "aift/tokenizer.h"
#include "aift/train.h"
#include "aift/usecase.h"
#include "aift/validate.h"
#include "aift/version.h"

#endif
