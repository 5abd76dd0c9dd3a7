#include "bachprop/base/result.h"

namespace bachprop {
namespace {

std::string joined(const std::string& first, const char* between, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + between + second;
}

}  // namespace

std::string Error::message() const { return joined(joined(where, ": ", what), "; ", next); }

Error at(const std::string& where, Error error) {
  error.where = joined(where, ": ", error.where);
  return error;
}

}  // namespace bachprop
