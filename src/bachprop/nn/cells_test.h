// For tests that run with every kind of cell.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "bachprop/nn/cell.h"

namespace bachprop {

inline std::string name_of_cell(const testing::TestParamInfo<Cell>& info) {
  return std::string(name_of(info.param));
}

}  // namespace bachprop
