"""One linear layer and a squared error: the smallest computation with a gradient worth reading.

The error is (w @ x + b - z) ** 2. Its derivative with respect to y = w @ x + b is 2 (y - z), here
2 * (1.6 - 1) = 1.2; each weight passes on its own input, so w's gradient is 1.2 * [1, 2].
"""

import nbautograd as torch

# The leaves: tensors that we made ourselves and want gradients of.
x = torch.tensor([[1.0], [2.0]], requires_grad=True)
w = torch.tensor([[0.5, 0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)

# What y should have been. Nobody asks for its gradient.
z = torch.tensor(1.0)

y = w @ x + b
loss = (y - z) ** 2

# Backward from the loss: every leaf on the way now has its gradient in .grad
loss.backward()
