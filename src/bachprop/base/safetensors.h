// The safetensors container: named tensors behind a JSON header, readable with Python's
// `safetensors`. Format: docs/formats/safetensors.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/bfloat16.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"

namespace bachprop {

enum class ElementType { kF32, kBF16, kF64, kI16, kI32, kI64, kU8 };

[[nodiscard]] std::size_t element_size(ElementType type);

template <typename T>
constexpr ElementType element_type_of();
template <>
constexpr ElementType element_type_of<float>() {
  return ElementType::kF32;
}
template <>
constexpr ElementType element_type_of<BFloat16>() {
  return ElementType::kBF16;
}
template <>
constexpr ElementType element_type_of<double>() {
  return ElementType::kF64;
}
template <>
constexpr ElementType element_type_of<std::int16_t>() {
  return ElementType::kI16;
}
template <>
constexpr ElementType element_type_of<std::int32_t>() {
  return ElementType::kI32;
}
template <>
constexpr ElementType element_type_of<std::int64_t>() {
  return ElementType::kI64;
}
template <>
constexpr ElementType element_type_of<std::uint8_t>() {
  return ElementType::kU8;
}

// A tensor inside a file's bytes, row-major.
struct TensorView {
  ElementType type = ElementType::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;
};

// Takes bytes part by part.
using ByteSink = std::function<void(std::span<const std::byte>)>;
// Gives all bytes of a tensor to a sink, in order and the same each time it is called.
using ByteSource = std::function<void(const ByteSink&)>;

// Collects tensors and metadata and lays them out. Equal input gives equal bytes.
class SafetensorsWriter {
 public:
  // Keys and values are free text; "format_checksum" is taken. Bytes that are not UTF-8, as file
  // names may have, become U+FFFD.
  void set_metadata(const std::string& key, const std::string& value);

  // Copies `values`; their number must be the product of `shape`. Names must differ.
  template <typename T>
  void add(const std::string& name, std::span<const T> values,
           const std::vector<std::int64_t>& shape) {
    add_bytes(name, element_type_of<T>(), std::as_bytes(values), shape);
  }

  // The same for values that are made when they are needed, so that they need not all be in memory
  // at once. Each time that the file is laid out `source` is called twice.
  template <typename T>
  void add_source(const std::string& name, const std::vector<std::int64_t>& shape,
                  ByteSource source) {
    add_tensor(name, {element_type_of<T>(), shape, std::move(source)});
  }

  // The whole file: header, padding so that the data begin at a multiple of 64 bytes, data. The
  // metadata have a SHA-256 of all that a reader relies on.
  [[nodiscard]] std::vector<std::byte> bytes() const;
  // The same into a file, without having all of it in memory. As a whole or not at all.
  [[nodiscard]] Result<void> save(const std::filesystem::path& path,
                                  IfThere if_there = IfThere::kReplace) const;

 private:
  struct Tensor {
    ElementType type;
    std::vector<std::int64_t> shape;
    ByteSource source;
    [[nodiscard]] std::size_t size() const;  // in bytes
  };
  void add_tensor(const std::string& name, Tensor&& tensor);
  void add_bytes(const std::string& name, ElementType type, std::span<const std::byte> data,
                 const std::vector<std::int64_t>& shape);
  [[nodiscard]] std::vector<const Tensor*> order() const;
  [[nodiscard]] std::string header() const;
  void write_to(const ByteSink& sink) const;

  std::map<std::string, std::string> metadata_;
  std::map<std::string, Tensor> tensors_;
};

// A parsed safetensors file. Looks into the bytes it was given, which must outlive it.
class SafetensorsReader {
 public:
  // Errors begin with `name` and tell a truncated file, a foreign one and one that was changed
  // after it was written apart. Never reads outside `bytes`, whatever they hold.
  [[nodiscard]] static Result<SafetensorsReader> parse(std::span<const std::byte> bytes,
                                                       std::string name);

  [[nodiscard]] const std::map<std::string, std::string>& metadata() const { return metadata_; }
  [[nodiscard]] const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  // The file's name as given to `parse`, for messages.
  [[nodiscard]] const std::string& name() const { return name_; }

  // A metadata value; an error that names the missing key.
  [[nodiscard]] Result<std::string> text(std::string_view key) const;

  // A tensor's values; an error when it is missing, of another type or misaligned.
  template <typename T>
  [[nodiscard]] Result<std::span<const T>> values(std::string_view tensor) const {
    return typed_view(tensor, element_type_of<T>()).map([](const TensorView& view) {
      return std::span(reinterpret_cast<const T*>(view.data.data()), view.data.size() / sizeof(T));
    });
  }

 private:
  [[nodiscard]] Result<TensorView> typed_view(std::string_view tensor, ElementType type) const;

  std::string name_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, TensorView> tensors_;
};

}  // namespace bachprop
