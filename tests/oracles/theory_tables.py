#!/usr/bin/env python3
"""Reference values for theory/, 50 digits, by routes the library does not use.

    python3 tests/oracles/theory_tables.py [OUTPUT_DIRECTORY]

writes theory.csv (function, up to three arguments, value) and bivariate.csv (a, b, rho, Phi2,
ln Phi2). Needs mpmath. Arguments are doubles, written so that they read back exactly, and the
values belong to exactly those doubles. The quadratures for Phi2 and for the mean count at
eta > 0 are done twice, with different working precision and different panels, and must agree to
1e-45, or the program stops; pairs and cycles use one tanh-sinh quadrature at 65 digits. The whole
takes about ten minutes.
"""
import itertools
import multiprocessing
import sys
from pathlib import Path

import mpmath as mp

DIGITS = 50
AGREE = mp.mpf(10) ** -45


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def support(f, peak, lower, upper, drop, scale):
    """Where the unimodal f has fallen by the factor exp(-drop), by doubling, on both sides."""
    ends = []
    floor = f(peak) * mp.exp(-drop)
    for direction, limit in ((-1, lower), (1, upper)):
        step = scale
        while f(peak + direction * step) > floor:
            step *= 2
            if limit is not None and step > abs(limit - peak):
                break
        end = peak + direction * step
        if limit is not None and direction * (end - limit) > 0:
            end = limit
        ends.append(end)
    return ends


def peak_of(f, low, high):
    """Golden section on the logarithm, rough."""
    ratio = (mp.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if f(left) > f(right):
            high = right
        else:
            low = left
    return (low + high) / 2


def panels(points, width_factor):
    """Sorted break points; long panels are cut so that Gauss-Legendre converges fast."""
    points = sorted(set(points))
    result = [points[0]]
    for point in points[1:]:
        pieces = int(width_factor)
        start = result[-1]
        result += [start + (point - start) * i / pieces for i in range(1, pieces + 1)]
    return result


def integrate(f, points, top):
    """The same integral with two sets of panels and two precisions; top is the largest value of f
    (mp.quad stops on absolute errors, so it must see numbers of order one)."""
    values = []
    for extra, pieces in ((12, 1), (20, 2)):
        with mp.workdps(DIGITS + extra):
            values.append(top * mp.quad(lambda x: f(x) / top, panels(points, pieces),
                                        method="gauss-legendre", maxdegree=9))
    if abs(values[0] - values[1]) > AGREE * abs(values[1]):
        raise ArithmeticError(f"quadrature disagrees: {values}")
    return values[1]


def bivariate(a, b, rho):
    """(Phi2, ln Phi2) by conditioning on the smaller limit."""
    with mp.workdps(DIGITS + 20):
        a, b, rho = sorted((mp.mpf(a), mp.mpf(b))) + [mp.mpf(rho)]
        root = mp.sqrt(1 - rho * rho)
        offset = b - rho * a

        def f(v):
            return density(a - v) * cdf((offset + rho * v) / root)

        # The slope of ln f, exactly; its zero is the peak.
        def slope(v):
            t = (offset + rho * v) / root
            return a - v + rho / root * density(t) / cdf(t)

        peak = mp.mpf(0)
        if slope(mp.mpf(0)) > 0:
            low, high = mp.mpf(0), mp.mpf(1)
            while slope(high) > 0:
                low, high = high, 2 * high
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if slope(middle) > 0 else (low, middle)
            peak = low
        scale = 1 / (1 + abs(slope(mp.mpf(0))))
        left, right = support(f, peak, mp.mpf(0), None, 130, scale)
        cuts = {left, peak, right}
        if rho != 0:
            bend, width = -offset / rho, root / abs(rho)
            for m in (-16, -8, -4, -2, 0, 2, 4, 8, 16):
                if left < bend + m * width < right:
                    cuts.add(bend + m * width)
        for fraction in (mp.mpf(1) / 64, mp.mpf(1) / 16, mp.mpf(1) / 4):
            cuts.add(peak + (right - peak) * fraction)
            cuts.add(peak - (peak - left) * fraction)
        value = integrate(f, cuts, f(peak))
        return value, mp.log(value)


def check_bivariate(a, b, rho):
    """The other route, Phi2 = Phi(a) Phi(b) + int_0^rho phi2(a,b;r) dr (Plackett)."""
    value, _ = bivariate(a, b, rho)
    with mp.workdps(DIGITS + 10):
        a, b, rho = mp.mpf(a), mp.mpf(b), mp.mpf(rho)

        def f(angle):
            return mp.exp(-(a * a + b * b - 2 * a * b * mp.sin(angle)) / (2 * mp.cos(angle) ** 2))

        end = mp.asin(rho)
        integral = mp.quad(f, mp.linspace(0, end, 9)) / (2 * mp.pi)
        if abs(cdf(a) * cdf(b) + integral - value) > mp.mpf(10) ** -40:
            raise ArithmeticError(f"Plackett's identity fails at {a} {b} {rho}")


def log_gaussian_power(alpha, beta, power):
    """ln int Dz Phi(alpha + beta z)^power."""
    def f(z):
        return density(z) * cdf(alpha + beta * z) ** power

    with mp.workdps(DIGITS + 20):
        # The peak of the logarithm solves z = power beta Mills(alpha + beta z).
        def slope(z):
            x = alpha + beta * z
            return power * beta * density(x) / cdf(x) - z
        low, high = mp.mpf(0), mp.mpf(1)
        while slope(high) > 0:
            low, high = high, 2 * high
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) > 0 else (low, middle)
        left, right = support(f, low, None, None, 130, mp.mpf(1) / 16)
        cuts = {left, low, right}
        for m in (-16, -8, -4, -2, 0, 2, 4, 8, 16):
            if left < (m - alpha) / beta < right:
                cuts.add((m - alpha) / beta)
        for fraction in (mp.mpf(1) / 64, mp.mpf(1) / 16, mp.mpf(1) / 4):
            cuts.add(low + (right - low) * fraction)
            cuts.add(low - (low - left) * fraction)
        return mp.log(integrate(f, cuts, f(low)))


def entropy(j, eta):
    """ln 2 plus the maximum over u, found by bisection of the stationarity condition."""
    j, root = mp.mpf(j), mp.sqrt(mp.mpf(eta))

    def slope(u):
        x = j + root * u
        return root * density(x) / cdf(x) - u
    low, high = mp.mpf(0), mp.mpf(1)
    while slope(high) > 0:
        low, high = high, 2 * high
    for _ in range(220):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return mp.log(2) - low * low / 2 + mp.log(cdf(j + root * low))


def mean_count(n, j, eta):
    n, j, eta = mp.mpf(n), mp.mpf(j), mp.mpf(eta)
    if eta == 0:
        return n * mp.log(2 * cdf(j * mp.sqrt(n / (n - 1))))
    rest = mp.sqrt((n - 1 - eta) / n)
    return n * mp.log(2) + log_gaussian_power(j / rest, mp.sqrt(eta / n) / rest, int(n))


def sparse_count(n, j, c):
    j, c = mp.mpf(j), mp.mpf(c)
    p = c / (n - 1)
    sigma = mp.sqrt((n - 1) / (n * c))
    stable = (1 - p) ** (n - 1) * (1 if j >= 0 else 0)
    for k in range(1, n):
        stable += (mp.binomial(n - 1, k) * p ** k * (1 - p) ** (n - 1 - k)
                   * cdf(j / (sigma * mp.sqrt(k))))
    return n * mp.log(2 * stable)


def equal_bivariate(a, rho):
    """Phi2(a,a;rho) = max(0, 2 Phi(a) - 1) + int_{-1}^rho phi2(a,a;r) dr, with r = -cos(angle)."""
    floor = max(mp.mpf(0), 2 * cdf(a) - 1)
    if rho == 1:
        return cdf(a)
    if rho == -1:
        return floor

    def exponent(angle):
        return -(a / mp.sin(angle / 2)) ** 2 / 2 if a != 0 else mp.mpf(0)

    end = mp.acos(-rho)
    top = exponent(end)

    def f(angle):
        return mp.exp(exponent(angle) - top) if angle > 0 else mp.mpf(a == 0)

    cuts = [end * mp.mpf(x) for x in (0, 0.25, 0.5, 0.75, 0.875, 0.9375, 1)]
    return floor + mp.exp(top) * mp.quad(f, cuts) / (2 * mp.pi)


def pair_terms(n, j, k, sign):
    """2^N C(N,k) Phi2(a,a;rho_s)^(N-k) Phi2(sign a,sign a;-rho_d)^k."""
    a = mp.mpf(j) * mp.sqrt(mp.mpf(n) / (n - 1))
    value = mp.mpf(2) ** n * mp.binomial(n, k)
    if k < n:
        value *= equal_bivariate(a, mp.mpf(n - 1 - 2 * k) / (n - 1)) ** (n - k)
    if k > 0:
        value *= equal_bivariate(sign * a, -mp.mpf(n - 2 * k + 1) / (n - 1)) ** k
    return value


def pair_entropy(j, q):
    j, q = mp.mpf(j), mp.mpf(q)
    d = (1 - q) / 2
    return (mp.log(2) - d * mp.log(d) - (1 - d) * mp.log(1 - d)
            + (1 - d) * mp.log(equal_bivariate(j, q)) + d * mp.log(equal_bivariate(j, -q)))


def linked(topology, modules, a, b):
    """Topologies in the order of theory/modules.hpp: 0 chain, 1 ring, 2 all."""
    return a != b and (topology == 2 or abs(a - b) == 1
                       or (topology == 1 and abs(a - b) == modules - 1))


def module_sum(topology, modules, coupling, j):
    """The plain sum over all configurations of one site, eq. (5.3)."""
    total = mp.mpf(0)
    for spins in itertools.product((-1, 1), repeat=modules):
        term = mp.mpf(1)
        for a in range(modules):
            field = sum(spins[b] for b in range(modules) if linked(topology, modules, a, b))
            term *= cdf(mp.mpf(j) + mp.mpf(coupling) * spins[a] * field)
        total += term
    return mp.log(total)


def repelled_saddle(alpha, strength):
    """x + b lambda(x) = alpha, by bisection: the left side increases."""
    def excess(x):
        return x + strength * density(x) / cdf(x) - alpha
    low, high = alpha - 1, alpha
    while excess(low) > 0:
        low = 2 * low - high
    for _ in range(8 * DIGITS):
        middle = (low + high) / 2
        low, high = (low, middle) if excess(middle) > 0 else (middle, high)
    return (low + high) / 2


def repelled_entropy(j, eta):
    """Eq. (2.8) at eta < 0."""
    b = -mp.mpf(eta)
    x = repelled_saddle(mp.mpf(j), b)
    return mp.log(2 * cdf(x)) + b * (density(x) / cdf(x)) ** 2 / 2


def repelled_count(n, j, eta):
    """Eq. (2.9) along two straight lines parallel to the imaginary axis, which must agree; the
    library's path leans and passes through the saddle."""
    j, eta = mp.mpf(j), mp.mpf(eta)
    private = n - 1 - eta
    alpha, beta = j * mp.sqrt(n / private), mp.sqrt(-eta / private)
    shift = (alpha - repelled_saddle(alpha, n * beta ** 2)) / beta
    values = []
    for part in (mp.mpf(9) / 10, mp.mpf(11) / 10):
        c = part * shift

        def f(y):
            return mp.re(mp.exp(-(y + 1j * c) ** 2 / 2 + n * mp.log(cdf(alpha + beta * (1j * y - c)))))
        top = f(mp.mpf(0))
        end = mp.sqrt(2 * (DIGITS + 15) * mp.log(10) / (1 - n * beta ** 2))
        cuts = [mp.mpf(0)] + [end * (k / mp.mpf(16)) ** 2 for k in range(1, 17)]
        values.append(2 * integrate(f, cuts, top) / mp.sqrt(2 * mp.pi))
    if abs(values[0] - values[1]) > AGREE * abs(values[1]):
        raise ArithmeticError(f"contours disagree: {values}")
    return n * mp.log(2) + mp.log(values[0])


def repelled_rows():
    for j in [-40.0, -3.0, -0.25, 0.0, 0.5, 3.0, 40.0]:
        for eta in [-1e-6, -0.1, -0.5, -0.9]:
            yield "repelled_entropy", (j, eta), lambda j=j, e=eta: repelled_entropy(j, e)
    for n in [3, 4, 12]:
        for j in [-3.0, -0.2, 0.0, 0.5, 2.0]:
            for eta in [-0.05, -0.5, -0.9375]:
                yield "log_mean_fixed_points", (n, j, eta), lambda n=n, j=j, e=eta: repelled_count(n, j, e)


def theory_rows():
    yield from repelled_rows()
    log = mp.log
    xs = [-1e8, -12345.678, -300.0, -100.0, -50.0, -38.5, -37.5, -37.0, -36.9, -30.0, -20.0, -12.0,
          -8.5, -8.0, -7.9, -6.0, -5.0, -4.0, -3.0, -2.0, -1.5, -1.0, -0.99, -0.7, -0.3, -0.1,
          -1e-8, 0.0, 1e-8, 0.1, 0.3, 0.7, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 37.0]
    for x in xs:
        y = mp.mpf(x)
        yield "normal_cdf", (x,), lambda y=y: cdf(y)
        yield "normal_density", (x,), lambda y=y: density(y)
        yield "log_normal_cdf", (x,), lambda y=y: log(cdf(y)) if y < 0 else mp.log1p(-cdf(-y))
        yield "inverse_mills_ratio", (x,), lambda y=y: density(y) / cdf(y)
    for a, b in [(0.3, 0.3000001), (-5.0, -5.0000001), (-30.0, -30.5), (-1000.0, -1002.5),
                 (-1e6, -1000001.5), (5.0, 5.5), (8.0, 8.0001), (2.0, 9.0), (-3.0, 4.0), (0.2, 1.1),
                 (-0.5, 0.4), (20.0, 20.5)]:
        a, b = max(a, b), min(a, b)

        def ratio(a=mp.mpf(a), b=mp.mpf(b)):
            with mp.workdps(400):
                if b < -200:  # the complement is not needed; use the exact tails
                    return log(mp.erfc(-a / mp.sqrt(2))) - log(mp.erfc(-b / mp.sqrt(2)))
                return log(cdf(a)) - log(cdf(b))
        yield "log_normal_cdf_ratio", (a, b), ratio
    for j in [-40.0, -10.0, -3.0, -1.0, -0.25, 0.0, 0.0427, 0.5, 1.0, 3.0, 10.0, 40.0]:
        for eta in [0.0, 1e-6, 0.1, 0.5, 0.9, 1.0]:
            yield "fixed_point_entropy", (j, eta), lambda j=j, e=eta: entropy(j, e)
    for n in [2, 3, 4, 12, 100, 1000, 1000000]:
        for j in [-3.0, -0.2, 0.0, 0.5, 2.0]:
            for eta in [0.0, 0.05, 0.5, 0.9375, 1.0]:
                if n == 2 and eta == 1.0:
                    continue  # the density degenerates; a limit, tested by hand
                yield "log_mean_fixed_points", (n, j, eta), lambda n=n, j=j, e=eta: mean_count(n, j, e)
    for n, j, c in [(2, 0.3, 0.5), (10, -0.4, 3.0), (10, 0.0, 3.0), (30, 0.7, 2.5), (30, -2.0, 1.0),
                    (200, 0.2, 5.0), (200, -0.2, 150.0), (200, -20.0, 1.0), (1000, 0.5, 30.0)]:
        yield "log_mean_fixed_points_sparse", (n, j, c), lambda n=n, j=j, c=c: sparse_count(n, j, c)
    for n in [2, 3, 12, 60]:
        for j in [-0.5, 0.0, 0.3, 1.0]:
            for k in sorted({0, 1, 2, n // 2, n - 1, n}):
                def pairs(n=n, j=j, k=k):
                    value = pair_terms(n, j, k, 1)
                    return log(value) if value > 0 else mp.mpf("-inf")
                yield "log_mean_pairs", (n, j, k), pairs
            yield ("log_mean_square_fixed_points", (n, j),
                   lambda n=n, j=j: log(mp.fsum(pair_terms(n, j, k, 1) for k in range(n + 1))))
            yield ("log_mean_two_cycles", (n, j),
                   lambda n=n, j=j: log(mp.fsum(pair_terms(n, j, k, -1)
                                                for k in range(1, n + 1)) / 2))
    for j in [-3.0, -0.5, 0.0, 0.0427, 0.3, 1.0, 4.0]:
        for q in [-0.999, -0.5, 0.0, 0.3, 0.9, 0.99, 0.999999]:
            yield "pair_entropy", (j, q), lambda j=j, q=q: pair_entropy(j, q)
    for topology, name in enumerate(("chain", "ring", "all")):
        for modules in [1, 2, 3, 6]:
            for coupling, j in [(0.1, 0.0), (-0.4, 0.25), (1.5, -2.0), (-3.0, 0.0), (0.5, -30.0)]:
                yield ("modules_entropy_" + name, (modules, coupling, j),
                       lambda t=topology, m=modules, c=coupling, j=j: module_sum(t, m, c, j) / m)


def bivariate_points():
    limits = [-37.5, -5.0, -1.0, -0.25, 0.0, 1.5, 4.0]
    gaps = [1e-15, 1e-11, 1e-7, 1e-3, 0.02, 0.0754]
    rhos = ([-1 + g for g in gaps] + [-0.7, -0.3, 0.0, 0.25, 0.6, 0.9] + [1 - g for g in gaps])
    for a in limits:
        for b in limits:
            if a <= b:
                for rho in rhos:
                    yield a, b, rho
    for rho in [-0.999, -0.5, 0.0, 0.5, 0.999, 0.9999999]:  # far and lopsided
        for a, b in [(-40.0, 40.0), (-40.0, -39.5), (-200.0, -1.0), (-1000.0, -1000.0),
                     (-3.0, 2.9999), (-3.0, 3.0001), (1e-9, -1e-9), (-1.0, -1.0 - 1e-9)]:
            yield a, b, rho


def bivariate_row(point):
    value, log_value = bivariate(*point)
    return ",".join([repr(x) for x in point] + [mp.nstr(value, DIGITS), mp.nstr(log_value, DIGITS)])


def main():
    mp.mp.dps = DIGITS + 15
    out = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    note = f"# {DIGITS}-digit values by tests/oracles/theory_tables.py, mpmath {mp.__version__}\n"
    with open(out / "theory.csv", "w") as table:
        table.write(note + "function,x,y,z,value\n")
        for name, arguments, value in theory_rows():
            padded = [repr(x) for x in arguments] + [""] * (3 - len(arguments))
            table.write(",".join([name] + padded + [mp.nstr(value(), DIGITS)]) + "\n")
    for point in [(-1.0, 0.5, 0.6), (-0.25, -0.25, -0.7), (1.5, -3.0, 0.9), (0.5, 0.5, -0.9)]:
        check_bivariate(*point)
    with multiprocessing.Pool(2) as pool:
        rows = pool.map(bivariate_row, list(bivariate_points()), chunksize=8)
    with open(out / "bivariate.csv", "w") as table:
        table.write(note + "a,b,rho,value,log_value\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
