"""Automatic differentiation: in reverse over a tape that can be read, and forward by dual numbers.

In reverse, one sweep gives the derivatives of one result with respect to every input:

    tape = reverse.Tape()
    x = tape.variable(3.0, "x")
    y = x * operations.exp(-x)
    y.backward()
    x.adjoint  # dy/dx = (1 - x) exp(-x)

and `tape.nodes` holds each step of the computation, in order. Forward, one sweep gives the
derivatives of every result along one direction: `operations.exp(forward.Dual(3.0, 1.0)).tangent`.
Both read the one table of `operations`, where each has its derivatives beside it.

The method and its words (tape, adjoint, tangent) are those of Griewank and Walther, Evaluating
Derivatives, 2nd edition (2008), sections 3.1 and 3.2.
"""
