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

/// Calls f; an error about one of these fields, or about --threads, is told as one about its
/// option: "rate = -1 …" as "--rate = -1 …".
template <class F>
auto naming_options(const options::Entries& entries, const F& f);

/// `message`, with the field of that name at its beginning as an option.
std::string naming_option(const options::Entries& entries, const std::string& field,
                          const std::string& message);

template <class F>
auto naming_options(const options::Entries& entries, const F& f) {
  try {
    return f();
  } catch (const DomainError& error) {
    throw std::domain_error(naming_option(entries, error.argument(), error.what()));
  } catch (const ArgumentError& error) {
    throw std::invalid_argument(naming_option(entries, error.argument(), error.what()));
  }
}

}  // namespace steady::apps
