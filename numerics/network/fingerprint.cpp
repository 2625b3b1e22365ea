#include <steady/numerics/network/fingerprint.hpp>

#include <algorithm>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace steady::network {
namespace {

using Name = std::array<std::uint8_t, 16>;

Name name_of(const boost::uuids::uuid& uuid) {
  Name name{};
  std::copy(uuid.begin(), uuid.end(), name.begin());
  return name;
}

boost::uuids::uuid uuid_of(const Name& name) {
  boost::uuids::uuid uuid{};
  std::copy(name.begin(), name.end(), uuid.begin());
  return uuid;
}

}  // namespace

Fingerprint::Fingerprint() : name_(name_of(boost::uuids::ns::oid())) {}

void Fingerprint::add_bytes(std::span<const std::byte> bytes) {
  const boost::uuids::name_generator_sha1 names(uuid_of(name_));
  name_ = name_of(names(bytes.data(), bytes.size()));
}

std::string Fingerprint::text() const {
  return boost::uuids::to_string(uuid_of(name_));
}

}  // namespace steady::network
