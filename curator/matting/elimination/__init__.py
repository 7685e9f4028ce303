"""Exact solutions of sparse systems between neighbouring pixels, kept up as pixels come and go.

Nested dissection (George, "Nested Dissection of a Regular Finite Element Mesh", SIAM J. Numer. Anal.
1973) with frontal matrices (Duff and Reid, "The Multifrontal Solution of Indefinite Sparse Symmetric
Linear Equations", ACM TOMS 1983). The photo is cut by strips as thick as the system reaches, so that
what lies on one side knows nothing of the other; both sides are eliminated first, the strip after them.
Where the cuts run is fixed, so a pixel that becomes known or unknown concerns only those pieces of the
photo that it lies in: they alone are factorised again.
"""
