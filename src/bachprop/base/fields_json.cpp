#include "bachprop/base/fields_json.h"

#include <fmt/core.h>

#include <filesystem>

#include "bachprop/base/json_text.h"
#include "bachprop/base/overloaded.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

OrderedJson strings_of(const std::vector<fs::path>& paths) {
  OrderedJson json = OrderedJson::array();
  for (const fs::path& path : paths) {
    json.push_back(path.string());
  }
  return json;
}

template <typename T>
OrderedJson json_of_number(const std::optional<T>& number) {
  return number ? OrderedJson(*number) : OrderedJson(nullptr);
}

OrderedJson json_of(const Field& field) {
  return std::visit(Overloaded{
                        [](const fs::path* value) { return OrderedJson(value->string()); },
                        [](const std::vector<fs::path>* value) { return strings_of(*value); },
                        [](std::span<double> values) {
                          return OrderedJson(std::vector<double>(values.begin(), values.end()));
                        },
                        [&](const EnumReference&) { return OrderedJson(text_of(field)); },
                        [](const std::optional<int>* value) { return json_of_number(*value); },
                        [](const std::optional<double>* value) { return json_of_number(*value); },
                        [](const auto* value) { return OrderedJson(*value); },
                    },
                    field.value);
}

void take_numbers(std::span<double> values, const Json& json) {
  const auto numbers = json.get<std::vector<double>>();
  if (numbers.size() != values.size()) {
    throw Json::other_error::create(
        501, fmt::format("{} numbers are needed, not {}", values.size(), numbers.size()), &json);
  }
  std::copy(numbers.begin(), numbers.end(), values.begin());
}

// The name, or what a bool stands for.
Result<void> take_json_name(const Field& field, const EnumReference& value, const Json& json) {
  const auto& older = field.info.older_bool;
  const std::string name = json.is_boolean() && !older[0].empty() ? older[json.get<bool>() ? 1 : 0]
                                                                  : json.get<std::string>();
  const std::vector<std::string> names = value.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      value.set(value.value, i);
      return {};
    }
  }
  return fail(fmt::format("the {} {}", value.what, wrong_in(field, name)));
}

// Throws where the JSON is of another type.
Result<void> take_json(const Field& field, const Json& json) {
  return std::visit(
      Overloaded{
          [&](int* value) -> Result<void> {
            *value = whole_number<int>(json);
            return {};
          },
          [&](std::uint64_t* value) -> Result<void> {
            *value = whole_number<std::uint64_t>(json);
            return {};
          },
          [&](std::optional<int>* value) -> Result<void> {
            *value = json.is_null() ? std::nullopt : std::optional(whole_number<int>(json));
            return {};
          },
          [&](std::optional<double>* value) -> Result<void> {
            *value = json.is_null() ? std::nullopt : std::optional(json.get<double>());
            return {};
          },
          [&](fs::path* value) -> Result<void> {
            *value = json.get<std::string>();
            return {};
          },
          [&](std::vector<fs::path>* value) -> Result<void> {
            const auto names = json.get<std::vector<std::string>>();
            value->assign(names.begin(), names.end());
            return {};
          },
          [&](std::span<double> values) -> Result<void> {
            take_numbers(values, json);
            return {};
          },
          [&](const EnumReference& value) { return take_json_name(field, value, json); },
          [&](auto* value) -> Result<void> {
            json.get_to(*value);
            return {};
          },
      },
      field.value);
}

Result<void> take_key(const Field& field, const Json& json) {
  const auto found = json.find(field.info.key);
  if (found == json.end()) {
    return field.info.in_every_file
               ? fail(fmt::format("the option \"{}\" is missing", field.info.key))
               : Result<void>();
  }
  try {
    return take_json(field, *found);
  } catch (const Json::exception& error) {
    return fail(fmt::format("the option \"{}\" is not what it should be: {}", field.info.key,
                            error.what()));
  }
}

}  // namespace

OrderedJson fields_as_json(const FieldList& fields) {
  OrderedJson json = OrderedJson::object();
  for (const Field& field : fields) {
    if (!field.info.key.empty()) {
      json[field.info.key] = json_of(field);
    }
  }
  return json;
}

Result<void> set_from_json(const FieldList& fields, const Json& json) {
  if (!json.is_object()) {
    return fail("is not an object with options");
  }
  for (const Field& field : fields) {
    if (field.info.key.empty()) {
      continue;
    }
    if (auto taken = take_key(field, json); !taken) {
      return taken;
    }
  }
  return validate_fields(fields);
}

}  // namespace bachprop
