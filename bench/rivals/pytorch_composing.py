"""Composing with the paper's network in PyTorch, written for speed: see pytorch_network.py.

Composer: the steps are TorchScript without gradients; look-ups instead of one-hot vectors, with the biases
folded in. Symbols are drawn by adding Gumbel noise to the logits and taking the largest, which draws from
their softmax; the noise of many steps is drawn at once. (torch.multinomial at each step is slower.)

PlainComposing: what most would write, torch.nn.GRU a step at a time and torch.multinomial.

Legend: B pieces side by side, H units, V symbols of one feature, L layers.
"""

from typing import List

import torch
from pytorch_network import HIDDEN, LAYERS, SYMBOLS, Network, offsets, one_hots


@torch.jit.script
def affine(added, x, weights):
    """added + x weights; the product in the weights' precision"""
    if weights.dtype == x.dtype:
        return torch.addmm(added, x, weights)
    return added + torch.mm(x.to(weights.dtype), weights)


@torch.jit.script
def gru_step(a, state, recurrent, recurrent_bias):
    """a [B, 3H], columns [r|z|n] -> the next state [B, H]"""
    hidden = state.shape[1]
    c = affine(recurrent_bias, state, recurrent)
    gates = (a[:, : 2 * hidden] + c[:, : 2 * hidden]).sigmoid_()
    reset, update = gates[:, :hidden], gates[:, hidden:]
    candidate = torch.addcmul(a[:, 2 * hidden :], reset, c[:, 2 * hidden :]).tanh_()
    return torch.lerp(candidate, state, update)


class Composer(torch.nn.Module):
    """`network` is a Network of the variant script or manual; `type` that of the weights in products."""

    def __init__(self, network: Network, type: torch.dtype = torch.float32):
        super().__init__()
        layers, (dt, duration, pitch) = network.layers, network.readouts
        hidden = layers[0].recurrent.shape[0]
        # A note's three rows of this give the input's part of the gates of all layers, biases included.
        tables = torch.cat([layer.table for layer in layers], dim=1)  # [sum of V, L * 3H]
        tables[: network.sizes[0]] += torch.cat([layer.bias for layer in layers])
        self.hidden = hidden
        self.table = tables.contiguous()
        self.offsets = offsets(network.sizes)
        self.below = [layer.below.to(type) for layer in layers[1:]]
        self.recurrent = [layer.recurrent.to(type) for layer in layers]
        self.recurrent_bias = [layer.recurrent_bias for layer in layers]
        # First the dense part, then its bias or, where something is given, look-ups with the bias in.
        dense = lambda linear: linear.weight.T.contiguous().to(type)
        self.dt_hidden, self.dt_bias = dense(dt.hidden), dt.hidden.bias
        self.dt_output, self.dt_output_bias = dense(dt.output), dt.output.bias
        self.duration_hidden = dense(duration.hidden)
        self.duration_dt = duration.given[0].weight + duration.hidden.bias
        self.duration_output = dense(duration.output)
        self.duration_output_bias = duration.output.bias
        self.pitch_hidden = dense(pitch.hidden)
        self.pitch_dt = pitch.given[0].weight + pitch.hidden.bias
        self.pitch_duration = pitch.given[1].weight
        self.pitch_output, self.pitch_output_bias = dense(pitch.output), pitch.output.bias

    def forward(self, notes: torch.Tensor, states: List[torch.Tensor], noise: List[torch.Tensor]):
        """notes [B, 3], the last ones; noise [steps, B, V] a feature -> the next steps' notes, states"""
        chosen: List[torch.Tensor] = []
        bags = torch.arange(0, 3 * notes.shape[0], 3)
        for step in range(noise[0].shape[0]):
            notes = self.step(notes, bags, states, [n[step] for n in noise])[0]
            chosen.append(notes)
        return torch.stack(chosen), states

    def step(
        self,
        notes: torch.Tensor,
        bags: torch.Tensor,
        states: List[torch.Tensor],
        noise: List[torch.Tensor],
    ):
        """noise [B, V] a feature; moves `states` on -> the next notes [B, 3], their logits"""
        rows = (notes + self.offsets).flatten()
        a = torch.embedding_bag(self.table, rows, bags, False, 0)[0]
        width = 3 * self.hidden
        for layer in range(len(states)):
            gates = a[:, layer * width : (layer + 1) * width]
            if layer > 0:
                gates = affine(gates, states[layer - 1], self.below[layer - 1])
            states[layer] = gru_step(
                gates, states[layer], self.recurrent[layer], self.recurrent_bias[layer]
            )
        inside = affine(self.dt_bias, states[0], self.dt_hidden).relu_()
        dt_logits = affine(self.dt_output_bias, inside, self.dt_output)
        dt = torch.argmax(dt_logits + noise[0], dim=1)
        read = torch.cat(states, dim=1)
        inside = affine(
            self.duration_dt.index_select(0, dt), read[:, : 2 * self.hidden], self.duration_hidden
        ).relu_()
        duration_logits = affine(self.duration_output_bias, inside, self.duration_output)
        duration = torch.argmax(duration_logits + noise[1], dim=1)
        given = self.pitch_dt.index_select(0, dt) + self.pitch_duration.index_select(0, duration)
        inside = affine(given, read, self.pitch_hidden).relu_()
        pitch_logits = affine(self.pitch_output_bias, inside, self.pitch_output)
        pitch = torch.argmax(pitch_logits + noise[2], dim=1)
        return torch.stack([dt, duration, pitch], dim=1), [dt_logits, duration_logits, pitch_logits]


CHUNK = 50  # steps whose noise is drawn at once


def gumbel(steps, rows):
    return [-torch.empty(steps, rows, size).exponential_().log_() for size in SYMBOLS]


class Composing:
    """Pieces of `notes` notes, `rows` side by side."""

    def __init__(self, rows, bf16=False, notes=400):
        torch.manual_seed(1)
        type = torch.bfloat16 if bf16 else torch.float32
        with torch.no_grad():
            composer = Composer(Network("script"), type).eval()
            self.composer = torch.jit.freeze(torch.jit.script(composer))
        self.rows, self.notes = rows, notes

    @torch.inference_mode()
    def run(self):
        last = torch.tensor([[size - 1 for size in SYMBOLS]]).repeat(self.rows, 1)
        states = [torch.zeros(self.rows, HIDDEN) for _ in range(LAYERS)]
        pieces = []
        while len(pieces) * CHUNK < self.notes:
            chosen, states = self.composer(last, states, gumbel(CHUNK, self.rows))
            last = chosen[-1]
            pieces.append(chosen)
        torch.cat(pieces)
        return len(pieces) * CHUNK * self.rows


class PlainComposing:
    """The same with torch.nn.GRU, one note at a time."""

    def __init__(self, rows, notes=50):
        torch.manual_seed(1)
        self.network = Network("gru").eval()
        self.rows, self.notes = rows, notes

    @torch.inference_mode()
    def run(self):
        last = torch.tensor([[size - 1 for size in SYMBOLS]]).repeat(self.rows, 1)
        states = [torch.zeros(self.rows, HIDDEN) for _ in range(LAYERS)]
        pieces = [last := self.step(last, states) for _ in range(self.notes)]
        torch.stack(pieces)
        return self.notes * self.rows

    def step(self, notes, states):
        """notes [B, 3]; moves `states` on -> the next notes [B, 3]"""
        one_hot = one_hots(notes, self.network.sizes)[None]
        outputs, below = [], None
        for i, layer in enumerate(self.network.layers):
            below, states[i] = layer(notes[None], one_hot, below, states[i])
            outputs.append(below)
        chosen = torch.zeros_like(notes)
        for feature, (readout, read) in enumerate(zip(self.network.readouts, self.network.read)):
            logits = readout(outputs[:read], chosen)[0]
            chosen[:, feature] = torch.multinomial(logits.softmax(dim=1), 1)[:, 0]
        return chosen
