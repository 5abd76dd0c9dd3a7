#include "bachprop/base/result.h"

namespace bachprop {
namespace {

std::string joined(std::string_view first, std::string_view between, std::string_view second) {
  std::string text(first);
  if (!first.empty() && !second.empty()) {
    text += between;
  }
  return text += second;
}

}  // namespace

std::string Error::message() const { return joined(joined(where, ": ", what), "; ", next); }

Error at(std::string_view where, Error error) {
  error.where = joined(where, ": ", error.where);
  return error;
}

}  // namespace bachprop
