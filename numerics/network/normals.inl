// Box–Muller on blocks of words, in loops that a compiler turns into vector instructions. Included
// once per instruction set; every operation is correctly rounded and none is fused, so all give
// the same bits. No templates of the standard library here: they would be shared between the sets.

// The double with these bits, and back.
static inline double as_double(std::uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}
static inline std::uint64_t as_bits(double value) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

// A whole number below 2^52 as a double: exact, and without the conversion AVX2 lacks.
static inline double whole(std::uint64_t number) {
  return as_double(number | 0x4330000000000000ULL) - 0x1p52;
}

// (k + 1/2)·2^-52 with the upper 52 bits k: network::open_uniform.
static inline double uniform(std::uint64_t word) {
  return (whole(word >> 12) + 0.5) * 0x1p-52;
}

// ln u for u in (0,1), from u = m 2^e with m in [1/√2, √2) and ln m = 2 artanh((m−1)/(m+1)).
// Eleven terms leave a truncation error below 2^-58. Own code for the sake of identical bits.
static inline double portable_log(double u) {
  const std::uint64_t bits = as_bits(u);
  const double half_to_one = as_double((bits & 0x000fffffffffffffULL) | 0x3fe0000000000000ULL);
  const bool low = half_to_one < 0.70710678118654757;  // √2/2
  const double mantissa = low ? half_to_one * 2.0 : half_to_one;
  const double exponent = whole(bits >> 52) - (low ? 1023.0 : 1022.0);
  const double f = (mantissa - 1.0) / (mantissa + 1.0);
  const double f2 = f * f;
  double series = 0.0;
#pragma GCC unroll 11
  for (int k = 11; k >= 1; --k) series = (series + 1.0 / (2 * k + 1)) * f2;
  return exponent * 0.69314718055994531 + 2.0 * f * (1.0 + series);
}

static void radii(std::size_t count, const std::uint64_t* words, double* radius) {
  for (std::size_t i = 0; i < count; ++i)
    radius[i] = __builtin_sqrt(-2.0 * portable_log(uniform(words[i])));
}

// A uniformly random direction: two bits choose the quadrant, the rest an angle x in (−π/4, π/4),
// cos x and sin x by their Taylor series; truncation error below 2^-58.
static void directions(std::size_t count, const std::uint64_t* words, double* cosines,
                       double* sines) {
  for (std::size_t i = 0; i < count; ++i) {
    const double x = (uniform(words[i] << 2) - 0.5) * (3.1415926535897931 / 2.0);
    const double x2 = x * x;
    double cosine = 1.0;
    double sine = 1.0;
#pragma GCC unroll 9
    for (int k = 9; k >= 1; --k) {
      cosine = 1.0 - cosine * x2 / ((2 * k - 1) * (2 * k));
      sine = 1.0 - sine * x2 / ((2 * k) * (2 * k + 1));
    }
    sine = x * sine;
    const std::uint64_t quadrant = words[i] >> 62;
    const bool turned = (quadrant & 1) != 0;
    const std::uint64_t sign_c = (quadrant == 1 || quadrant == 2) ? 1ULL << 63 : 0;
    const std::uint64_t sign_s = quadrant >= 2 ? 1ULL << 63 : 0;
    cosines[i] = as_double(as_bits(turned ? sine : cosine) ^ sign_c);
    sines[i] = as_double(as_bits(turned ? cosine : sine) ^ sign_s);
  }
}

static void box_muller(std::size_t count, const std::uint64_t* radius_words,
                       const std::uint64_t* direction_words, double* first, double* second) {
  double radius[normals_block], cosine[normals_block], sine[normals_block];
  radii(count, radius_words, radius);
  directions(count, direction_words, cosine, sine);
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = radius[i] * cosine[i];
    second[i] = radius[i] * sine[i];
  }
}
