"""The engine: autograd in one sitting.

Read `tensor` (what a tensor is), `node` (one application of an op), `declare`, `op` and `compile`
(what a declaration becomes), `plain` (the backward pass in one loop), then what is not plain:
`apply`, `walk`, `inplace`, `views`, `hooks`, `forward`.
"""
