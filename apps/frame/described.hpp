// Options that a struct describes (numerics/options), on the command line.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <steady/numerics/options/entries.hpp>

#include "program.hpp"

namespace steady::apps {

/// rate_input → --rate-input.
std::string option_of(std::string_view field);

/// One option a field, in their order, named after them; the present values are the defaults. The
/// object whose entries they are must outlive the program.
void add_options(Command& command, const options::Entries& entries);

/// What the range of an option that takes several values of a field may be.
Bounds bounds_of(const options::Entries& entries, std::string_view field);

/// The option of a field that is one of these, or --threads; else the field itself.
std::string option_or_field(const options::Entries& entries, const std::string& field);

/// Calls f; an error about one of these fields, or about --threads, is told as one about its
/// option: "rate = -1 …" as "--rate = -1 …".
template <class F>
auto naming_options(const options::Entries& entries, const F& f) {
  try {
    return f();
  } catch (const DomainError& error) {
    throw DomainError(option_or_field(entries, error.argument()), error.reason());
  } catch (const ArgumentError& error) {
    throw ArgumentError(option_or_field(entries, error.argument()), error.reason());
  }
}

}  // namespace steady::apps
