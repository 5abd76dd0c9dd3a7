"""The preset `music` in PyTorch, written for speed, as pytorch_network.py is for the paper's network.

The music is that of `bachprop bench`, from the program music_rows. In PyTorch's favour: all indices of
contexts and of weights of intervals are made, and what dropout leaves out is drawn, before the clock runs;
pieces run on into each other, nothing is transposed and nothing is counted but the loss.

The layers in three ways (gru, script, manual: see pytorch_network.py), and the contexts in two:
    bag     torch.nn.functional.embedding_bag with mode sum: rows of a table are added up
    dense   a product with a matrix of zeros and ones; torch.nn.GRU can do nothing else

Weights of intervals: one product computes all of them for each note, and one index_add_ lays them on the
logits, with lists of which weight goes where (Lay, backward by hand).

Legend: T steps, B rows, N = T B; H units, D hidden units of readouts, V symbols, W weights of intervals.
"""

import json
import struct

import torch
from pytorch_network import (
    CLIP_NORM,
    LookUpGru,
    ManualSteps,
    OneHotGru,
    flatten,
    one_hots,
    scripted_steps,
)
from torch.nn import functional

LAYERS = 2
HIDDEN = 288
READOUT_HIDDEN = 256
STEPS = 64
BATCH = 8
DROPOUT = 0.5
LOSS_WEIGHTS = (0.2, 0.3, 0.5)
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.5
AVERAGE_DECAY = 0.999
WIDEST = 36
INTERVALS = 2 * WIDEST + 1
VARIANTS = ("gru, dense", "script, bag", "script, dense", "manual, bag", "manual, dense")


class Shape:
    """The sizes of the network, as music_rows and the golden file state them."""

    def __init__(self, symbols, context, readout_context, anchors, class_anchors, lowest_class,
                 layers=LAYERS, hidden=HIDDEN, readout_hidden=READOUT_HIDDEN):
        self.symbols = tuple(symbols)
        self.context, self.readout_context = context, readout_context
        self.anchors, self.class_anchors, self.lowest_class = anchors, class_anchors, lowest_class
        self.layers, self.hidden, self.readout_hidden = layers, hidden, readout_hidden
        self.pitches = self.symbols[2] - 1
        self.first_other = anchors * self.pitches  # the readout of T reads from here on
        self.weights = INTERVALS * anchors + 12 * class_anchors

    def lays(self):
        """For each entry of the readouts' context the pairs (weight, pitch) that it adds."""
        pairs = [[] for _ in range(self.readout_context)]
        for entry in range(self.anchors * self.pitches):
            group, anchor = divmod(entry, self.pitches)
            for pitch in range(max(0, anchor - WIDEST), min(self.pitches, anchor + WIDEST + 1)):
                pairs[entry].append((INTERVALS * group + pitch - anchor + WIDEST, pitch))
        first = self.anchors * self.pitches
        for entry in range(first, first + 12 * self.class_anchors):
            group, anchor = divmod(entry - first, 12)
            column = INTERVALS * self.anchors + 12 * group
            for pitch in range(self.pitches):
                pairs[entry].append((column + (self.lowest_class + pitch - anchor) % 12, pitch))
        return [torch.tensor(p, dtype=torch.int64).reshape(-1, 2) for p in pairs]


class Bags:
    """Lists of rows of one table, N of them, for embedding_bag or as a dense matrix."""

    def __init__(self, lists, size, dense):
        lengths = torch.tensor([len(rows) for rows in lists])
        self.rows = torch.tensor([row for rows in lists for row in rows], dtype=torch.int64)
        self.offsets = torch.cat([torch.zeros(1, dtype=torch.int64), lengths.cumsum(0)[:-1]])
        self.matrix = None
        if dense:
            self.matrix = torch.zeros(len(lists), size)
            note = torch.repeat_interleave(torch.arange(len(lists)), lengths)
            self.matrix.index_put_((note, self.rows), torch.ones(len(note)), accumulate=True)

    def sums(self, table):
        if self.matrix is not None:
            return self.matrix @ table
        return functional.embedding_bag(self.rows, table, self.offsets, mode="sum")


class Batch:
    """One truncation: notes, following [T, B, 3], and the entries of both contexts, N lists each."""

    def __init__(self, shape, notes, following, layers, readouts, dense, lays):
        self.notes, self.following = notes, following
        dt, duration, pitch = shape.symbols
        flat, then = notes.flatten(0, 1).tolist(), following.flatten(0, 1).tolist()
        notes_in = lambda note: [note[0], dt + note[1], dt + duration + note[2]]
        shifted = lambda by, entries: [by + entry for entry in entries]
        self.first_layer = Bags(
            [notes_in(n) + shifted(sum(shape.symbols), e) for n, e in zip(flat, layers)],
            sum(shape.symbols) + shape.context, dense,
        )  # fmt: skip
        others = [[e - shape.first_other for e in entries if e >= shape.first_other] for entries in readouts]
        self.duration = Bags(
            [[n[0], *shifted(dt, e)] for n, e in zip(then, others)],
            dt + shape.readout_context - shape.first_other, dense,
        )  # fmt: skip
        self.pitch = Bags(
            [[n[0], dt + n[1], *shifted(dt + duration, e)] for n, e in zip(then, readouts)],
            dt + duration + shape.readout_context, dense,
        )  # fmt: skip
        sources, targets = [], []
        for note, entries in enumerate(readouts):
            for entry in entries:
                sources.append(lays[entry][:, 0] + note * shape.weights)
                targets.append(lays[entry][:, 1] + note * pitch)
        none = [torch.zeros(0, dtype=torch.int64)]
        self.layer_masks, self.readout_masks = [None] * shape.layers, [None] * 3
        self.sources, self.targets = torch.cat(sources or none), torch.cat(targets or none)

    def draw_masks(self, shape, dropout):
        """0 where a unit is left out. The same units stay out for all steps."""
        steps, rows, _ = self.notes.shape
        draw = lambda *sizes: (torch.rand(*sizes) >= dropout) / (1 - dropout)
        self.layer_masks = [draw(1, rows, shape.hidden) for _ in range(shape.layers)]
        self.readout_masks = [
            draw(1, rows, shape.readout_hidden).expand(steps, -1, -1).reshape(steps * rows, -1) for _ in range(3)
        ]


class Lay(torch.autograd.Function):
    """logits [N, V] with the weights of intervals [N, W] added where the lists say."""

    @staticmethod
    def forward(ctx, logits, weights, sources, targets):
        ctx.save_for_backward(sources, targets)
        ctx.shape = weights.shape
        laid = logits.clone()
        laid.view(-1).index_add_(0, targets, weights.reshape(-1).index_select(0, sources).to(laid.dtype))
        return laid

    @staticmethod
    def backward(ctx, d_logits):
        sources, targets = ctx.saved_tensors
        d_weights = torch.zeros(ctx.shape, dtype=d_logits.dtype)
        d_weights.view(-1).index_add_(0, sources, d_logits.reshape(-1).index_select(0, targets))
        return d_logits, d_weights, None, None


class FirstGru(LookUpGru):
    """The first layer: what it adds up is named by the batch."""

    def __init__(self, shape, steps):
        super().__init__((*shape.symbols[:2], shape.symbols[2] + shape.context), shape.hidden, False, steps)

    def forward(self, batch, one_hot, below, state):
        steps, rows, _ = batch.notes.shape
        a = batch.first_layer.sums(self.table) + self.bias
        output = self.steps(a.view(steps, rows, -1), self.recurrent, self.recurrent_bias, state)
        return output, output[-1]


class Readout(torch.nn.Module):
    """Linear(D), relu, dropout, Linear(V); `rows` of a table are added before the relu."""

    def __init__(self, layers, rows, symbols, shape):
        super().__init__()
        self.hidden = torch.nn.Linear(layers * shape.hidden, shape.readout_hidden)
        scale = shape.hidden**-0.5
        self.table = torch.nn.Parameter(torch.empty(rows, shape.readout_hidden).uniform_(-scale, scale)) if rows else None
        self.output = torch.nn.Linear(shape.readout_hidden, symbols)

    def units(self, layers, bags, mask):
        inside = self.hidden(torch.cat(layers, dim=-1) if len(layers) > 1 else layers[0])
        if bags is not None:
            inside = inside + bags.sums(self.table)
        units = torch.relu(inside)
        return units if mask is None else units * mask


class MusicNetwork(torch.nn.Module):
    def __init__(self, variant, shape):
        super().__init__()
        self.shape, self.one_hot = shape, variant.startswith("gru")
        dt, duration, pitch = shape.symbols
        if self.one_hot:
            first = OneHotGru((*shape.symbols[:2], pitch + shape.context), shape.hidden, False)
            make = lambda: OneHotGru(shape.symbols, shape.hidden, True)
        else:
            steps = scripted_steps if variant.startswith("script") else ManualSteps.apply
            first = FirstGru(shape, steps)
            make = lambda: LookUpGru(shape.symbols, shape.hidden, True, steps)
        self.layers = torch.nn.ModuleList([first, *(make() for _ in range(shape.layers - 1))])
        self.read = (1, min(2, shape.layers), shape.layers)
        rows = (0, dt + shape.readout_context - shape.first_other, dt + duration + shape.readout_context)
        self.readouts = torch.nn.ModuleList(
            Readout(read, r, symbols, shape) for read, r, symbols in zip(self.read, rows, shape.symbols)
        )
        self.intervals = torch.nn.Linear(shape.readout_hidden, shape.weights)

    def forward(self, batch, states):
        """logits, each [N, V]; states"""
        steps, rows, _ = batch.notes.shape
        one_hot = one_hots(batch.notes, self.shape.symbols) if self.one_hot else None
        below, last, said = None, [], []
        for index, (layer, state) in enumerate(zip(self.layers, states)):
            if index > 0:
                below, end = layer(batch.notes, one_hot, below, state)
            elif self.one_hot:
                below, end = layer(batch.notes, batch.first_layer.matrix.view(steps, rows, -1), None, state)
            else:
                below, end = layer(batch, None, None, state)
            last.append(end)
            mask = batch.layer_masks[index]
            below = below if mask is None else below * mask
            said.append(below.reshape(steps * rows, -1))
        units = [
            readout.units(said[:n], bags, mask)
            for readout, n, bags, mask in zip(
                self.readouts, self.read, (None, batch.duration, batch.pitch), batch.readout_masks
            )
        ]
        logits = [readout.output(u) for readout, u in zip(self.readouts, units)]
        logits[2] = Lay.apply(logits[2], self.intervals(units[2]), batch.sources, batch.targets)
        return logits, last


def loss_of(logits, following, weights=LOSS_WEIGHTS, mask=None):
    """The mean over the notes, or over those of the mask [N]."""
    loss = 0
    for i, (weight, l) in enumerate(zip(weights, logits)):
        if mask is None:
            loss = loss + weight * functional.cross_entropy(l.float(), following[..., i].flatten())
        else:
            each = functional.cross_entropy(l.float(), following[..., i].flatten(), reduction="none")
            loss = loss + weight * (each * mask).sum() / mask.sum()
    return loss


def read_tensors(path):
    """The tensors of a safetensors file of int32."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + at for at in tensor["data_offsets"])
            tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.int32).long()
    return tensors


class Music:
    """Truncations of the file that music_rows writes."""

    def __init__(self, path, truncations=12):
        self.tensors = read_tensors(path)
        self.shape = Shape(
            self.tensors["sizes"][:3].tolist(), *self.tensors["sizes"][3:].tolist()
        )
        self.truncations = truncations
        self.made = {}

    def batches(self, dense):
        if dense not in self.made:
            lays = self.shape.lays()
            self.made[dense] = [self.batch(i, dense, lays) for i in range(self.truncations)]
        return self.made[dense]

    def batch(self, index, dense, lays):
        count = STEPS * BATCH
        begin = index * count
        notes = lambda name: self.tensors[name].view(-1, BATCH, 3)[index * STEPS : (index + 1) * STEPS].contiguous()
        batch = Batch(self.shape, notes("inputs"), notes("targets"), self.lists("layers", begin, count),
                      self.lists("readouts", begin, count), dense, lays)
        batch.draw_masks(self.shape, DROPOUT)
        return batch

    def lists(self, name, begin, count):
        ends = self.tensors[name + "_ends"].tolist()
        first = [0, *ends]
        entries = self.tensors[name]
        return [entries[first[i] : ends[i]].tolist() for i in range(begin, begin + count)]


class MusicTraining:
    """Steps of truncated back-propagation: forward, backward, clipping, AdamW, average."""

    def __init__(self, variant, music, bf16=False):
        torch.manual_seed(1)
        self.network = MusicNetwork(variant, music.shape)
        self.flat = flatten(self.network)
        self.average = self.flat.detach().clone()
        self.adam = torch.optim.AdamW([self.flat], lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        self.batches = music.batches(variant.endswith("dense"))
        self.bf16 = bf16
        self.states = [torch.zeros(BATCH, HIDDEN) for _ in range(LAYERS)]
        self.updates = 0

    def step(self):
        batch = self.batches[self.updates % len(self.batches)]
        self.updates += 1
        self.flat.grad.zero_()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            logits, states = self.network(batch, self.states)
            loss = loss_of(logits, batch.following)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([self.flat], CLIP_NORM)
        self.adam.step()
        with torch.no_grad():
            decay = min(AVERAGE_DECAY, (1 + self.updates) / (10 + self.updates))
            self.average.lerp_(self.flat, 1 - decay)
        self.states = [s.detach().float() for s in states]
        return STEPS * BATCH


def golden_truncation(golden, variant):
    """The second truncation, which begins with the states that the first left, but for its resets."""
    sizes = golden["sizes"]
    names = ("context", "readout_context", "anchors", "class_anchors", "lowest_class", "layers", "hidden",
             "readout_hidden")
    shape = Shape(tuple(sizes["vocabularies"].values()), **{name: sizes[name] for name in names})
    truncation = golden["truncations"][1]
    begins = torch.tensor(truncation["reset"])
    assert begins[1:].sum() == 0, "pieces begin at its first step alone"
    lists = lambda name: [entries for step in truncation[name] for entries in step]
    batch = Batch(shape, torch.tensor(truncation["inputs"]), torch.tensor(truncation["targets"]),
                  lists("context"), lists("next"), variant.endswith("dense"), shape.lays())
    states = [torch.tensor(s) * (1 - begins[0][:, None]) for s in golden["truncations"][0]["expected"]["states"]]
    return shape, batch, states, torch.tensor(truncation["mask"]).flatten(), truncation["expected"]


def check_against_music_golden(golden):
    """Logits, loss and gradients of every variant."""
    features = ("dt", "duration", "pitch")
    tensors = {name: torch.tensor(value) for name, value in golden["parameters"].items()}
    for variant in VARIANTS:
        shape, batch, states, mask, expected = golden_truncation(golden, variant)
        network = MusicNetwork(variant, shape)
        with torch.no_grad():
            for own, wanted in pairs(network, tensors):
                own.copy_(wanted)
        logits, _ = network(batch, states)
        for got, feature in zip(logits, features):
            wanted = torch.tensor(expected["logits"][feature]).flatten(0, 1)
            torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-5)
        loss = loss_of(logits, batch.following, tuple(golden["loss_weights"].values()), mask)
        torch.testing.assert_close(loss, torch.tensor(expected["loss"]), rtol=1e-5, atol=1e-6)
        loss.backward()
        gradients = {name: torch.tensor(value) for name, value in expected["gradients"].items()}
        for own, wanted in pairs(network, gradients, lambda parameter: parameter.grad):
            torch.testing.assert_close(own, wanted, rtol=1e-4, atol=1e-6)


def pairs(network, tensors, of=lambda parameter: parameter):
    """Each part of the network beside the golden file's tensor of the same meaning."""
    features = ("dt", "duration", "pitch")
    hidden = network.shape.hidden
    for index, layer in enumerate(network.layers):
        name = f"layers.{index}."
        table = [tensors[name + feature] for feature in features]
        table += [tensors[name + "context"]] if index == 0 else []
        below = [tensors[name + "below"]] if index > 0 else []
        if network.one_hot:
            yield of(layer.gru.weight_ih_l0), torch.cat(table + below).T
            yield of(layer.gru.weight_hh_l0), tensors[name + "recurrent"].T
            yield of(layer.gru.bias_ih_l0), tensors[name + "bias"]
            second = layer.gru.bias_hh_l0
        else:
            yield of(layer.table), torch.cat(table)
            if below:
                yield of(layer.below), below[0]
            yield of(layer.recurrent), tensors[name + "recurrent"]
            yield of(layer.bias), tensors[name + "bias"]
            second = layer.recurrent_bias
        # Of PyTorch's second bias, that of r and z is not ours.
        yield of(second)[2 * hidden :], tensors[name + "recurrent_bias"]
        if of(second) is second:
            yield second[: 2 * hidden], torch.zeros(2 * hidden)
    for index, (feature, readout) in enumerate(zip(features, network.readouts)):
        name = f"readouts.{feature}."
        yield of(readout.hidden.weight), tensors[name + "hidden.weight"].T
        yield of(readout.hidden.bias), tensors[name + "hidden.bias"]
        yield of(readout.output.weight), tensors[name + "output.weight"].T
        yield of(readout.output.bias), tensors[name + "output.bias"]
        if index > 0:
            rows = [tensors[name + f"hidden.{given}"] for given in features[:index]]
            yield of(readout.table), torch.cat([*rows, tensors[name + "hidden.context"]])
    yield of(network.intervals.weight), tensors["readouts.pitch.intervals.weight"].T
    yield of(network.intervals.bias), tensors["readouts.pitch.intervals.bias"]
