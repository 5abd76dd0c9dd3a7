// A network run forward, note by note, for many pieces at once.
#pragma once

#include <memory>
#include <span>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/multi_hot.h"
#include "bachprop/nn/product.h"

namespace bachprop {

class Network;
template <typename Scalar>
class PackedNetwork;

// The weights of a network as inference reads them: packed once, for any number of Inferences and
// threads. The network's parameters must stay where and what they are.
using InferenceWeights = std::shared_ptr<const PackedNetwork<float>>;
[[nodiscard]] InferenceWeights packed_for_inference(const Network& network, Precision precision);

// One row a piece. For each note:
//   advance(last notes)            -> dt_logits
//   condition_on_dt(chosen dT)     -> duration_logits
//   condition_on_duration(chosen T) -> pitch_logits
// Logits are natural logarithms of unnormalised probabilities; a span is valid until the call that
// made it is made again.
class Inference {
 public:
  // State zero for `rows` pieces. `network` must outlive this object and keep its parameters. A
  // row's logits do not depend on the other rows.
  Inference(const Network& network, int rows, Precision precision = Precision::kFloat32);
  // `weights`: packed_for_inference() of the network.
  Inference(const Network& network, int rows, InferenceWeights weights);
  Inference(Inference&&) noexcept;
  Inference& operator=(Inference&&) noexcept;
  ~Inference();

  [[nodiscard]] int rows() const;
  // Sets one piece's state back to zero.
  void reset(int row);
  // Gives a row the state of another one.
  void copy_state(int from, int to);

  // Reads the last note of each piece (START/END three times at the beginning) and moves on. With
  // fewer notes than rows only the first rows move on, and cost time; the functions below then
  // speak of these rows.
  // `context`: of a network that reads one, one set of entries a row.
  void advance(std::span<const NoteSymbols> last, const MultiHot& context = {});
  // [size of the dT dictionary]
  [[nodiscard]] std::span<const float> dt_logits(int row) const;

  // `context`: that of the readouts.
  void condition_on_dt(std::span<const int> dt, const MultiHot& context = {});
  // [size of the T dictionary]
  [[nodiscard]] std::span<const float> duration_logits(int row) const;

  // The same `context` again.
  void condition_on_duration(std::span<const int> duration, const MultiHot& context = {});
  // [size of the P dictionary]
  [[nodiscard]] std::span<const float> pitch_logits(int row) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bachprop
