"""The paper's network in PyTorch, written for speed, to hold ours against.

Everything that a user could do within PyTorch is tried, and the fastest counts. What ours does and this
leaves out is in PyTorch's favour: pieces of equal length that fill every row, no transposition, no
accuracy, and for composing no check of which pitches sound, no log-likelihood and no score.

Layers, each giving the same numbers:
    gru     torch.nn.GRU on one-hot vectors beside the output of the layer below
    script  look-ups instead of one-hot vectors, one product for all steps' input, and the steps in
            TorchScript
    manual  the same with forward and backward written by hand as one autograd function

Legend: T steps, B rows (pieces side by side), H units, V symbols of one feature; columns of gates [r|z|n].
"""

import time

import torch
from torch.nn import functional

SYMBOLS = (20, 30, 60)  # dT, T, P
LAYERS = 3
HIDDEN = 128
STEPS = 128
LOSS_WEIGHTS = (0.1, 0.3, 0.6)
CLIP_NORM = 0.25
VARIANTS = ("gru", "script", "manual")


def one_hots(notes, sizes):
    """[..., 3] -> [..., sum of V]"""
    return torch.cat(
        [functional.one_hot(notes[..., i], size) for i, size in enumerate(sizes)], dim=-1
    ).to(torch.get_default_dtype())


def offsets(sizes):
    """Where each feature's rows begin in one table of all."""
    return torch.tensor([0, sizes[0], sizes[0] + sizes[1]])


class OneHotGru(torch.nn.Module):
    def __init__(self, sizes, hidden, reads_below):
        super().__init__()
        self.sizes = sizes
        self.gru = torch.nn.GRU(sum(sizes) + (hidden if reads_below else 0), hidden)

    def set_weights(self, table, below, recurrent, bias, recurrent_bias):
        hidden = recurrent.shape[0]
        self.gru.weight_ih_l0.copy_(torch.cat([table, below] if below is not None else [table]).T)
        self.gru.weight_hh_l0.copy_(recurrent.T)
        self.gru.bias_ih_l0.copy_(bias)
        self.gru.bias_hh_l0.zero_()
        self.gru.bias_hh_l0[2 * hidden :] = recurrent_bias

    def forward(self, notes, one_hot, below, state):
        inputs = one_hot if below is None else torch.cat([one_hot, below], dim=2)
        output, last = self.gru(inputs, state[None])
        return output, last[0]


@torch.jit.script
def scripted_steps(a, recurrent, recurrent_bias, state):
    """a [T, B, 3H]: the input's part of the gates -> outputs [T, B, H]"""
    hidden = state.shape[1]
    outputs = []
    for step in a.unbind(0):
        c = torch.addmm(recurrent_bias, state, recurrent)
        gates = torch.sigmoid(step[:, : 2 * hidden] + c[:, : 2 * hidden])
        reset, update = gates[:, :hidden], gates[:, hidden:]
        candidate = torch.tanh(torch.addcmul(step[:, 2 * hidden :], reset, c[:, 2 * hidden :]))
        state = torch.lerp(candidate, state, update)
        outputs.append(state)
    return torch.stack(outputs)


class ManualSteps(torch.autograd.Function):
    """scripted_steps with its backward pass by hand. The gates' derivatives do not depend on the
    gradient that comes back, so that they are computed for all steps at once."""

    @staticmethod
    def forward(ctx, a, recurrent, recurrent_bias, state):
        steps, rows, hidden = a.shape[0], *state.shape
        c = torch.empty_like(a)
        gates = torch.empty(steps, rows, 2 * hidden)
        candidates = torch.empty(steps, rows, hidden)
        states = torch.empty(steps + 1, rows, hidden)
        states[0] = state
        views = zip(
            a[..., : 2 * hidden].unbind(0), a[..., 2 * hidden :].unbind(0), c.unbind(0),
            c[..., : 2 * hidden].unbind(0), c[..., 2 * hidden :].unbind(0), gates.unbind(0),
            gates[..., :hidden].unbind(0), gates[..., hidden:].unbind(0), candidates.unbind(0),
            states[:-1].unbind(0), states[1:].unbind(0),
        )  # fmt: skip
        for a_rz, a_n, c_all, c_rz, c_n, rz, r, z, n, before, after in views:
            torch.addmm(recurrent_bias, before, recurrent, out=c_all)
            torch.add(a_rz, c_rz, out=rz).sigmoid_()
            torch.addcmul(a_n, r, c_n, out=n).tanh_()
            torch.lerp(n, before, z, out=after)
        ctx.save_for_backward(recurrent, c, gates, candidates, states)
        return states[1:]

    @staticmethod
    def backward(ctx, d_outputs):
        recurrent, c, gates, candidates, states = ctx.saved_tensors
        steps, rows, hidden = candidates.shape
        r, z = gates[..., :hidden], gates[..., hidden:]
        slope = (1 - z) * (1 - candidates * candidates)  # da_n = dh * slope
        factors = torch.empty(steps, rows, 3, hidden)  # [dc_r | dc_z | dc_n] = dh * factors
        torch.mul(slope * c[..., 2 * hidden :], r * (1 - r), out=factors[:, :, 0])
        torch.mul(states[:-1] - candidates, z * (1 - z), out=factors[:, :, 1])
        torch.mul(slope, r, out=factors[:, :, 2])
        d_c = torch.empty(steps, rows, 3, hidden)
        d_states = d_outputs.clone()  # becomes the whole gradient of each output
        turned = recurrent.T.contiguous()
        dh = d_states.unbind(0)
        dh_wide, dc, dc_flat = d_states[:, :, None].unbind(0), d_c.unbind(0), d_c.flatten(2).unbind(0)
        factor, update = factors.unbind(0), z.unbind(0)
        for t in range(steps - 1, -1, -1):
            torch.mul(dh_wide[t], factor[t], out=dc[t])
            if t > 0:
                dh[t - 1].addcmul_(dh[t], update[t]).addmm_(dc_flat[t], turned)
        d_a = d_c.clone()
        torch.mul(d_states, slope, out=d_a[:, :, 2])
        d_c = d_c.view(steps * rows, 3 * hidden)
        d_recurrent = states[:-1].reshape(steps * rows, hidden).T @ d_c
        return d_a.flatten(2), d_recurrent, d_c.sum(0), None


class LookUpGru(torch.nn.Module):
    """Look-ups for the notes; the steps by `steps`, scripted_steps or ManualSteps.apply."""

    def __init__(self, sizes, hidden, reads_below, steps):
        super().__init__()
        self.steps = steps
        scale = hidden**-0.5
        uniform = lambda *shape: torch.nn.Parameter(torch.empty(*shape).uniform_(-scale, scale))
        self.table = uniform(sum(sizes), 3 * hidden)
        self.below = uniform(hidden, 3 * hidden) if reads_below else None
        self.recurrent = uniform(hidden, 3 * hidden)
        self.bias = uniform(3 * hidden)
        self.recurrent_bias = uniform(3 * hidden)
        self.register_buffer("offsets", offsets(sizes))

    def set_weights(self, table, below, recurrent, bias, recurrent_bias):
        hidden = recurrent.shape[0]
        self.table.copy_(table)
        if below is not None:
            self.below.copy_(below)
        self.recurrent.copy_(recurrent)
        self.bias.copy_(bias)
        self.recurrent_bias.zero_()
        self.recurrent_bias[2 * hidden :] = recurrent_bias

    def forward(self, notes, one_hot, below, state):
        steps, rows, _ = notes.shape
        flat = (notes + self.offsets).view(steps * rows, 3)
        a = functional.embedding_bag(flat, self.table, mode="sum")
        if below is None:
            a = a + self.bias
        else:
            a = a + torch.addmm(self.bias, below.reshape(steps * rows, -1), self.below)
        output = self.steps(a.view(steps, rows, -1), self.recurrent, self.recurrent_bias, state)
        return output, output[-1]


class Readout(torch.nn.Module):
    """Linear(V), relu, Linear(V) over layers and the parts of the next note that are chosen."""

    def __init__(self, feature, sizes, hidden, layers):
        super().__init__()
        size = sizes[feature]
        self.hidden = torch.nn.Linear(layers * hidden, size)
        self.given = torch.nn.ModuleList(torch.nn.Embedding(sizes[f], size) for f in range(feature))
        self.output = torch.nn.Linear(size, size)

    def forward(self, layers, following):
        inside = self.hidden(torch.cat(layers, dim=-1) if len(layers) > 1 else layers[0])
        for feature, table in enumerate(self.given):
            inside = inside + table(following[..., feature])
        return self.output(torch.relu(inside))


class Network(torch.nn.Module):
    def __init__(self, variant, sizes=SYMBOLS, hidden=HIDDEN, layers=LAYERS):
        super().__init__()
        self.sizes, self.one_hot = sizes, variant == "gru"
        if variant == "gru":
            make = lambda reads: OneHotGru(sizes, hidden, reads)
        else:
            steps = scripted_steps if variant == "script" else ManualSteps.apply
            make = lambda reads: LookUpGru(sizes, hidden, reads, steps)
        self.layers = torch.nn.ModuleList(make(layer > 0) for layer in range(layers))
        read = (1, min(2, layers), layers)
        self.readouts = torch.nn.ModuleList(
            Readout(feature, sizes, hidden, read[feature]) for feature in range(3)
        )
        self.read = read

    def forward(self, notes, following, states):
        """notes, following [T, B, 3], states [layers][B, H] -> logits, each [T, B, V]; states"""
        one_hot = one_hots(notes, self.sizes) if self.one_hot else None
        outputs, last = [], []
        below = None
        for layer, state in zip(self.layers, states):
            below, end = layer(notes, one_hot, below, state)
            outputs.append(below)
            last.append(end)
        logits = [r(outputs[:n], following) for r, n in zip(self.readouts, self.read)]
        return logits, last


def loss_of(logits, following, weights=LOSS_WEIGHTS):
    """The mean over all notes."""
    return sum(
        weight * functional.cross_entropy(l.flatten(0, 1).float(), following[..., i].flatten())
        for i, (weight, l) in enumerate(zip(weights, logits))
    )


def flatten(network):
    """All parameters as views of one tensor, so that clipping and Adam take one call each."""
    parameters = list(network.parameters())
    flat = torch.nn.Parameter(torch.cat([p.detach().flatten() for p in parameters]))
    flat.grad = torch.zeros_like(flat)
    begin = 0
    for p in parameters:
        end = begin + p.numel()
        p.data = flat.data[begin:end].view_as(p)
        p.grad = flat.grad[begin:end].view_as(p)
        begin = end
    return flat


def random_notes(*shape):
    return torch.stack([torch.randint(0, size, shape) for size in SYMBOLS], dim=-1)


class Training:
    """Steps of truncated back-propagation on random notes: forward, backward, clipping, Adam."""

    def __init__(self, variant, batch, bf16=False):
        torch.manual_seed(1)
        self.network = Network(variant)
        self.flat = flatten(self.network)
        self.adam = torch.optim.Adam([self.flat], lr=2e-3)
        self.batch = batch
        self.bf16 = bf16
        self.notes = random_notes(16 * STEPS + 1, batch)
        self.states = [torch.zeros(batch, HIDDEN) for _ in range(LAYERS)]
        self.at = 0

    def step(self):
        notes = self.notes[self.at : self.at + STEPS]
        following = self.notes[self.at + 1 : self.at + STEPS + 1].contiguous()
        self.at = (self.at + STEPS) % (16 * STEPS)
        self.flat.grad.zero_()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            logits, states = self.network(notes, following, self.states)
            loss = loss_of(logits, following)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([self.flat], CLIP_NORM)
        self.adam.step()
        self.states = [s.detach().float() for s in states]
        return STEPS * self.batch


def speed_of(run, seconds):
    """Notes a second; `run` does some work and returns how many notes that was."""
    begin = time.perf_counter()
    notes = run()
    while (passed := time.perf_counter() - begin) < seconds:
        notes += run()
    return notes / passed
