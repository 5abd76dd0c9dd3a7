// How a network learnt, epoch by epoch.
#pragma once

#include <string>
#include <vector>

#include "bachprop/render/report_page.h"
#include "bachprop/train/training_record.h"

namespace bachprop {

// Loss and accuracy of dT, T and P, training and validation, over the epochs; above them the
// sentences of `summary`.
[[nodiscard]] Report curves_report(const TrainingRecord& record,
                                   const std::vector<std::string>& summary);

// One JSON object a line for each epoch.
[[nodiscard]] std::string curves_as_json_lines(const TrainingRecord& record);

}  // namespace bachprop
