#!/usr/bin/env python3
"""Writes the small files of tests/numerics/files/cases, as NumPy, scipy, h5py, pandas and PyTables
write them. Run once (NumPy 1.24, scipy 1.10, h5py 3.7, pandas 1.5, PyTables 3.7):

    python3 tests/oracles/file_cases.py tests/numerics/files/cases
"""
import io
import pathlib
import sys
import warnings

import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sp

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
n = 5
i, j = np.indices((n, n))
whole = (3 * i + 5 * j) % 7 - 3  # the tests compute the same
real = whole * 0.375
few = np.where((i + 2 * j) % 3 == 0, real, 0.0)
vector = np.arange(n) * 0.25 - 0.5
stack = np.stack([real, real + 1, real + 2])

# --- .npy
for name in "<f8 >f8 <f4 >f4 <f2 >f2".split():
    np.save(folder / f"real_{name[1:]}{'be' if name[0] == '>' else ''}.npy", real.astype(name))
for name in "i1 <i2 >i2 <i4 >i4 <i8 >i8".split():
    plain = name.strip("<>")
    np.save(folder / f"whole_{plain}{'be' if name[0] == '>' else ''}.npy", whole.astype(name))
for name in "u1 <u2 >u4 <u8".split():
    plain = name.strip("<>")
    np.save(folder / f"natural_{plain}{'be' if name[0] == '>' else ''}.npy", (whole + 3).astype(name))
np.save(folder / "real_longdouble.npy", real.astype(np.longdouble))
np.save(folder / "truth.npy", whole > 0)
np.save(folder / "fortran.npy", np.asfortranarray(real))
np.save(folder / "stack.npy", stack)
np.save(folder / "stack_fortran.npy", np.asfortranarray(stack))
np.save(folder / "vector.npy", vector)
for version in (2, 3):
    with open(folder / f"version{version}.npy", "wb") as f:
        np.lib.format.write_array(f, real, version=(version, 0))
np.save(folder / "refused_complex.npy", real + 1j)
np.save(folder / "refused_object.npy", np.array([[1, None], [2, 3]], dtype=object), allow_pickle=True)
np.save(folder / "refused_text.npy", np.array([["a", "b"], ["c", "d"]]))
np.save(folder / "refused_records.npy", np.zeros(3, dtype=[("a", "<f8"), ("b", "<i4")]))
np.save(folder / "refused_large.npy", np.array([[2**53 + 1, 0], [0, 1]]))
bad = real.copy()
bad[1, 3] = np.nan
np.save(folder / "refused_nan.npy", bad)

# --- .npz
np.savez(folder / "two.npz", J=real, external_field=vector)
np.savez_compressed(folder / "two_deflated.npz", J=real, external_field=vector)
np.savez(folder / "many.npz", A=real, B=real + 1, field=vector)
sp.save_npz(folder / "csr.npz", sp.csr_matrix(few))
sp.save_npz(folder / "csc.npz", sp.csc_matrix(few), compressed=False)
sp.save_npz(folder / "coo.npz", sp.coo_matrix(few))
sp.save_npz(folder / "dia.npz", sp.dia_matrix(few))
blocks = np.zeros((6, 6))
blocks[:n, :n] = few
sp.save_npz(folder / "bsr.npz", sp.bsr_matrix(blocks, blocksize=(2, 3)))
sp.save_npz(folder / "refused_twice.npz", sp.coo_matrix(([1.0, 2.0], ([1, 1], [3, 3])), shape=(n, n)))

# --- .mtx
scipy.io.mmwrite(folder / "coordinate.mtx", sp.coo_matrix(few), comment="of scipy", symmetry="general")
scipy.io.mmwrite(folder / "array.mtx", real, symmetry="general")
scipy.io.mmwrite(folder / "integer.mtx", sp.coo_matrix(whole), symmetry="general")
scipy.io.mmwrite(folder / "symmetric.mtx", sp.coo_matrix(few + few.T), symmetry="symmetric")
scipy.io.mmwrite(folder / "symmetric_array.mtx", real + real.T, symmetry="symmetric")
scipy.io.mmwrite(folder / "skew.mtx", sp.coo_matrix(few - few.T), symmetry="skew-symmetric")
scipy.io.mmwrite(folder / "skew_array.mtx", real - real.T, symmetry="skew-symmetric")
scipy.io.mmwrite(folder / "pattern.mtx", sp.coo_matrix(few != 0), field="pattern", symmetry="general")

# --- text
pd.DataFrame(real).to_csv(folder / "pandas.csv")
pd.DataFrame(real).to_csv(folder / "pandas_numbers_above.csv", index=False)
names = [f"gene {k}" for k in range(n)]
pd.DataFrame(real, index=names, columns=names).to_csv(folder / "pandas_names.csv")
pd.DataFrame(real, index=names, columns=names).to_csv(folder / "pandas_names.tsv", sep="\t")
np.savetxt(folder / "savetxt.txt", real)

# --- HDF5
with h5py.File(folder / "h5py.h5", "w", track_order=False) as f:
    f["f8"] = real
    f["f4"] = real.astype("f4")
    f["f8be"] = real.astype(">f8")
    f["i1"] = whole.astype("i1")
    f["i8"] = whole.astype("i8")
    f["truth"] = whole > 0
    f["complex"] = real + 1j
    f["vector"] = vector
    f["inner/stack"] = stack
    f.create_dataset("packed", data=real, chunks=(2, 2), compression="gzip", shuffle=True)
    for name, matrix in (("csr", sp.csr_matrix(few)), ("csc", sp.csc_matrix(few))):
        group = f.create_group(name)  # as anndata has them
        group["data"], group["indices"], group["indptr"] = matrix.data, matrix.indices, matrix.indptr
        group.attrs["encoding-type"] = name + "_matrix"
        group.attrs["shape"] = matrix.shape
    matrix = sp.csc_matrix(few)
    group = f.create_group("matlab")
    group["data"], group["ir"] = matrix.data, matrix.indices.astype("u8")
    group["jc"] = matrix.indptr.astype("u8")
    group.attrs["MATLAB_sparse"] = np.uint64(n)
    f.attrs["variable"] = "of any length"
    f.attrs["fixed"] = np.bytes_("of fixed length")
    f.attrs["whole"] = 3
    f.attrs["number"] = 0.5
with h5py.File(folder / "one.h5", "w") as f:
    f["only"] = real
    f["remark"] = "a text beside it"
with pd.HDFStore(folder / "pandas.h5", "w") as store:
    store["J"] = pd.DataFrame(real)

# --- states, as others would write them
spins = np.where((i + j) % 3 == 0, 1, -1)[:3]
with h5py.File(folder / "runs_h5py.h5", "w") as f:
    group = f.create_group("runs/truth")
    group["end"] = spins > 0
    group.attrs["network"] = "of h5py"
    group.attrs["self_coupling"] = 0
    group.attrs["remark"] = np.bytes_("fixed length")
    group = f.create_group("runs/float")
    group["start"], group["end"] = -spins.astype(float), spins.astype(float)
    group["verified"] = np.array([True, False, True])
    group["period"] = np.array([1, 0, 1], dtype="i4")
    group["columns/sweeps"] = np.array([3, 100, 7])
    group = f.create_group("runs/whole")
    group["end"] = spins.astype("i8")
    group = f.create_group("runs/zero_one")
    group["end"] = (spins + 1) // 2
with h5py.File(folder / "states_h5py.h5", "w") as f:
    f["states/rows"] = spins.astype("f8")
    f["states/truth"] = spins > 0
    words = ((spins > 0) << np.arange(n)).sum(axis=1)
    f["states/words"] = words
    f["states/words"].attrs["size"] = n
    f["states/words"].attrs["network"] = "mine"
    f["states/words"].attrs["self_coupling"] = 1
