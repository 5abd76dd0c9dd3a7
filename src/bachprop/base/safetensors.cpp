#include "bachprop/base/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data are little-endian");

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kAlignment = 64;
// The reference implementation's own limit.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr std::string_view kChecksumKey = "format_checksum";
constexpr std::string_view kMetadataKey = "__metadata__";

struct TypeName {
  ElementType type;
  std::string_view name;
  std::size_t size;
};
constexpr std::array kTypes = {
    TypeName{ElementType::kF32, "F32", 4}, TypeName{ElementType::kBF16, "BF16", 2},
    TypeName{ElementType::kF64, "F64", 8}, TypeName{ElementType::kI16, "I16", 2},
    TypeName{ElementType::kI32, "I32", 4}, TypeName{ElementType::kI64, "I64", 8},
    TypeName{ElementType::kU8, "U8", 1},
};

const TypeName& type_name(ElementType type) {
  return *std::ranges::find(kTypes, type, &TypeName::type);
}

// The checksum covers everything that a reader relies on, in a fixed order.
class Checksum {
 public:
  void add_metadatum(std::string_view key, std::string_view value) {
    if (key != kChecksumKey) {
      add_line(sha256_hex(as_bytes_of(key)));
      add_line(sha256_hex(as_bytes_of(value)));
    }
  }
  void add_tensor(std::string_view name, ElementType type, const std::vector<std::int64_t>& shape,
                  std::string_view sha256_of_data) {
    add_line(sha256_hex(as_bytes_of(name)));
    add_line(fmt::format("{} {}", type_name(type).name, fmt::join(shape, " ")));
    add_line(sha256_of_data);
  }
  [[nodiscard]] std::string hex() const { return sha256_hex(as_bytes_of(lines_)); }

 private:
  void add_line(std::string_view text) { lines_.append(text).append("\n"); }

  std::string lines_;
};

// That of a parsed file.
std::string checksum(const std::map<std::string, std::string>& metadata,
                     const std::map<std::string, TensorView>& tensors) {
  Checksum checksum;
  for (const auto& [key, value] : metadata) {
    checksum.add_metadatum(key, value);
  }
  for (const auto& [name, tensor] : tensors) {
    checksum.add_tensor(name, tensor.type, tensor.shape, sha256_hex(tensor.data));
  }
  return checksum.hex();
}

// The number of elements of a shape, or nothing when it is negative or larger than any file.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 48U;
  std::uint64_t count = 1;
  for (const std::int64_t length : shape) {
    if (length < 0 || static_cast<std::uint64_t>(length) > kLimit) {
      return std::nullopt;
    }
    if (count != 0 && static_cast<std::uint64_t>(length) > kLimit / count) {
      return std::nullopt;
    }
    count *= static_cast<std::uint64_t>(length);
  }
  return count;
}

// One entry of the header; `where` begins each message.
Result<TensorView> parse_tensor(const Json& entry, std::span<const std::byte> data,
                                const std::string& where) {
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
      !entry.contains("data_offsets") || !entry["dtype"].is_string() ||
      !entry["shape"].is_array() || !entry["data_offsets"].is_array() ||
      entry["data_offsets"].size() != 2) {
    return fail(where + " lacks its dtype, shape or data_offsets");
  }
  TensorView tensor;
  const auto dtype = entry["dtype"].get<std::string>();
  const auto* const type = std::ranges::find(kTypes, dtype, &TypeName::name);
  if (type == kTypes.end()) {
    return fail(
        fmt::format("{} has the element type {}, which this program does not read", where, dtype));
  }
  tensor.type = type->type;
  for (const Json& length : entry["shape"]) {
    if (!length.is_number_integer()) {
      return fail(where + " has a shape that is not made of whole numbers");
    }
    tensor.shape.push_back(length.get<std::int64_t>());
  }
  const Json& offsets = entry["data_offsets"];
  if (!offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned()) {
    return fail(where + " has data_offsets that are not whole numbers");
  }
  const auto begin = offsets[0].get<std::uint64_t>();
  const auto end = offsets[1].get<std::uint64_t>();
  if (begin > end || end > data.size()) {
    return fail(
        fmt::format("{} needs bytes {} to {} of the data, which are {} bytes long: the file "
                    "was cut short or damaged",
                    where, begin, end, data.size()));
  }
  const auto count = element_count(tensor.shape);
  if (!count || *count * type->size != end - begin) {
    return fail(fmt::format("{} has {} bytes, which does not fit its shape", where, end - begin));
  }
  tensor.data = data.subspan(begin, end - begin);
  return tensor;
}

}  // namespace

std::size_t element_size(ElementType type) { return type_name(type).size; }

void SafetensorsWriter::set_metadata(const std::string& key, const std::string& value) {
  check(key != kChecksumKey, "the metadata key of the checksum is taken");
  // The header is JSON, which is UTF-8.
  metadata_[valid_utf8(key)] = valid_utf8(value);
}

std::size_t SafetensorsWriter::Tensor::size() const {
  return element_count(shape).value_or(0) * element_size(type);
}

void SafetensorsWriter::add_tensor(const std::string& name, Tensor&& tensor) {
  check(element_count(tensor.shape).has_value(), "a tensor's shape is one of a file");
  const bool added = tensors_.try_emplace(name, std::move(tensor)).second;
  check(added, "tensor names differ");
}

void SafetensorsWriter::add_bytes(const std::string& name, ElementType type,
                                  std::span<const std::byte> data,
                                  const std::vector<std::int64_t>& shape) {
  const auto count = element_count(shape);
  check(count && *count * element_size(type) == data.size(), "a tensor's shape fits its values");
  add_tensor(name, {type, shape,
                    [copy = std::vector<std::byte>(data.begin(), data.end())](
                        const ByteSink& sink) { sink(copy); }});
}

// Wide elements first, so that every tensor is aligned for its own type.
std::vector<const SafetensorsWriter::Tensor*> SafetensorsWriter::order() const {
  std::vector<const Tensor*> order;
  for (const auto& [name, tensor] : tensors_) {
    order.push_back(&tensor);
  }
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [](const Tensor* tensor) { return element_size(tensor->type); });
  return order;
}

// The first bytes of the file, up to the data.
std::string SafetensorsWriter::header() const {
  Checksum checksum;
  for (const auto& [key, value] : metadata_) {
    checksum.add_metadatum(key, value);
  }
  std::map<const Tensor*, std::size_t> offsets;
  std::size_t offset = 0;
  for (const Tensor* tensor : order()) {
    offsets[tensor] = offset;
    offset += tensor->size();
  }
  Json header = Json::object();
  for (const auto& [name, tensor] : tensors_) {
    Sha256 data;
    tensor.source([&](std::span<const std::byte> bytes) { data.update(bytes); });
    checksum.add_tensor(name, tensor.type, tensor.shape, data.hex());
    const std::size_t begin = offsets.at(&tensor);
    header[name] = {{"dtype", type_name(tensor.type).name},
                    {"shape", tensor.shape},
                    {"data_offsets", {begin, begin + tensor.size()}}};
  }
  header[std::string(kMetadataKey)] = metadata_;
  header[std::string(kMetadataKey)][std::string(kChecksumKey)] = checksum.hex();
  std::string text = header.dump();
  const std::size_t unpadded = kLengthBytes + text.size();
  text.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  const std::uint64_t length = text.size();
  std::string first_bytes(kLengthBytes, '\0');
  std::memcpy(first_bytes.data(), &length, kLengthBytes);
  return first_bytes + text;
}

void SafetensorsWriter::write_to(const ByteSink& sink) const {
  sink(as_bytes_of(header()));
  for (const Tensor* tensor : order()) {
    std::size_t size = 0;
    tensor->source([&](std::span<const std::byte> bytes) {
      size += bytes.size();
      sink(bytes);
    });
    check(size == tensor->size(), "a tensor's shape fits its values");
  }
}

std::vector<std::byte> SafetensorsWriter::bytes() const {
  std::vector<std::byte> file;
  std::size_t data_size = 0;
  for (const auto& [name, tensor] : tensors_) {
    data_size += tensor.size();
  }
  write_to([&](std::span<const std::byte> bytes) {
    if (file.empty()) {
      file.reserve(bytes.size() + data_size);
    }
    file.insert(file.end(), bytes.begin(), bytes.end());
  });
  return file;
}

Result<void> SafetensorsWriter::save(const std::filesystem::path& path, IfThere if_there) const {
  auto file = TRY(FileWriter::create(path, if_there));
  Result<void> written;
  write_to([&](std::span<const std::byte> bytes) {
    if (written) {
      written = file.write(bytes);
    }
  });
  return written.and_then([&] { return file.finish(); });
}

Result<SafetensorsReader> SafetensorsReader::parse(std::span<const std::byte> bytes,
                                                   std::string name) {
  std::uint64_t length = 0;
  if (bytes.size() < kLengthBytes) {
    return fail_at(name,
                   fmt::format("is {} bytes long, too short for a safetensors file", bytes.size()));
  }
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > kMaxHeaderBytes || bytes.size() < kLengthBytes + 1 ||
      static_cast<char>(bytes[kLengthBytes]) != '{') {
    return fail_at(name, "is not a safetensors file");
  }
  if (length > bytes.size() - kLengthBytes) {
    return fail_at(
        name, fmt::format("the header is {} bytes long, the file ends after {}: it was cut short",
                          length, bytes.size() - kLengthBytes));
  }
  const auto* const text = reinterpret_cast<const char*>(bytes.data() + kLengthBytes);
  const Json header = json_value({text, length});
  // The JSON parser takes a NUL for the end and would not look at what follows it.
  const bool has_nul = std::memchr(text, '\0', length) != nullptr;
  if (!header.is_object() || has_nul) {
    return fail_at(name, "the safetensors header is not JSON: the file is damaged");
  }

  SafetensorsReader reader;
  reader.name_ = std::move(name);
  const auto data = bytes.subspan(kLengthBytes + length);
  std::size_t data_bytes = 0;
  for (const auto& [key, entry] : header.items()) {
    if (key == kMetadataKey) {
      if (!entry.is_object()) {
        return fail_at(reader.name_, "the metadata are not an object: the file is damaged");
      }
      for (const auto& [metadata_key, value] : entry.items()) {
        if (!value.is_string()) {
          return fail_at(
              reader.name_,
              fmt::format("metadata \"{}\" is not text: the file is damaged", metadata_key));
        }
        reader.metadata_[metadata_key] = value.get<std::string>();
      }
      continue;
    }
    auto tensor = TRY(parse_tensor(entry, data, fmt::format("{}: tensor {}", reader.name_, key)));
    data_bytes += tensor.data.size();
    reader.tensors_[key] = std::move(tensor);
  }
  if (data_bytes != data.size()) {
    return fail_at(
        reader.name_,
        fmt::format(
            "the tensors take {} bytes, the file holds {}: it was cut short, lengthened or damaged",
            data_bytes, data.size()));
  }
  const auto stored = reader.metadata_.find(std::string(kChecksumKey));
  if (stored == reader.metadata_.end()) {
    return fail_at(reader.name_, "is a safetensors file, but bachprop did not write it");
  }
  if (stored->second != checksum(reader.metadata_, reader.tensors_)) {
    return fail_at(reader.name_, "was changed after bachprop wrote it (the checksum does not fit)",
                   "use an unchanged copy");
  }
  return reader;
}

Result<std::string> SafetensorsReader::text(std::string_view key) const {
  const auto found = metadata_.find(std::string(key));
  if (found == metadata_.end()) {
    return fail_at(name_, fmt::format("lacks the metadata \"{}\"", key));
  }
  return found->second;
}

Result<TensorView> SafetensorsReader::typed_view(std::string_view tensor, ElementType type) const {
  const auto found = tensors_.find(std::string(tensor));
  if (found == tensors_.end()) {
    return fail_at(name_, fmt::format("lacks the tensor \"{}\"", tensor));
  }
  const TensorView& view = found->second;
  if (view.type != type) {
    return fail_at(name_, fmt::format("tensor \"{}\" is {}, not {}", tensor,
                                      type_name(view.type).name, type_name(type).name));
  }
  if (reinterpret_cast<std::uintptr_t>(view.data.data()) % element_size(type) != 0) {
    return fail_at(
        name_,
        fmt::format("tensor \"{}\" does not begin at a multiple of its element's size", tensor));
  }
  return view;
}

}  // namespace bachprop
