// A visitor made of lambdas, one for each alternative of a variant.
#pragma once

namespace bachprop {

//   std::visit(Overloaded{[](int* number) {...}, [](std::string* text) {...}}, value);
template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
// clang 14 does not deduce it by itself.
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace bachprop
