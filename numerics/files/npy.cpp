// NumPy's format of one array, versions 1 to 3 (numpy.lib.format).
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include <steady/numerics/files/detail/array_formats.hpp>

namespace steady::files::detail {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_header = std::size_t{1} << 20;

std::string read_exactly(const ByteSource& source, std::size_t count, const Refusal& refuse) {
  std::string bytes(count, '\0');
  const auto got = source.read({reinterpret_cast<std::uint8_t*>(bytes.data()), count});
  if (got < count) refuse("truncated: it ends within its header");
  return bytes;
}

/// The header is a Python dictionary; this is what follows `'key':` in it.
std::string_view entry(std::string_view header, std::string_view key, const Refusal& refuse) {
  const auto quoted = fmt::format("'{}'", key);
  auto at = header.find(quoted);
  if (at != std::string_view::npos) at = header.find(':', at + quoted.size());
  if (at != std::string_view::npos) at = header.find_first_not_of(' ', at + 1);
  if (at == std::string_view::npos) refuse(fmt::format("damaged: its header has no {}", key));
  return header.substr(at);
}

std::vector<std::int64_t> parse_shape(std::string_view text, const Refusal& refuse) {
  std::vector<std::int64_t> shape;
  const auto end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos)
    refuse("damaged: its header has no shape");
  text = text.substr(1, end - 1);
  while (!text.empty()) {
    std::int64_t length = 0;
    const auto begin = std::min(text.find_first_not_of(" ,"), text.size());
    text.remove_prefix(begin);
    if (text.empty()) break;
    const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc() || length < 0) refuse("damaged: its shape is not of whole numbers");
    text.remove_prefix(static_cast<std::size_t>(after - text.data()));
    if (text.starts_with('L')) text.remove_prefix(1);  // Python 2
    shape.push_back(length);
  }
  return shape;
}

void parse_descr(std::string_view text, NpyHeader& header, const Refusal& refuse,
                 bool text_allowed) {
  const char quote = text.empty() ? ' ' : text.front();
  const auto end = quote == '\'' || quote == '"' ? text.find(quote, 1) : std::string_view::npos;
  if (end == std::string_view::npos)
    refuse("an array of records, not of numbers: save its columns as one matrix");
  const auto descr = text.substr(1, end - 1);
  if (descr.size() < 2) refuse("damaged: its header has no type");
  const char order = descr[0];
  header.kind = descr[1];
  header.bytes = 1;
  if (descr.size() > 2)
    std::from_chars(descr.data() + 2, descr.data() + descr.size(), header.bytes);
  header.swapped = (order == '>' && std::endian::native == std::endian::little) ||
                   (order == '<' && std::endian::native == std::endian::big);
  if (header.kind == 'c') refuse("complex: couplings, fields and states are real; save A.real");
  if (header.kind == 'O')
    refuse("an array of Python objects: save numbers, numpy.asarray(A, dtype=float)");
  if (text_allowed && header.kind == 'S') return;
  const auto is_one_of = [&](std::initializer_list<int> lengths) {
    return std::find(lengths.begin(), lengths.end(), header.bytes) != lengths.end();
  };
  const bool known = (header.kind == 'b' && header.bytes == 1) ||
                     (header.kind == 'f' && is_one_of({2, 4, 8, 16})) ||
                     ((header.kind == 'i' || header.kind == 'u') && is_one_of({1, 2, 4, 8}));
  if (!known)
    refuse(fmt::format("its type '{}' is not one of numbers: save numpy.asarray(A, dtype=float)",
                       descr));
  if (header.bytes == 16 && (sizeof(long double) != 16 || header.swapped))
    refuse(
        fmt::format("numbers of the type '{}' cannot be read here: save A.astype(float)", descr));
}

template <class Number>
Number load(const std::uint8_t* bytes, bool swapped) {
  std::uint8_t turned[sizeof(Number)];
  std::memcpy(turned, bytes, sizeof turned);
  if (swapped) std::reverse(turned, turned + sizeof turned);
  Number number;
  std::memcpy(&number, turned, sizeof number);
  return number;
}

/// IEEE 754 binary16.
double half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const int fraction = bits & 1023;
  double size =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  if (exponent == 31) size = fraction == 0 ? HUGE_VAL : std::nan("");
  return (bits & 0x8000) != 0 ? -size : size;
}

template <class Target, class Number>
Target convert(Number number, const Refusal& refuse) {
  const auto target = static_cast<Target>(number);
  if constexpr (std::is_integral_v<Number> && sizeof(Number) == 8) {
    // 2^63 and more would not come back.
    const bool in_range = std::is_same_v<Target, double>
                              ? std::abs(static_cast<double>(number)) < 0x1p63
                              : number <= static_cast<Number>(INT64_MAX);
    if (!in_range || static_cast<Number>(target) != number)
      refuse(
          fmt::format("the whole number {} has no exact place among doubles (beyond 2^53): save "
                      "A.astype(float)",
                      number));
  }
  return target;
}

template <class Target>
using Convert = Target (*)(const std::uint8_t*, bool, const Refusal&);

template <class Target, class Number>
Target take(const std::uint8_t* bytes, bool swapped, const Refusal& refuse) {
  return convert<Target>(load<Number>(bytes, swapped), refuse);
}

template <class Target>
void convert_all(const NpyHeader& header, std::span<const std::uint8_t> bytes, Target* target,
                 const Refusal& refuse) {
  const auto width = static_cast<std::size_t>(header.bytes);
  const auto run = [&](auto one) {
    for (std::size_t k = 0; k < bytes.size() / width; ++k)
      target[k] = static_cast<Target>(one(bytes.data() + k * width));
  };
  const auto as = [&](auto number) {
    using Number = decltype(number);
    if (header.swapped)
      run([&](const std::uint8_t* p) { return take<Target, Number>(p, true, refuse); });
    else  // a loop that vectorises
      run([&](const std::uint8_t* p) { return take<Target, Number>(p, false, refuse); });
  };
  const bool is_signed = header.kind == 'i';
  if (header.kind == 'f') {
    if (header.bytes == 2)
      run([&](const std::uint8_t* p) { return half(load<std::uint16_t>(p, header.swapped)); });
    if (header.bytes == 4) as(float{});
    if (header.bytes == 8) as(double{});
    if (header.bytes == 16) run([&](const std::uint8_t* p) { return load<long double>(p, false); });
    return;
  }
  if (header.kind == 'b') return run([](const std::uint8_t* p) { return *p != 0 ? 1 : 0; });
  if (header.bytes == 1) is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
  if (header.bytes == 2) is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
  if (header.bytes == 4) is_signed ? as(std::int32_t{}) : as(std::uint32_t{});
  if (header.bytes == 8) is_signed ? as(std::int64_t{}) : as(std::uint64_t{});
}

/// The numbers of one array in the order of the file, piece by piece.
template <class Target>
class Values {
 public:
  Values(const ByteSource& source, const NpyHeader& header, const Refusal& refuse)
      : source_(source),
        header_(header),
        refuse_(refuse),
        count_(value_count(header.shape, refuse)) {
    if (source.size && *source.size / width() < count_) refuse_truncated();
    bytes_.resize(as_they_are() ? 0 : piece * width());
  }

  std::size_t count() const { return count_; }

  std::vector<Target> next(std::size_t count) {
    std::vector<Target> values;
    // With an unknown size memory grows with what has come; a false header shall not take all.
    if (source_.size) values.reserve(count);
    while (values.size() < count) {
      const auto done = values.size();
      values.resize(done + std::min(piece, count - done));
      fill(std::span(values).subspan(done));
    }
    return values;
  }

  /// As many as fit into one piece.
  void fill(std::span<Target> values) {
    const auto bytes = values.size() * width();
    const auto raw = as_they_are()
                         ? std::span(reinterpret_cast<std::uint8_t*>(values.data()), bytes)
                         : std::span(bytes_).first(bytes);
    read(raw);
    if (!as_they_are()) convert_all(header_, raw, values.data(), refuse_);
  }

  void skip(std::size_t count) {
    bytes_.resize(std::max(bytes_.size(), std::min(count, piece) * width()));
    for (std::size_t length = 0; count > 0; count -= length) {
      length = std::min(piece, count);
      read(std::span(bytes_).first(length * width()));
    }
  }

  void require_end() const {
    std::uint8_t more = 0;
    if (source_.read({&more, 1}) != 0) refuse_("damaged: bytes follow the end of its array");
  }

  static constexpr std::size_t piece = std::size_t{1} << 17;

 private:
  std::size_t width() const { return static_cast<std::size_t>(header_.bytes); }
  bool as_they_are() const {
    return std::is_same_v<Target, double> && header_.kind == 'f' && header_.bytes == 8 &&
           !header_.swapped;
  }
  void read(std::span<std::uint8_t> bytes) const {
    if (source_.read(bytes) < bytes.size()) refuse_truncated();
  }
  [[noreturn]] void refuse_truncated() const {
    refuse_(fmt::format("truncated: it lacks numbers of its {} array", shape_text(header_.shape)));
  }

  const ByteSource& source_;
  const NpyHeader& header_;
  const Refusal& refuse_;
  std::size_t count_;
  std::vector<std::uint8_t> bytes_;
};

template <class Target>
std::vector<Target> read_values(const ByteSource& source, const NpyHeader& header,
                                const Refusal& refuse) {
  Values<Target> values(source, header, refuse);
  auto all = values.next(values.count());
  values.require_end();
  return all;
}

/// Matrices of an array whose first index runs fastest: the numbers of all of them alternate.
std::vector<DenseMatrix> read_alternating(Values<double>& values, const NpyHeader& header,
                                          const Slices& slices, bool of_known_size) {
  const auto samples = static_cast<std::size_t>(header.shape[0]);
  const auto rows = static_cast<std::size_t>(header.shape[1]);
  const auto columns = static_cast<std::size_t>(header.shape[2]);
  const auto first = static_cast<std::size_t>(slices.first);
  std::vector<DenseMatrix> matrices;
  std::size_t done = 0;
  const auto scatter = [&](std::span<const double> numbers) {
    if (matrices.empty())
      matrices.assign(static_cast<std::size_t>(slices.count),
                      {header.shape[1], header.shape[2], std::vector<double>(rows * columns),
                       header.kind == 'b'});
    for (const double number : numbers) {
      const auto entry = done / samples;
      const auto sample = done++ % samples - first;
      if (sample < matrices.size())
        matrices[sample].values[entry % rows * columns + entry / rows] = number;
    }
  };
  if (of_known_size) {
    std::vector<double> buffer(Values<double>::piece);
    while (done < values.count()) {
      const auto some = std::span(buffer).first(std::min(buffer.size(), values.count() - done));
      values.fill(some);
      scatter(some);
    }
  } else {
    scatter(values.next(values.count()));
  }
  values.require_end();
  return matrices;
}

/// A matrix whose columns follow one another, some of them at a time.
std::vector<double> read_by_columns(Values<double>& values, const NpyHeader& header) {
  const auto rows = static_cast<std::size_t>(header.shape[0]);
  const auto columns = static_cast<std::size_t>(header.shape[1]);
  constexpr std::size_t tile = 32;
  std::vector<double> matrix(rows * columns);
  std::vector<double> some(tile * rows);
  for (std::size_t j0 = 0; j0 < columns; j0 += tile) {
    const auto width = std::min(tile, columns - j0);
    for (std::size_t j = 0; j < width; ++j)
      for (std::size_t i = 0; i < rows; i += Values<double>::piece)
        values.fill(
            std::span(some).subspan(j * rows + i, std::min(Values<double>::piece, rows - i)));
    for (std::size_t i0 = 0; i0 < rows; i0 += tile)
      for (std::size_t i = i0; i < std::min(rows, i0 + tile); ++i)
        for (std::size_t j = 0; j < width; ++j) matrix[i * columns + j0 + j] = some[j * rows + i];
  }
  values.require_end();
  return matrix;
}

/// From the first index running fastest to the last one.
std::vector<double> reordered(const std::vector<double>& values,
                              const std::vector<std::int64_t>& shape) {
  std::vector<double> rows(values.size());
  const auto last = static_cast<std::size_t>(shape.back());
  const auto others = values.size() / std::max<std::size_t>(last, 1);
  if (shape.size() == 2) {  // by tiles
    constexpr std::size_t tile = 32;
    for (std::size_t i0 = 0; i0 < others; i0 += tile)
      for (std::size_t j0 = 0; j0 < last; j0 += tile)
        for (std::size_t i = i0; i < std::min(others, i0 + tile); ++i)
          for (std::size_t j = j0; j < std::min(last, j0 + tile); ++j)
            rows[i * last + j] = values[j * others + i];
    return rows;
  }
  std::vector<std::int64_t> index(shape.size(), 0);
  for (const double value : values) {
    std::size_t place = 0;
    for (std::size_t d = 0; d < shape.size(); ++d)
      place = place * static_cast<std::size_t>(shape[d]) + static_cast<std::size_t>(index[d]);
    rows[place] = value;
    for (std::size_t d = 0; d < shape.size() && ++index[d] == shape[d]; ++d) index[d] = 0;
  }
  return rows;
}

}  // namespace

NpyHeader read_npy_header(const ByteSource& source, const Refusal& refuse, bool text_allowed) {
  const auto begin = read_exactly(source, 8, refuse);
  if (!begin.starts_with(magic)) refuse("not a NumPy array: it does not begin as one");
  const int version = begin[6];
  if (version < 1 || version > 3)
    refuse(fmt::format("its format version {} is unknown (1 to 3 are read)", version));
  const auto digits = read_exactly(source, version == 1 ? 2 : 4, refuse);
  std::size_t length = 0;
  for (std::size_t k = digits.size(); k-- > 0;)
    length = length << 8 | static_cast<std::uint8_t>(digits[k]);
  if (length > longest_header) refuse("damaged: its header is longer than any array's");
  const auto text = read_exactly(source, length, refuse);
  NpyHeader header;
  parse_descr(entry(text, "descr", refuse), header, refuse, text_allowed);
  header.fortran_order = entry(text, "fortran_order", refuse).starts_with("True");
  header.shape = parse_shape(entry(text, "shape", refuse), refuse);
  return header;
}

Array read_npy(const ByteSource& source, const Refusal& refuse) {
  const auto header = read_npy_header(source, refuse);
  // A head that promises more than comes is met by read_values without taking all the memory.
  if (header.fortran_order && header.shape.size() == 2 && source.size) {
    Values<double> values(source, header, refuse);
    return {header.shape, read_by_columns(values, header), header.kind == 'b'};
  }
  Array array{header.shape, read_values<double>(source, header, refuse), header.kind == 'b'};
  if (header.fortran_order && header.shape.size() > 1 && !array.values.empty())
    array.values = reordered(array.values, header.shape);
  return array;
}

void read_npy_slices(const ByteSource& source, const Refusal& refuse, const Slices& slices,
                     const std::function<void(DenseMatrix&&)>& take) {
  const auto header = read_npy_header(source, refuse);
  require_slices(header.shape, slices, refuse);
  Values<double> values(source, header, refuse);
  if (header.fortran_order) {
    for (auto& matrix : read_alternating(values, header, slices, source.size.has_value()))
      take(std::move(matrix));
    return;
  }
  const auto length = static_cast<std::size_t>(header.shape[1] * header.shape[2]);
  values.skip(static_cast<std::size_t>(slices.first) * length);
  for (std::int64_t k = 0; k < slices.count; ++k)
    take({header.shape[1], header.shape[2], values.next(length), header.kind == 'b'});
  if (slices.first + slices.count == header.shape[0]) values.require_end();
}

std::vector<std::int64_t> read_npy_integers(const ByteSource& source, const Refusal& refuse) {
  const auto header = read_npy_header(source, refuse);
  if (header.shape.size() != 1 || (header.kind != 'i' && header.kind != 'u'))
    refuse("damaged: not a list of whole numbers");
  return read_values<std::int64_t>(source, header, refuse);
}

std::string read_npy_text(const ByteSource& source, const Refusal& refuse) {
  const auto header = read_npy_header(source, refuse, true);
  if (header.kind != 'S' || header.bytes < 1 || header.bytes > 64 || !header.shape.empty())
    refuse("damaged: not the name of a format");
  auto text = read_exactly(source, static_cast<std::size_t>(header.bytes), refuse);
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

std::string npy_header(std::string_view descr, const std::vector<std::int64_t>& shape) {
  auto text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr,
                          shape_text(shape));
  constexpr std::size_t alignment = 64;
  const std::size_t before = magic.size() + 4;
  text.append(alignment - (before + text.size() + 1) % alignment, ' ');
  text += '\n';
  std::string header(magic);
  header += '\x01';
  header += '\0';
  header += static_cast<char>(text.size() & 255);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace steady::files::detail
