// Whatever the bytes, reading them as a model ends in an error that says something or in a model
// that is written and read back as it was and can be run.
//
// The first byte tells what the others are: 0, a file as it stands, which the checksum mostly
// stops; anything else, the JSON description of a model, which is put together here with tensors
// that fit its shape, if that is small, and with a checksum that fits.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/context/note_context.h"
#include "bachprop/model/inference.h"
#include "bachprop/train/trained_model.h"
#include "fuzz_target.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

void check_model(std::span<const std::byte> bytes) {
  const auto model = parse_model(bytes, "fuzz");
  if (!model) {
    check(model.error().message().starts_with("fuzz: "), "an error names the file");
    return;
  }
  const auto again = parse_model(model_bytes(*model), "again");
  check(again.has_value(), "a written model is read back");
  check(again->dictionaries == model->dictionaries && again->record == model->record &&
            std::ranges::equal(again->network.parameters(), model->network.parameters()),
        "a written model is read back as it was");
  Inference inference(model->network, 1);
  const std::vector<NoteSymbols> begin = {{model->dictionaries.dt.start_end(),
                                           model->dictionaries.duration.start_end(),
                                           model->dictionaries.pitch.start_end()}};
  std::vector<int> entries;
  NoteContext(model->vocabulary, {}).append_for_layers(entries);
  const std::vector<int> ends = {static_cast<int>(entries.size())};
  inference.advance(begin,
                    model->network.shape().context > 0 ? MultiHot{ends, entries} : MultiHot{});
  check(inference.dt_logits(0).size() == static_cast<std::size_t>(model->dictionaries.dt.size()),
        "the network has a logit for each symbol");
}

// A context of moderate size, whose anchors lie inside it.
bool fits(const NetworkShape& shape) {
  constexpr int kLarge = 4096;
  constexpr int kGroups = 64;
  const auto is_size = [](int size, int most) { return size >= 0 && size <= most; };
  return is_size(shape.context, kLarge) && is_size(shape.readout_context, kLarge) &&
         is_size(shape.readout_hidden, 16) && is_size(shape.anchors, kGroups) &&
         is_size(shape.class_anchors, kGroups) && is_size(shape.lowest_class, 11) &&
         shape.anchors * (shape.symbols[2] - 1) + 12 * shape.class_anchors <= shape.readout_context;
}

// Tensors of the described shape; none when it is too large for a fuzzer or no shape at all.
void add_fitting_tensors(const std::string& description, SafetensorsWriter& writer) {
  constexpr int kSmall = 16;
  const Json json = Json::parse(description, nullptr, /*allow_exceptions=*/false);
  NetworkShape shape;
  try {
    shape.layers = json.at("shape").at("layers").get<int>();
    shape.hidden = json.at("shape").at("hidden").get<int>();
    shape.cell =
        from_name<Cell>(json.at("shape").value("cell", std::string())).value_or(Cell::kGru);
    shape.symbols = json.at("shape").at("symbols").get<std::array<int, kFeatures>>();
    shape.context = json.at("shape").value("context", 0);
    shape.readout_hidden = json.at("shape").value("readout_hidden", 0);
    shape.readout_context = json.at("shape").value("readout_context", 0);
    shape.anchors = json.at("shape").value("anchors", 0);
    shape.class_anchors = json.at("shape").value("class_anchors", 0);
    shape.lowest_class = json.at("shape").value("lowest_class", 0);
  } catch (const Json::exception&) {
    return;
  }
  const auto is_small = [](int size) { return size >= 1 && size <= kSmall; };
  if (!is_small(shape.layers) || shape.layers > kMaxLayers || !is_small(shape.hidden) ||
      !std::ranges::all_of(shape.symbols, is_small) || !fits(shape)) {
    return;
  }
  Random random({1});
  const Network network(shape, random);
  add_parameters(writer, "", network.layout(), network.parameters());
}

std::vector<std::byte> file_of_description(const std::string& description) {
  SafetensorsWriter writer;
  writer.set_metadata("format", "bachprop-model");
  writer.set_metadata("format_version", "1");
  writer.set_metadata("model", description);
  add_fitting_tensors(description, writer);
  return writer.bytes();
}

}  // namespace
}  // namespace bachprop

// The name is libFuzzer's.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bachprop;  // NOLINT(google-build-using-namespace)
  const auto bytes = std::as_bytes(std::span(data, size));
  if (bytes.empty()) {
    return 0;
  }
  const auto rest = bytes.subspan(1);
  if (bytes.front() == std::byte{0}) {
    check_model(rest);
    return 0;
  }
  // The container holds JSON, and JSON is UTF-8: other text cannot be written in the first place.
  const bool ascii =
      std::ranges::all_of(rest, [](std::byte byte) { return byte < std::byte{0x80}; });
  if (ascii) {
    check_model(file_of_description({reinterpret_cast<const char*>(rest.data()), rest.size()}));
  }
  return 0;
}
