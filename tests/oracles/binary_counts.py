#!/usr/bin/env python3
"""ln E[#] of the binary ensemble, eq. (2.7), by exact integers and 40-digit logarithms (mpmath).

usage: binary_counts.py SIZE SELF_COUPLING   (the couplings are on the grid of 2^-20)
"""
import sys
from fractions import Fraction
from math import ceil, comb

from mpmath import log, mp, mpf, sqrt

mp.dps = 40
size, self_coupling = int(sys.argv[1]), Fraction(sys.argv[2])
g = int(mp.nint(2**20 / sqrt(size)))
t = ceil(-self_coupling * 2**20)
tail = sum(comb(size - 1, k) for k in range(size) if g * (2 * k - (size - 1)) >= t)
print(size * (log(mpf(tail)) - (size - 2) * log(mpf(2))))
